  # [W'W, W'b] of some columns of the last linear W [genes, hidden]: span = where they start and end; against the columns
  # from their own start on, because W'W is symmetric. Summed in float64, a piece of the genes at a time.
  def gram(self: __torch__.M, W: Tensor, b: Tensor, span: Tensor) -> List[Tensor]:
    start = int(span[0])
    width = int(span[1]) - start
    rest = torch.narrow(W, 1, start, torch.size(W, 1) - start)
    products = torch.zeros([width, torch.size(rest, 1)], dtype=7)
    cross = torch.zeros([width], dtype=7)
    piece = 2048
    for i in range(torch.floordiv(torch.size(W, 0) + piece - 1, piece)):
      count = ops.prim.min(piece, torch.size(W, 0) - i * piece)
      w = torch.to(torch.narrow(rest, 0, i * piece, count), 7)
      own = torch.t(torch.narrow(w, 1, 0, width))
      products = products + torch.mm(own, w)
      cross = cross + torch.mv(own, torch.to(torch.narrow(b, 0, i * piece, count), 7))
    return [torch.to(products, 6), torch.to(cross, 6)]
