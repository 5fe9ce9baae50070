  # Cross-entropy summed over the cells: C = [weight of each class [classes], what is added to the scores [classes]];
  # label smoothing as in torch.nn.CrossEntropyLoss.
  def cross_entropy(self: __torch__.M, scores: Tensor, labels: Tensor, C: List[Tensor], smoothing: float) -> Tensor:
    logs = torch.log_softmax(scores + C[1], 1) * C[0]
    own = torch.sum(torch.gather(logs, 1, torch.unsqueeze(labels, 1)))
    loss = torch.neg(own)
    if smoothing > 0.:
      loss = loss * (1. - smoothing) - torch.sum(logs) * (smoothing / torch.size(scores, 1))
    return loss

  # Every pair of a class [pairs, 2], the first cell before the second; across donors if asked (-1 is a donor not known).
  def pairs(self: __torch__.M, labels: Tensor, donors: Tensor, across: bool) -> Tensor:
    same = torch.eq(torch.unsqueeze(labels, 1), torch.unsqueeze(labels, 0))
    if across:
      other = torch.ne(torch.unsqueeze(donors, 1), torch.unsqueeze(donors, 0))
      unknown = torch.eq(donors, -1)
      other = torch.logical_or(other, torch.logical_or(torch.unsqueeze(unknown, 1), torch.unsqueeze(unknown, 0)))
      same = torch.logical_and(same, other)
    return torch.nonzero(torch.triu(same, 1))

  # A number in [0, 1) for each (anchor, positive) pair and cell, from three numbers a cell [n, 3]: random, and repeatable.
  def priorities(self: __torch__.M, pairs: Tensor, draws: Tensor) -> Tensor:
    own = torch.index_select(torch.select(draws, 1, 1), 0, torch.select(pairs, 1, 0))
    others = torch.index_select(torch.select(draws, 1, 2), 0, torch.select(pairs, 1, 1))
    sums = torch.unsqueeze(torch.select(draws, 1, 0), 0) + torch.unsqueeze(own + others, 1)
    return torch.frac(sums)

  # Rows [anchor, positive, negative] of some pairs. d = distances [n, n]; mining: 0 one random semi-hard negative
  # (d(a, p) < d(a, n) < d(a, p) + margin) a pair, 1 the hardest negative that violates the margin, 2 all that do.
  def mine(self: __torch__.M, d: Tensor, labels: Tensor, pairs: Tensor, draws: Tensor, margin: float, mining: int) -> Tensor:
    a = torch.select(pairs, 1, 0)
    p = torch.select(pairs, 1, 1)
    rows = torch.index_select(d, 0, a)
    gap = torch.add_(torch.gather(rows, 1, torch.unsqueeze(p, 1)) - rows, margin)
    strangers = torch.ne(torch.unsqueeze(torch.index_select(labels, 0, a), 1), torch.unsqueeze(labels, 0))
    wanted = torch.logical_and(strangers, torch.gt(gap, 0.))
    if torch.eq(mining, 2):
      found = torch.nonzero(wanted)
      at = torch.select(found, 1, 0)
      out = torch.stack([torch.index_select(a, 0, at), torch.index_select(p, 0, at), torch.select(found, 1, 1)], 1)
    else:
      rank = gap
      if torch.eq(mining, 0):
        wanted = torch.logical_and(wanted, torch.lt(gap, margin))
        rank = self.priorities(pairs, draws)
      # as exact as filling, and quicker: a rank is below 8
      unwanted = torch.to(torch.logical_not(wanted), 6)
      best, at = torch.max(torch.add(rank, unwanted, alpha=-8.), 1)
      keep = torch.reshape(torch.nonzero(torch.ge(best, 0.)), [-1])
      out = torch.stack([torch.index_select(a, 0, keep), torch.index_select(p, 0, keep), torch.index_select(at, 0, keep)], 1)
    return out

  def triplets(self: __torch__.M, e: Tensor, labels: Tensor, donors: Tensor, draws: Tensor, margin: float, mining: int, across: bool) -> Tensor:
    # by products, but in float64: in float32 their rounding is as large as the distances of near cells
    wide = torch.to(e, 7)
    d = torch.to(torch.cdist(wide, wide, 2., 1), 6)
    pairs = self.pairs(labels, donors, across)
    found = annotate(List[Tensor], [torch.zeros([0, 3], dtype=4, layout=None, device=ops.prim.device(e))])
    chunk = 4096
    for i in range(torch.floordiv(torch.size(pairs, 0) + chunk - 1, chunk)):
      some = torch.narrow(pairs, 0, i * chunk, ops.prim.min(chunk, torch.size(pairs, 0) - i * chunk))
      _1 = torch.append(found, self.mine(d, labels, some, draws, margin, mining))
    return torch.cat(found)

  def distance(self: __torch__.M, e: Tensor, a: Tensor, b: Tensor) -> Tensor:
    # index_select, because the gradient of plain indexing adds in an order that depends on the threads
    return torch.sqrt(torch.sum(torch.pow(torch.index_select(e, 0, a) - torch.index_select(e, 0, b), 2), [1]) + 1e-12)

  # The mean of relu(d(a, p) - d(a, n) + margin) over the triplets [t, 3]; 0 without any.
  def triplet(self: __torch__.M, e: Tensor, t: Tensor, margin: float) -> Tensor:
    loss = torch.sum(e) * 0.
    if torch.gt(torch.size(t, 0), 0):
      near = self.distance(e, torch.select(t, 1, 0), torch.select(t, 1, 1))
      far = self.distance(e, torch.select(t, 1, 0), torch.select(t, 1, 2))
      loss = torch.mean(torch.relu(near - far + margin))
    return loss

  # Supervised contrastive loss (2004.11362, the sum outside of the logarithm), mean over the cells that have another of
  # their class; 0 without any.
  def supcon(self: __torch__.M, e: Tensor, labels: Tensor, temperature: float) -> Tensor:
    self_ = torch.to(torch.eye(torch.size(e, 0), dtype=None, layout=None, device=ops.prim.device(e)), 11)
    same = torch.logical_and(torch.eq(torch.unsqueeze(labels, 1), torch.unsqueeze(labels, 0)), torch.logical_not(self_))
    positives = torch.sum(torch.to(same, 6), [1])
    anchors = torch.reshape(torch.nonzero(torch.gt(positives, 0.)), [-1])
    loss = torch.sum(e) * 0.
    if torch.gt(torch.numel(anchors), 0):
      similar = torch.masked_fill(torch.mm(e, torch.t(e)) / temperature, self_, -1e9)
      logs = torch.log_softmax(similar, 1) * torch.to(same, 6)
      each = torch.neg(torch.sum(logs, [1])) / torch.clamp_min(positives, 1.)
      loss = torch.mean(torch.index_select(each, 0, anchors))
    return loss
