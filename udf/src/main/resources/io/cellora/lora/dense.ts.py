  # The long way round, for comparison: the cells [n, genes]; T = W0 transposed, in blocks of columns
  def dense_cells(self: __torch__.M, x: List[Tensor], T: List[Tensor], b: List[Tensor]) -> Tensor:
    return self.dense(x, torch.size(T[0], 0))

  # W0 x + b0 [n, hidden]
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
