  # q [n, width] and r [rows, width] of unit length: the k largest inner products a row of q, and where in r they are
  def nearest(self: __torch__.M, q: Tensor, r: Tensor, k: Tensor) -> List[Tensor]:
    products, places = torch.topk(torch.mm(q, torch.t(r)), int(k), 1, True, True)
    return [products, places]
