  # Pairs [query, row of r] that can be among the k nearest: q [n, width] and r [rows, width] of unit length.
  # floor [n, 1] is the least inner product that matters, -inf where it is not known yet; error is a product's own.
  def candidates(self: __torch__.M, q: Tensor, r: Tensor, floor: Tensor, k: Tensor, error: Tensor) -> Tensor:
    products = torch.mm(q, torch.t(r))
    least = floor
    if torch.isinf(torch.min(floor)):
      best, _1 = torch.topk(products, int(k), 1, True, False)
      least = torch.maximum(floor, torch.amin(best, [1], True) - error * 2)
    return torch.nonzero(torch.ge(products, least))
