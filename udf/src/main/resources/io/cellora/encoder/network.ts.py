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

  # W h + b in float32, by the quickest way there is for the type and the device; on a CPU also one that gives a row
  # the same bits wherever it stands
  def linear(self: __torch__.M, h: Tensor, w: Tensor, b: Optional[Tensor]) -> Tensor:
    if torch.eq(ops.prim.dtype(w), 15):
      z = torch.to(torch.linear(torch.to(h, 15), w), 6)
      if torch.__isnot__(b, None):
        z = z + unchecked_cast(Tensor, b)
    else:
      if ops.prim.is_cuda(h):
        z = torch.linear(h, w, b)
      else:
        z = ops.mkldnn._linear_pointwise(h, w, b, "none", annotate(List[Optional[number]], []), "")
    return z

  # Everything behind W0 x + b0. W = the linears behind the first; bn = [scale, shift, slope] a hidden block; s = the
  # scaling of each layer's adapter; an empty A or B is a layer without one. xa = what A0 makes of the cells [n, r].
  # M = dropout's masks of what the other adapters read, empty without dropout.
  # Answers z [n, latent], then of each block what enters its PReLU and what leaves it, then A h of each layer.
  def forward(self: __torch__.M, p: Tensor, xa: Tensor, M: List[Tensor], W: List[Tensor], b: List[Tensor], bn: List[Tensor], A: List[Tensor], B: List[Tensor], s: List[Tensor]) -> Tuple[Tensor, List[Tensor], List[Tensor], List[Tensor]]:
    z = p
    if torch.numel(B[0]) > 0:
      z = torch.add(z, self.linear(xa, B[0], None), alpha=float(s[0]))
    ys = annotate(List[Tensor], [])
    hs = annotate(List[Tensor], [])
    us = annotate(List[Tensor], [xa])
    for i in range(torch.len(W)):
      y = torch.addcmul(bn[3 * i + 1], z, bn[3 * i])
      h = torch.prelu(y, bn[3 * i + 2])
      z = self.linear(h, W[i], b[i + 1])
      u = torch.zeros([0])
      if torch.numel(B[i + 1]) > 0:
        u = self.linear(self.masked(h, M, i), A[i + 1], None)
        z = torch.add(z, self.linear(u, B[i + 1], None), alpha=float(s[i + 1]))
      _1 = torch.append(ys, y)
      _2 = torch.append(hs, h)
      _3 = torch.append(us, u)
    return (z, ys, hs, us)

  def masked(self: __torch__.M, h: Tensor, M: List[Tensor], i: int) -> Tensor:
    out = h
    if torch.numel(M[i]) > 0:
      out = h * M[i]
    return out

  # What each row is divided by to be of unit length [n, 1].
  def length(self: __torch__.M, z: Tensor) -> Tensor:
    return torch.clamp_min(torch.sqrt(torch.sum(z * z, [1], True)), 1e-12)

  # The unit-length embeddings [n, latent].
  def tail(self: __torch__.M, p: Tensor, xa: Tensor, M: List[Tensor], W: List[Tensor], b: List[Tensor], bn: List[Tensor], A: List[Tensor], B: List[Tensor], s: List[Tensor]) -> Tensor:
    z, ys, hs, us, = self.forward(p, xa, M, W, b, bn, A, B, s)
    return z / self.length(z)
