package io.cellora.weights;

/** A tensor's window on a storage: offset, shape and strides, all counted in elements. */
record StridedView(int offset, int[] shape, long[] strides, int size) {

  /** Receives a position in the tensor and the position in the storage it is read from. */
  @FunctionalInterface
  interface Visitor {
    void visit(int to, int from);
  }

  static StridedView contiguous(int[] shape) {
    return of(0, shape, rowMajor(shape));
  }

  /** Refuses what a storage cannot hold; numbers from a file, so nothing is believed. */
  static StridedView of(long offset, int[] shape, long[] strides) {
    if (offset < 0 || shape.length != strides.length) {
      throw new IllegalArgumentException("offset or number of strides");
    }
    long size = 1;
    for (int i = 0; i < shape.length; i++) {
      if (shape[i] < 0 || strides[i] < 0) {
        throw new IllegalArgumentException("negative size or stride");
      }
      size = Math.multiplyExact(size, shape[i]);
    }
    return new StridedView(Math.toIntExact(offset), shape, strides, Math.toIntExact(size));
  }

  /** Elements the storage must have for every read to lie inside. */
  long reach() {
    if (size == 0) {
      return 0;
    }
    long last = offset;
    for (int i = 0; i < shape.length; i++) {
      last = Math.addExact(last, Math.multiplyExact(shape[i] - 1L, strides[i]));
    }
    return Math.addExact(last, 1);
  }

  boolean isContiguous() {
    long[] expected = rowMajor(shape);
    for (int i = 0; i < shape.length; i++) {
      // a dimension of one element is never stepped over: any stride will do
      if (shape[i] > 1 && strides[i] != expected[i]) {
        return false;
      }
    }
    return true;
  }

  void forEach(Visitor visitor) {
    int[] index = new int[shape.length];
    long from = offset;
    for (int to = 0; to < size; to++) {
      visitor.visit(to, (int) from);
      for (int d = shape.length - 1; d >= 0; d--) {
        from += strides[d];
        if (++index[d] < shape[d]) {
          break;
        }
        from -= strides[d] * shape[d];
        index[d] = 0;
      }
    }
  }

  private static long[] rowMajor(int[] shape) {
    long[] strides = new long[shape.length];
    long stride = 1;
    for (int i = shape.length - 1; i >= 0; i--) {
      strides[i] = stride;
      stride = Math.multiplyExact(stride, Math.max(1, shape[i]));
    }
    return strides;
  }
}
