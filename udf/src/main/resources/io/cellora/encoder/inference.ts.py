  # Java may hold a bfloat16 tensor and hand it back, but must not look into it: the binding has no such type.
  def shorten(self: __torch__.M, t: Tensor) -> Tensor:
    return torch.to(t, 15)

  # The batch where the weights are: its first nnz entries, the values in the table's type.
  def placed(self: __torch__.M, x: List[Tensor], nnz: Tensor, T: List[Tensor]) -> List[Tensor]:
    device = ops.prim.device(T[0])
    n = int(nnz)
    indices = torch.to(torch.narrow(x[0], 0, 0, n), device, 3)
    values = torch.to(torch.narrow(x[2], 0, 0, n), device, 6)
    return [indices, torch.to(x[1], device, 3), values]

  # W0 x in float32
  def first(self: __torch__.M, x: List[Tensor], T: List[Tensor]) -> Tensor:
    values = torch.to(x[2], ops.prim.dtype(T[0]))
    return torch.to(self.product([x[0], x[1], values], T), 6)

  # The unit-length embeddings [n, latent] of every arm, which share W0 x. A, B and s have an entry for each arm and
  # layer, arm by arm, empty where there is no adapter; U = the arms' A0, transposed and side by side [genes, sum of r].
  def embed(self: __torch__.M, x: List[Tensor], nnz: Tensor, T: List[Tensor], W: List[Tensor], b: List[Tensor], bn: List[Tensor], U: Tensor, A: List[Tensor], B: List[Tensor], s: Tensor) -> List[Tensor]:
    cells = self.placed(x, nnz, T)
    p = self.first(cells, T) + b[0]
    u = U
    if torch.numel(U) > 0:
      u = self.product(cells, [U])
    layers = torch.len(W) + 1
    out = annotate(List[Tensor], [])
    column = 0
    for arm in range(torch.floordiv(torch.len(B), layers)):
      at = arm * layers
      z = p
      if torch.numel(B[at]) > 0:
        r = torch.size(B[at], 1)
        z = torch.add(z, self.linear(torch.narrow(u, 1, column, r), B[at], None), alpha=float(s[at]))
        column = column + r
      for i in range(torch.len(W)):
        h = torch.prelu(torch.addcmul(bn[3 * i + 1], z, bn[3 * i]), bn[3 * i + 2])
        z = self.linear(h, W[i], b[i + 1])
        j = at + i + 1
        if torch.numel(B[j]) > 0:
          z = torch.add(z, self.linear(self.linear(h, A[j], None), B[j], None), alpha=float(s[j]))
      _1 = torch.append(out, z / self.length(z))
    return out
