  def leaves(self: __torch__.M, values: List[Tensor]) -> List[Tensor]:
    out = annotate(List[Tensor], [])
    for i in range(torch.len(values)):
      _1 = torch.append(out, torch.requires_grad_(torch.detach(values[i]), True))
    return out

  # Cross-entropy summed over the n cells, the number of cells that it got right, and the gradients of that sum:
  # [loss, right, d xa, d A ..., d B ..., d head ...], an empty tensor where the input was empty.
  # A[0] comes empty: the first layer's adapter enters as xa = A0 x, its gradient leaves as d xa.
  def step(self: __torch__.M, p: Tensor, xa: Tensor, labels: Tensor, mask: Tensor, W: List[Tensor], b: List[Tensor], bn: List[Tensor], A: List[Tensor], B: List[Tensor], s: List[Tensor], head: List[Tensor]) -> List[Tensor]:
    xs = self.leaves([xa])
    As = self.leaves(A)
    Bs = self.leaves(B)
    hs = self.leaves(torch.slice(head, 0, 4))
    constants = torch.slice(head, 4, 6)
    scores = self.logits(self.tail(p, xs[0], W, b, bn, As, Bs, s), mask, hs + constants)
    loss = torch.cross_entropy_loss(scores, labels, None, 2, -100, 0.)
    right = torch.sum(torch.eq(torch.argmax(scores, 1), labels))
    out = [torch.detach(loss), torch.to(right, 6)]
    inputs = annotate(List[Tensor], [])
    places = annotate(List[int], [])
    everything = xs + As + Bs + hs
    for i in range(torch.len(everything)):
      _1 = torch.append(out, torch.zeros([0]))
      if torch.numel(everything[i]) > 0:
        _2 = torch.append(inputs, everything[i])
        _3 = torch.append(places, i + 2)
    gradients = torch.autograd.grad([loss], inputs)
    for j in range(torch.len(gradients)):
      g = gradients[j]
      if torch.__isnot__(g, None):
        out[places[j]] = unchecked_cast(Tensor, g)
    return out
