  # The decoder's squared error over all genes of each cell, float64 [n], from unit-length embeddings e [n, latent].
  # DW, DV, Db, Dbn and G as NativeDecoder holds them (DV is for gradients), R = [W'x [n, h], |b - x|^2 in float64 [n]].
  def errors(self: __torch__.M, e: Tensor, R: List[Tensor], DW: List[Tensor], DV: List[Tensor], Db: List[Tensor], Dbn: List[Tensor], G: List[Tensor]) -> List[Tensor]:
    h = e
    for i in range(torch.len(DW)):
      h = torch.prelu(torch.addcmul(Dbn[3 * i + 1], self.linear(h, DW[i], Db[i]), Dbn[3 * i]), Dbn[3 * i + 2])
    products = self.linear(h, G[0], None) + (G[1] - R[0]) * 2.
    return [torch.sum(torch.to(products, 7) * torch.to(h, 7), [1]) + R[1]]
