package io.cellora.weights;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Writes pickles (protocol 2) that hold tensors as torch keeps them. */
final class TorchPickle {

  static final int PROTOCOL = 0x80;
  static final int MARK = '(';
  static final int EMPTY_DICT = '}';
  static final int EMPTY_TUPLE = ')';
  static final int NEW_OBJECT = 0x81;
  static final int FALSE = 0x89;
  static final int SET_ITEM = 's';
  static final int SET_ITEMS = 'u';
  static final int BUILD = 'b';
  static final int STOP = '.';

  private static final int REDUCE = 'R';
  private static final int TUPLE = 't';
  private static final int PERSISTENT_ID = 'Q';

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  byte[] bytes() {
    return out.toByteArray();
  }

  /** A tensor whose values are in the storage of this key. */
  void tensor(Tensor tensor, int key) {
    global("torch._utils", "_rebuild_tensor_v2");
    op(MARK);
    storage(tensor, key);
    integer(0);
    tuple(tensor.shape());
    tuple(rowMajorStrides(tensor.shape()));
    op(FALSE);
    orderedDict();
    op(TUPLE, REDUCE);
  }

  private void storage(Tensor tensor, int key) {
    op(MARK);
    text("storage");
    global("torch", Element.of(tensor.dtype()).torchStorage());
    text(Integer.toString(key));
    text("cpu");
    integer(tensor.size());
    op(TUPLE, PERSISTENT_ID);
  }

  void orderedDict() {
    global("collections", "OrderedDict");
    op(EMPTY_TUPLE, REDUCE);
  }

  private void tuple(int[] items) {
    op(MARK);
    for (int item : items) {
      integer(item);
    }
    op(TUPLE);
  }

  private void integer(int value) {
    op('J');
    fourBytes(value);
  }

  void text(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    op('X');
    fourBytes(utf8.length);
    out.writeBytes(utf8);
  }

  void global(String module, String name) {
    out.writeBytes(("c" + module + "\n" + name + "\n").getBytes(StandardCharsets.US_ASCII));
  }

  private void fourBytes(int value) {
    out.writeBytes(
        ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array());
  }

  void op(int... bytes) {
    for (int b : bytes) {
      out.write(b);
    }
  }

  private static int[] rowMajorStrides(int[] shape) {
    int[] strides = new int[shape.length];
    int stride = 1;
    for (int i = shape.length - 1; i >= 0; i--) {
      strides[i] = stride;
      stride *= Math.max(1, shape[i]);
    }
    return strides;
  }
}
