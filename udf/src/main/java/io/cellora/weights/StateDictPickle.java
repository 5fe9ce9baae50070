package io.cellora.weights;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** The pickle (protocol 2) of {@code {"state_dict": OrderedDict}}; tensor i lives in storage i. */
final class StateDictPickle {

  private static final int MARK = '(';
  private static final int REDUCE = 'R';
  private static final int TUPLE = 't';
  private static final int EMPTY_TUPLE = ')';
  private static final int SET_ITEM = 's';
  private static final int SET_ITEMS = 'u';

  private final NamedTensors tensors;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  StateDictPickle(NamedTensors tensors) {
    this.tensors = tensors;
  }

  byte[] bytes() {
    op(0x80, 2);
    op('}');
    text("state_dict");
    orderedDict();
    op(MARK);
    int key = 0;
    for (Map.Entry<String, Tensor> entry : tensors.asMap().entrySet()) {
      text(entry.getKey());
      tensor(entry.getValue(), key++);
    }
    op(SET_ITEMS, SET_ITEM, '.');
    return out.toByteArray();
  }

  private void tensor(Tensor tensor, int key) {
    global("torch._utils", "_rebuild_tensor_v2");
    op(MARK);
    storage(tensor, key);
    integer(0);
    tuple(tensor.shape());
    tuple(rowMajorStrides(tensor.shape()));
    op(0x89);
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
    op(TUPLE, 'Q');
  }

  private void orderedDict() {
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

  private void text(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    op('X');
    fourBytes(utf8.length);
    out.writeBytes(utf8);
  }

  private void global(String module, String name) {
    out.writeBytes(("c" + module + "\n" + name + "\n").getBytes(StandardCharsets.US_ASCII));
  }

  private void fourBytes(int value) {
    out.writeBytes(
        ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array());
  }

  private void op(int... bytes) {
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
