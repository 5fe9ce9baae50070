  # Linear, BatchNorm in training mode (R is updated in place) and PReLU, block by block, then a Linear.
  # P = [weight, bias, gamma, beta, slope] a block, then [weight, bias]; R = [mean, variance] a block
  def network(self: __torch__.M, x: Tensor, P: List[Tensor], R: List[Tensor], first: float, inner: float) -> Tensor:
    h = x
    blocks = torch.floordiv(torch.len(R), 2)
    for i in range(blocks):
      rate = inner
      if torch.eq(i, 0):
        rate = first
      h = torch.dropout(h, rate, torch.gt(rate, 0.))
      z = torch.linear(h, P[5 * i], P[5 * i + 1])
      z = torch.batch_norm(z, P[5 * i + 2], P[5 * i + 3], R[2 * i], R[2 * i + 1], True, 0.1, 1e-5, False)
      h = torch.prelu(z, P[5 * i + 4])
    return torch.linear(h, P[5 * blocks], P[5 * blocks + 1])

  # Rows [anchor, positive, negative]: every pair of a class with one random semi-hard negative, if it has one.
  def triplets(self: __torch__.M, e: Tensor, labels: Tensor, margin: float) -> Tensor:
    d = torch.cdist(e, e)
    n = torch.size(e, 0)
    order = torch.arange(n)
    found = annotate(List[Tensor], [torch.zeros([0, 3], dtype=4)])
    for i in range(n):
      same = torch.eq(labels, labels[i])
      positive = torch.reshape(torch.nonzero(torch.logical_and(same, torch.gt(order, i))), [-1])
      negative = torch.reshape(torch.nonzero(torch.logical_not(same)), [-1])
      if torch.numel(positive) > 0 and torch.numel(negative) > 0:
        loss = torch.unsqueeze(d[i][positive], 1) - torch.unsqueeze(d[i][negative], 0) + margin
        semihard = torch.logical_and(torch.gt(loss, 0.), torch.lt(loss, margin))
        best, at = torch.max((torch.rand_like(loss) + 1e-6) * torch.to(semihard, 6), 1)
        keep = torch.gt(best, 0.)
        p = positive[keep]
        _1 = torch.append(found, torch.stack([torch.full_like(p, i), p, negative[at[keep]]], 1))
    return torch.cat(found)

  def distance(self: __torch__.M, a: Tensor, b: Tensor) -> Tensor:
    return torch.sqrt(torch.sum(torch.pow(a - b, 2), [1]) + 1e-12)

  # AdamW, in place on P and its moments.
  def update(self: __torch__.M, P: List[Tensor], G: List[Optional[Tensor]], m: List[Tensor], v: List[Tensor], rate: float, decay: float, t: float) -> None:
    for i in range(torch.len(P)):
      g = G[i]
      if torch.__isnot__(g, None):
        gi = unchecked_cast(Tensor, g)
        _1 = torch.mul_(P[i], 1. - rate * decay)
        _2 = torch.add_(torch.mul_(m[i], 0.9), gi, alpha=0.1)
        _3 = torch.addcmul_(torch.mul_(v[i], 0.999), gi, gi, value=0.001)
        scale = torch.add_(torch.div_(torch.sqrt(v[i]), torch.sqrt(1. - torch.pow(0.999, t))), 1e-8)
        _4 = torch.addcdiv_(P[i], m[i], scale, value=torch.neg(rate / (1. - torch.pow(0.9, t))))

  # One step of SCimilarity's recipe; h = [learning rate, weight decay, t, margin, triplet weight, input dropout, dropout].
  # [loss, triplet loss, squared error, triplets]; parameters, moments and running statistics move in place.
  def step(self: __torch__.M, x: List[Tensor], labels: Tensor, h: Tensor, E: List[Tensor], ER: List[Tensor], D: List[Tensor], DR: List[Tensor], m: List[Tensor], v: List[Tensor]) -> List[Tensor]:
    input = self.dense(x, torch.size(E[0], 1))
    P = E + D
    leaves = annotate(List[Tensor], [])
    for i in range(torch.len(P)):
      _1 = torch.append(leaves, torch.requires_grad_(torch.detach(P[i]), True))
    z = self.network(input, torch.slice(leaves, 0, torch.len(E)), ER, float(h[5]), float(h[6]))
    e = z / torch.clamp_min(torch.sqrt(torch.sum(z * z, [1], True)), 1e-12)
    output = self.network(e, torch.slice(leaves, torch.len(E), torch.len(P)), DR, 0., float(h[6]))
    error = torch.mse_loss(output, input)
    t = self.triplets(torch.detach(e), labels, float(h[3]))
    triplet = torch.sum(e) * 0.
    if torch.gt(torch.size(t, 0), 0):
      # index_select, because the gradient of plain indexing adds in an order that depends on the threads
      a = torch.index_select(e, 0, torch.select(t, 1, 0))
      p = torch.index_select(e, 0, torch.select(t, 1, 1))
      n = torch.index_select(e, 0, torch.select(t, 1, 2))
      gap = self.distance(a, p) - self.distance(a, n)
      triplet = torch.mean(torch.relu(gap + h[3]))
    loss = triplet * h[4] + error * (1. - h[4])
    gradients = torch.autograd.grad([loss], leaves)
    self.update(P, gradients, m, v, float(h[0]), float(h[1]), float(h[2]))
    return [torch.detach(loss), torch.detach(triplet), torch.detach(error), torch.tensor(float(torch.size(t, 0)))]
