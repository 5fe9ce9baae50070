  # x = [gene indices int64 [nnz], row offsets int64 [n], values float32 [nnz]]; table [genes, out]
  def product(self: __torch__.M, x: List[Tensor], table: Tensor) -> Tensor:
    sums, _1, _2, _3 = torch.embedding_bag(table, x[0], x[1], False, 0, False, x[2])
    return sums

  # p = W0 x + b0 [n, hidden]; W[0] is stored transposed [genes, hidden]
  def project(self: __torch__.M, x: List[Tensor], W: List[Tensor], b: List[Tensor]) -> Tensor:
    return self.product(x, W[0]) + b[0]

  # Everything behind W0 x + b0. An empty A or B is a layer without an adapter: nothing is added.
  # bn = [scale, shift, slope] a hidden block; s = alpha / r a layer; xa = A0 x [n, r]
  def tail(self: __torch__.M, p: Tensor, xa: Tensor, W: List[Tensor], b: List[Tensor], bn: List[Tensor], A: List[Tensor], B: List[Tensor], s: List[Tensor]) -> Tensor:
    z = p
    if torch.numel(B[0]) > 0:
      z = z + torch.mm(xa, torch.t(B[0])) * s[0]
    for i in range(torch.floordiv(torch.len(bn), 3)):
      h = torch.prelu(z * bn[3 * i] + bn[3 * i + 1], bn[3 * i + 2])
      z = torch.linear(h, W[i + 1], b[i + 1])
      if torch.numel(B[i + 1]) > 0:
        z = z + torch.mm(torch.mm(h, torch.t(A[i + 1])), torch.t(B[i + 1])) * s[i + 1]
    length = torch.sqrt(torch.sum(z * z, [1], True))
    return z / torch.clamp_min(length, 1e-12)

  # The unit-length embedding [n, latent]; A[0] is stored transposed [genes, r], as W[0] is.
  def encode(self: __torch__.M, x: List[Tensor], W: List[Tensor], b: List[Tensor], bn: List[Tensor], A: List[Tensor], B: List[Tensor], s: List[Tensor]) -> Tensor:
    xa = A[0]
    if torch.numel(B[0]) > 0:
      xa = self.product(x, A[0])
    return self.tail(self.project(x, W, b), xa, W, b, bn, A, B, s)
