  # head = [W1 [hidden, latent], b1, W2 [classes, hidden], b2]; mask [n, hidden] is dropout's keep / (1 - rate)
  def logits(self: __torch__.M, e: Tensor, mask: Tensor, head: List[Tensor]) -> Tensor:
    return torch.linear(torch.relu(torch.linear(e, head[0], head[1])) * mask, head[2], head[3])

  # Scores of the classes [n, classes]; mask [1, hidden] of ones switches dropout off.
  def score(self: __torch__.M, p: Tensor, xa: Tensor, mask: Tensor, W: List[Tensor], b: List[Tensor], bn: List[Tensor], A: List[Tensor], B: List[Tensor], s: List[Tensor], head: List[Tensor]) -> Tensor:
    return self.logits(self.tail(p, xa, W, b, bn, A, B, s), mask, head)
