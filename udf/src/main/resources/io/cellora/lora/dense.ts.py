  # The long way round, for comparison: cells as dense rows. x = [gene indices [nnz], row offsets [n], values [nnz]]
  def dense(self: __torch__.M, x: List[Tensor], genes: int) -> Tensor:
    n = torch.numel(x[1])
    ends = torch.cat([x[1], torch.tensor([torch.numel(x[0])], dtype=3)])
    rows = torch.repeat_interleave(torch.arange(n), torch.to(torch.diff(ends), 4))
    out = torch.zeros([n, genes])
    _1 = torch.index_put_(out, annotate(List[Optional[Tensor]], [rows, torch.to(x[0], 4)]), x[2])
    return out

  # W0 x + b0 [n, hidden]; T = W0 transposed, in blocks of columns
  def dense_project(self: __torch__.M, x: List[Tensor], T: List[Tensor], b: List[Tensor]) -> Tensor:
    cells = self.dense(x, torch.size(T[0], 0))
    parts = annotate(List[Tensor], [])
    for i in range(torch.len(T)):
      _1 = torch.append(parts, torch.mm(cells, T[i]))
    return torch.cat(parts, 1) + b[0]

  # A x [n, r]
  def dense_adapter(self: __torch__.M, x: List[Tensor], A: Tensor) -> Tensor:
    return torch.linear(self.dense(x, torch.size(A, 1)), A)

  # The gradient of A [r, genes] from that of A x [n, r]
  def dense_adapter_gradient(self: __torch__.M, x: List[Tensor], dxa: Tensor, A: Tensor) -> Tensor:
    return torch.mm(torch.t(dxa), self.dense(x, torch.size(A, 1)))
