package io.cellora.weights;

import io.cellora.weights.RestrictedUnpickler.Global;
import io.cellora.weights.RestrictedUnpickler.RefusedException;
import io.cellora.weights.RestrictedUnpickler.Tuple;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The few names of torch's pickles that rebuild tensors, over the storages of one checkpoint. */
final class TorchStorages implements RestrictedUnpickler.Globals {

  private static final Global ORDERED_DICT = new Global("collections", "OrderedDict");
  private static final Global TENSOR = new Global("torch._utils", "_rebuild_tensor_v2");
  private static final Global PARAMETER = new Global("torch._utils", "_rebuild_parameter");
  private static final Global SIZE = new Global("torch", "Size");
  private static final long SMALL = 1 << 20;
  private static final int VIEWS_FACTOR = 4;

  private record Storage(String key, Element element, ByteBuffer bytes) {
    long elements() {
      return bytes.capacity() / element.bytes();
    }
  }

  private final StoredZip zip;
  private final String prefix;
  private final ByteOrder order;
  private final Map<String, Storage> storages = new HashMap<>();
  private long bytesLeft;

  /** {@code prefix} is the zip's one folder, with its slash. */
  TorchStorages(StoredZip zip, String prefix, int fileLength) {
    this.zip = zip;
    this.prefix = prefix;
    this.order = byteOrder();
    // many views of one storage, or a stride of 0, could ask for any amount of memory
    this.bytesLeft = Math.max(SMALL, (long) VIEWS_FACTOR * fileLength);
  }

  @Override
  public boolean allows(Global global) {
    return global.equals(ORDERED_DICT)
        || global.equals(TENSOR)
        || global.equals(PARAMETER)
        || global.equals(SIZE)
        || isStorage(global);
  }

  @Override
  public Object call(Global global, List<Object> arguments) {
    if (global.equals(ORDERED_DICT)) {
      return orderedDict(arguments);
    } else if (global.equals(TENSOR)) {
      return tensor(arguments);
    } else if (global.equals(PARAMETER)) {
      return RestrictedUnpickler.as(Tensor.class, arguments.get(0));
    } else if (global.equals(SIZE)) {
      return RestrictedUnpickler.as(Tuple.class, arguments.get(0));
    }
    throw new RefusedException("its pickle calls %s, which is not a tensor".formatted(global));
  }

  /** {@code ("storage", type, key, device, number of elements)}. */
  @Override
  public Object persistent(Object id) {
    List<Object> parts = RestrictedUnpickler.as(Tuple.class, id).items();
    if (!"storage".equals(parts.get(0))) {
      throw new RefusedException("its pickle refers to something that is no storage");
    }
    Element element = element(RestrictedUnpickler.as(Global.class, parts.get(1)));
    String key = RestrictedUnpickler.as(String.class, parts.get(2));
    long elements = RestrictedUnpickler.as(Long.class, parts.get(4));
    Storage storage = storages.computeIfAbsent(key, k -> open(k, element));
    if (storage.element() != element) {
      throw new RefusedException("its pickle gives storage " + key + " two types");
    }
    if (elements < 0
        || elements > Integer.MAX_VALUE
        || elements * element.bytes() != storage.bytes().capacity()) {
      throw new RefusedException(
          "storage %s has %d bytes where its pickle counts %d elements of %d bytes"
              .formatted(key, storage.bytes().capacity(), elements, element.bytes()));
    }
    return storage;
  }

  private Storage open(String key, Element element) {
    String entry = prefix + "data/" + key;
    if (!zip.has(entry)) {
      throw new RefusedException("storage " + key + " is missing from the zip");
    }
    return new Storage(key, element, zip.read(entry).order(order));
  }

  private static Object orderedDict(List<Object> arguments) {
    if (!arguments.isEmpty()) {
      throw new RefusedException("its pickle fills an OrderedDict in an unknown way");
    }
    return new LinkedHashMap<>();
  }

  /** {@code (storage, offset, shape, strides, requires_grad, hooks)}. */
  private Tensor tensor(List<Object> arguments) {
    Storage storage = RestrictedUnpickler.as(Storage.class, arguments.get(0));
    // before any message shows them: what nests deep cannot even be printed
    long[] sizes = longs(arguments.get(2));
    long[] strides = longs(arguments.get(3));
    try {
      long offset = RestrictedUnpickler.as(Long.class, arguments.get(1));
      int[] shape = new int[sizes.length];
      for (int i = 0; i < shape.length; i++) {
        shape[i] = Math.toIntExact(sizes[i]);
      }
      StridedView view = StridedView.of(offset, shape, strides);
      if (view.reach() > storage.elements()) {
        throw new ArithmeticException();
      }
      claim((long) view.size() * storage.element().bytesInMemory());
      return storage.element().read(storage.bytes(), view);
    } catch (ArithmeticException | IllegalArgumentException e) {
      throw new RefusedException(
          "a tensor of shape %s and strides %s does not fit into storage %s of %d elements"
              .formatted(
                  Arrays.toString(sizes),
                  Arrays.toString(strides),
                  storage.key(),
                  storage.elements()));
    }
  }

  private void claim(long bytes) {
    bytesLeft -= bytes;
    if (bytesLeft < 0) {
      throw new RefusedException(
          "its tensors are more than %d times as large as the file".formatted(VIEWS_FACTOR));
    }
  }

  private static long[] longs(Object tuple) {
    return RestrictedUnpickler.as(Tuple.class, tuple).items().stream()
        .mapToLong(item -> RestrictedUnpickler.as(Long.class, item))
        .toArray();
  }

  private static boolean isStorage(Global global) {
    return global.module().equals("torch") && global.name().endsWith("Storage");
  }

  private static Element element(Global type) {
    for (Element element : Element.values()) {
      if (type.name().equals(element.torchStorage())) {
        return element;
      }
    }
    throw new RefusedException(
        "it holds a %s; float32, float64, float16, bfloat16 and int64 can be read".formatted(type));
  }

  private ByteOrder byteOrder() {
    if (!zip.has(prefix + "byteorder")) {
      return ByteOrder.LITTLE_ENDIAN;
    }
    String order = StandardCharsets.US_ASCII.decode(zip.read(prefix + "byteorder")).toString();
    return switch (order) {
      case "little" -> ByteOrder.LITTLE_ENDIAN;
      case "big" -> ByteOrder.BIG_ENDIAN;
      default -> throw new RefusedException("its byteorder is neither little nor big");
    };
  }
}
