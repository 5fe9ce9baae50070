  # [W'W, W'b] of the last linear W [genes, hidden], summed in float64, a piece of the genes at a time
  def gram(self: __torch__.M, W: Tensor, b: Tensor) -> List[Tensor]:
    hidden = torch.size(W, 1)
    products = torch.zeros([hidden, hidden], dtype=7)
    cross = torch.zeros([hidden], dtype=7)
    piece = 2048
    for i in range(torch.floordiv(torch.size(W, 0) + piece - 1, piece)):
      count = ops.prim.min(piece, torch.size(W, 0) - i * piece)
      w = torch.to(torch.narrow(W, 0, i * piece, count), 7)
      bias = torch.to(torch.narrow(b, 0, i * piece, count), 7)
      products = products + torch.mm(torch.t(w), w)
      cross = cross + torch.mv(torch.t(w), bias)
    return [torch.to(products, 6), torch.to(cross, 6)]
