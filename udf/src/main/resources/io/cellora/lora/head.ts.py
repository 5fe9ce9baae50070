  # head = [W1 [hidden, latent], b1, W2 [classes, hidden], b2, center [latent], scale [latent]]: the last two are
  # constants that bring the frozen embeddings to mean 0 and deviation 1. mask [n, hidden] is dropout's keep / (1 - rate)
  def logits(self: __torch__.M, e: Tensor, mask: Tensor, head: List[Tensor]) -> Tensor:
    inner = torch.linear((e - head[4]) * head[5], head[0], head[1])
    return torch.linear(torch.relu(inner) * mask, head[2], head[3])

  # [scores of the classes [n, classes], E'E [latent, latent] in float64, cosine of each embedding to e0 [n]];
  # mask [1, hidden] of ones switches dropout off.
  def evaluate(self: __torch__.M, p: Tensor, xa: Tensor, e0: Tensor, mask: Tensor, M: List[Tensor], W: List[Tensor], b: List[Tensor], bn: List[Tensor], A: List[Tensor], B: List[Tensor], s: List[Tensor], head: List[Tensor]) -> List[Tensor]:
    e = self.tail(p, xa, M, W, b, bn, A, B, s)
    wide = torch.to(e, 7)
    return [self.logits(e, mask, head), torch.mm(torch.t(wide), wide), torch.sum(e * e0, [1])]
