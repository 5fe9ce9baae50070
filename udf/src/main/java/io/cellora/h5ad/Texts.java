package io.cellora.h5ad;

import io.jhdf.GlobalHeap;
import io.jhdf.object.datatype.DataType;
import io.jhdf.object.datatype.StringData;
import io.jhdf.object.datatype.VariableLength;
import io.jhdf.storage.HdfBackingStorage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * Decodes strings, of fixed or variable length, and refuses bytes that are no UTF-8: the HDF5
 * library puts replacement characters in their place without a word.
 */
final class Texts {

  /** Offset of the address in a reference to the heap; before it stands the length. */
  private static final int LENGTH_BYTES = 4;

  private static final int HEAP_HEADER_BYTES = 16;
  private static final int MAX_HEAPS = 256;

  /** Some strings may be shared: so many times the file, and some bytes for small files. */
  private static final int TIMES = 8;

  private static final long FREE_BYTES = 16L << 20;

  private final H5adFile file;
  private final String object;
  private final DataType type;
  private final Map<Long, GlobalHeap> heaps = new HashMap<>();
  private long decoded;

  /**
   * @param object that holds the strings, for errors
   */
  Texts(H5adFile file, String object, DataType type) {
    this.file = file;
    this.object = object;
    this.type = type;
  }

  static boolean isText(DataType type) {
    return type instanceof StringData
        || type instanceof VariableLength v && v.isVariableLengthString();
  }

  /** The next {@code n} strings of a buffer. */
  UTF8String[] read(ByteBuffer elements, int n) {
    return file.reading(object, () -> decode(elements, n));
  }

  private UTF8String[] decode(ByteBuffer elements, int n) {
    UTF8String[] texts = new UTF8String[n];
    long most = FREE_BYTES + TIMES * file.size();
    for (int i = 0; i < n; i++) {
      ByteBuffer element = elements.slice(i * type.getSize(), type.getSize());
      texts[i] = text(type instanceof StringData s ? fixed(s, element) : variable(element));
      decoded += texts[i].numBytes();
      checkSum(decoded, most);
    }
    return texts;
  }

  /** A few bytes of a damaged file must not become gigabytes by being referred to again. */
  private static void checkSum(long bytes, long most) {
    if (bytes > most) {
      throw new IllegalStateException("strings of " + bytes + " bytes refer to the same few");
    }
  }

  private static ByteBuffer fixed(StringData type, ByteBuffer element) {
    type.getStringPaddingHandler().setBufferLimit(element);
    return element;
  }

  private ByteBuffer variable(ByteBuffer element) {
    HdfBackingStorage storage = file.storage();
    element.order(ByteOrder.LITTLE_ENDIAN);
    int length = element.getInt(0);
    boolean wide = storage.getSizeOfOffsets() == Long.BYTES;
    long address = wide ? element.getLong(LENGTH_BYTES) : element.getInt(LENGTH_BYTES);
    int index = element.getInt(LENGTH_BYTES + storage.getSizeOfOffsets());
    if (length == 0 || index == 0) {
      return ByteBuffer.allocate(0);
    }
    ByteBuffer stored = heap(storage, address).getObjectData(index);
    return untilNull(stored.limit(Math.min(stored.limit(), length)));
  }

  private GlobalHeap heap(HdfBackingStorage storage, long address) {
    GlobalHeap heap = heaps.get(address);
    if (heap == null) {
      ByteBuffer header = storage.readBufferFromAddress(address, HEAP_HEADER_BYTES);
      long size = header.order(ByteOrder.LITTLE_ENDIAN).getLong(Long.BYTES);
      // the library would allocate what a damaged heap says that it needs
      if (storage.getSizeOfLengths() == Long.BYTES && (size < 0 || size > storage.size())) {
        throw new IllegalStateException("heap at " + address + " claims " + size + " bytes");
      }
      heap = new GlobalHeap(storage, address);
      if (heaps.size() == MAX_HEAPS) {
        heaps.clear();
      }
      heaps.put(address, heap);
    }
    return heap;
  }

  /** Some writers store the null that ends a string in C. */
  private static ByteBuffer untilNull(ByteBuffer text) {
    for (int i = 0; i < text.limit(); i++) {
      if (text.get(i) == 0) {
        return text.limit(i);
      }
    }
    return text;
  }

  private static UTF8String text(ByteBuffer utf8) {
    byte[] bytes = new byte[utf8.remaining()];
    utf8.get(bytes);
    for (byte b : bytes) {
      if (b < 0) {
        return checked(bytes);
      }
    }
    return UTF8String.fromBytes(bytes);
  }

  private static UTF8String checked(byte[] bytes) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      return UTF8String.fromBytes(bytes);
    } catch (CharacterCodingException e) {
      String shown = new String(bytes, StandardCharsets.UTF_8);
      throw new IllegalStateException("holds a string that is not UTF-8: " + shown, e);
    }
  }
}
