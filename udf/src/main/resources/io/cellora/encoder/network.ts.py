  # x = [gene indices [nnz], row offsets [n], values float32 [nnz]]; T is a table [genes, out] in blocks of columns
  def product(self: __torch__.M, x: List[Tensor], T: List[Tensor]) -> Tensor:
    parts = annotate(List[Tensor], [])
    for i in range(torch.len(T)):
      sums, _1, _2, _3 = torch.embedding_bag(T[i], x[0], x[1], False, 0, False, x[2])
      _4 = torch.append(parts, sums)
    return torch.cat(parts, 1)

  # p = W0 x + b0 [n, hidden]
  def project(self: __torch__.M, x: List[Tensor], T: List[Tensor], b: List[Tensor]) -> Tensor:
    return self.product(x, T) + b[0]

  # Everything behind W0 x + b0, for gradients too. An empty A or B is a layer without an adapter: nothing is added.
  # W = the linears behind the first; bn = [scale, shift, slope] a hidden block; s = alpha / r a layer; xa = A0 x [n, r]
  def tail(self: __torch__.M, p: Tensor, xa: Tensor, W: List[Tensor], b: List[Tensor], bn: List[Tensor], A: List[Tensor], B: List[Tensor], s: List[Tensor]) -> Tensor:
    z = p
    if torch.numel(B[0]) > 0:
      z = z + torch.mm(xa, torch.t(B[0])) * s[0]
    for i in range(torch.len(W)):
      h = torch.prelu(z * bn[3 * i] + bn[3 * i + 1], bn[3 * i + 2])
      z = torch.linear(h, W[i], b[i + 1])
      if torch.numel(B[i + 1]) > 0:
        z = z + torch.mm(torch.mm(h, torch.t(A[i + 1])), torch.t(B[i + 1])) * s[i + 1]
    length = torch.sqrt(torch.sum(z * z, [1], True))
    return z / torch.clamp_min(length, 1e-12)
