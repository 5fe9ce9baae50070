  def leaves(self: __torch__.M, values: List[Tensor]) -> List[Tensor]:
    out = annotate(List[Tensor], [])
    for i in range(torch.len(values)):
      _1 = torch.append(out, torch.requires_grad_(torch.detach(values[i]), True))
    return out

  def empties(self: __torch__.M, count: int) -> List[Tensor]:
    out = annotate(List[Tensor], [])
    for i in range(count):
      _1 = torch.append(out, torch.zeros([0]))
    return out

  # The gradient of what enters BatchNorm and PReLU, from that of what leaves them and from y, which is between them.
  def block_gradient(self: __torch__.M, dh: Tensor, y: Tensor, bn: List[Tensor], i: int) -> Tensor:
    return torch.leaky_relu_backward(dh, y, float(bn[3 * i + 2]), False) * bn[3 * i]

  # a' b [p, q] of thin a [n, p] and b [n, q], by the same quick product as the layers
  def inner(self: __torch__.M, a: Tensor, b: Tensor) -> Tensor:
    return self.linear(torch.t(a), torch.t(b), None)

  # The decoder's squared error over all genes, summed over the cells, and its gradient by the embeddings; both / genes.
  # DW = the linears before the last, DV = the same transposed. The last one, W h + b, against the cells x:
  # R = [W'x [n, h], |b - x|^2 in float64 [n]] and G = [W'W, W'b], or all there is: R = [x], G = [W, b].
  def reconstruct(self: __torch__.M, e: Tensor, genes: float, R: List[Tensor], DW: List[Tensor], DV: List[Tensor], Db: List[Tensor], Dbn: List[Tensor], G: List[Tensor]) -> Tuple[Tensor, Tensor]:
    h = e
    ys = annotate(List[Tensor], [])
    layers = torch.len(DW)
    for i in range(layers):
      y = torch.addcmul(Dbn[3 * i + 1], self.linear(h, DW[i], Db[i]), Dbn[3 * i])
      h = torch.prelu(y, Dbn[3 * i + 2])
      _1 = torch.append(ys, y)
    if torch.eq(torch.len(R), 2):
      products = self.linear(h, G[0], None)
      rest = G[1] - R[0]
      inner = torch.to(products + rest * 2., 7) * torch.to(h, 7)
      error = torch.sum(inner) + torch.sum(R[1])
      dh = (products + rest) * (2. / genes)
    else:
      off = torch.linear(h, G[0], G[1]) - R[0]
      error = torch.sum(torch.pow(torch.to(off, 7), 2))
      dh = torch.mm(off, G[0]) * (2. / genes)
    for j in range(layers):
      k = layers - 1 - j
      dh = self.linear(self.block_gradient(dh, ys[k], Dbn, k), DV[k], None)
    return (torch.to(error / genes, 6), dh)

  # Losses of the embeddings, each summed over the n cells: [cross-entropy, triplet, supcon, distillation] and the scores.
  # h: see step.
  def embedding_losses(self: __torch__.M, e: Tensor, unit: Tensor, e0: Tensor, labels: Tensor, donors: Tensor, draws: Tensor, mask: Tensor, h: Tensor, head: List[Tensor], C: List[Tensor]) -> List[Tensor]:
    n = torch.size(e, 0)
    scores = self.logits(e, mask, head)
    out = [self.cross_entropy(scores, labels, C, float(h[5]))]
    nothing = torch.zeros([], dtype=None, layout=None, device=ops.prim.device(e))
    triplet = nothing
    if torch.gt(h[1], 0):
      t = self.triplets(unit, labels, donors, draws, float(h[6]), int(h[7]), bool(torch.gt(h[8], 0)))
      triplet = self.triplet(e, t, float(h[6])) * n
    supcon = nothing
    if torch.gt(h[2], 0):
      supcon = self.supcon(e, labels, float(h[9])) * n
    distance = nothing
    if torch.gt(h[4], 0):
      distance = n - torch.sum(e * e0)
    return [out[0], triplet, supcon, distance, scores]

  # The losses summed over the n cells, the number of cells that the head got right, and the gradients of the weighted sum:
  # [[cross-entropy, triplet, supcon, reconstruction, distillation], right, d xa, d A ..., d B ..., d head ...], an empty
  # tensor where there is nothing. A[0] comes empty: the first layer's adapter enters as xa, its gradient leaves as d xa.
  # h = [weight of each loss in that order, label smoothing, margin, mining, across donors, temperature, genes];
  # V = W transposed. The frozen layers are passed by hand, because the quick products have no derivative in torch.
  def step(self: __torch__.M, p: Tensor, xa: Tensor, e0: Tensor, labels: Tensor, donors: Tensor, draws: Tensor, mask: Tensor, h: Tensor, M: List[Tensor], R: List[Tensor], W: List[Tensor], b: List[Tensor], bn: List[Tensor], V: List[Tensor], A: List[Tensor], B: List[Tensor], s: List[Tensor], head: List[Tensor], C: List[Tensor], DW: List[Tensor], DV: List[Tensor], Db: List[Tensor], Dbn: List[Tensor], G: List[Tensor]) -> List[Tensor]:
    z, ys, hs, us, = self.forward(p, xa, M, W, b, bn, A, B, s)
    length = self.length(z)
    unit = z / length
    e = torch.requires_grad_(torch.detach(unit), True)
    leaves = self.leaves(torch.slice(head, 0, 4))
    terms = self.embedding_losses(e, unit, e0, labels, donors, draws, mask, h, leaves + torch.slice(head, 4, 6), C)
    loss = terms[0] * h[0] + terms[1] * h[1] + terms[2] * h[2] + terms[3] * h[4]
    gradients = annotate(List[Tensor], [])
    for g in torch.autograd.grad([loss], [e] + leaves):
      _1 = torch.append(gradients, unchecked_cast(Tensor, g))
    de = gradients[0]
    error = torch.zeros([], dtype=None, layout=None, device=ops.prim.device(e))
    if torch.gt(h[3], 0):
      error, dr, = self.reconstruct(unit, float(h[10]), R, DW, DV, Db, Dbn, G)
      de = torch.add(de, dr, alpha=float(h[3]))
    right = torch.to(torch.sum(torch.eq(torch.argmax(terms[4], 1), labels)), 6)
    losses = torch.detach(torch.stack([terms[0], terms[1], terms[2], error, terms[3]]))
    moved = self.encoder_gradients(unit, length, de, ys, hs, us, M, W, V, bn, A, B, s)
    return [losses, right] + moved + torch.slice(gradients, 1, 5)

  # [d xa, d A ..., d B ...] from the gradient by the embeddings.
  def encoder_gradients(self: __torch__.M, unit: Tensor, length: Tensor, de: Tensor, ys: List[Tensor], hs: List[Tensor], us: List[Tensor], M: List[Tensor], W: List[Tensor], V: List[Tensor], bn: List[Tensor], A: List[Tensor], B: List[Tensor], s: List[Tensor]) -> List[Tensor]:
    layers = torch.len(W)
    dA = self.empties(layers + 1)
    dB = self.empties(layers + 1)
    dxa = torch.zeros([0])
    dz = (de - unit * torch.sum(unit * de, [1], True)) / length
    for j in range(layers):
      i = layers - 1 - j
      dh = self.linear(dz, V[i], None)
      if torch.numel(B[i + 1]) > 0:
        scaled = dz * s[i + 1]
        du = self.linear(scaled, torch.t(B[i + 1]), None)
        dB[i + 1] = torch.contiguous(torch.t(self.inner(us[i + 1], scaled)))
        dA[i + 1] = self.inner(du, self.masked(hs[i], M, i))
        dh = dh + self.masked(self.linear(du, torch.t(A[i + 1]), None), M, i)
      dz = self.block_gradient(dh, ys[i], bn, i)
    if torch.numel(B[0]) > 0:
      scaled = dz * s[0]
      dB[0] = torch.contiguous(torch.t(self.inner(us[0], scaled)))
      dxa = self.linear(scaled, torch.t(B[0]), None)
    return [dxa] + dA + dB

  # The head alone, on frozen embeddings: [cross-entropy summed, right, d head ...].
  def head_step(self: __torch__.M, e0: Tensor, labels: Tensor, mask: Tensor, smoothing: Tensor, head: List[Tensor], C: List[Tensor]) -> List[Tensor]:
    leaves = self.leaves(torch.slice(head, 0, 4))
    scores = self.logits(e0, mask, leaves + torch.slice(head, 4, 6))
    loss = self.cross_entropy(scores, labels, C, float(smoothing))
    right = torch.to(torch.sum(torch.eq(torch.argmax(scores, 1), labels)), 6)
    out = [torch.detach(loss), right]
    for g in torch.autograd.grad([loss], leaves):
      _1 = torch.append(out, unchecked_cast(Tensor, g))
    return out
