  # Cells as dense rows [n, genes]; x = [gene indices [nnz], row offsets [n], values float32 [nnz]]
  def dense(self: __torch__.M, x: List[Tensor], genes: int) -> Tensor:
    n = torch.numel(x[1])
    ends = torch.cat([torch.to(x[1], 4), torch.tensor([torch.numel(x[0])])])
    rows = torch.repeat_interleave(torch.arange(n), torch.diff(ends))
    out = torch.zeros([n, genes])
    _1 = torch.index_put_(out, annotate(List[Optional[Tensor]], [rows, torch.to(x[0], 4)]), x[2])
    return out
