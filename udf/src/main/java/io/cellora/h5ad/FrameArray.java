package io.cellora.h5ad;

import io.cellora.h5ad.storage.NumberType;
import io.jhdf.api.Dataset;
import io.jhdf.dataset.DatasetBase;
import io.jhdf.object.datatype.CompoundDataType;
import io.jhdf.object.datatype.CompoundDataType.CompoundDataMember;
import io.jhdf.object.datatype.DataType;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * A one-dimensional array in a file: a dataset, or a member of a compound dataset, whose path is
 * then that of the dataset and its own name, {@code obs/n_genes}. A scalar is an array of one.
 *
 * @param object its path
 * @param type of an element
 * @param offset of the element in the bytes of a record
 */
record FrameArray(H5adFile file, String object, Dataset dataset, DataType type, int offset) {

  /** How many bytes of records are read at a time to take one member out of them. */
  private static final int BLOCK_BYTES = 1 << 22;

  /** Refuses what is not there. */
  static FrameArray open(H5adFile file, String object) {
    return find(file, object).orElseThrow(() -> file.cannotRead("no dataset " + object + " in it"));
  }

  static Optional<FrameArray> find(H5adFile file, String object) {
    Optional<Dataset> whole = file.findDataset(object);
    if (whole.isPresent()) {
      return whole.map(d -> new FrameArray(file, object, d, d.getDataType(), 0));
    }
    for (int i = object.indexOf('/'); i > 0; i = object.indexOf('/', i + 1)) {
      Optional<Dataset> records = file.findDataset(object.substring(0, i));
      if (records.isPresent()) {
        return member(file, object, records.get(), object.substring(i + 1));
      }
    }
    return Optional.empty();
  }

  private static Optional<FrameArray> member(
      H5adFile file, String object, Dataset records, String name) {
    if (records.getDataType() instanceof CompoundDataType compound) {
      for (CompoundDataMember member : compound.getMembers()) {
        if (member.getName().equals(name)) {
          checkInside(file, object, records, member);
          return Optional.of(
              new FrameArray(file, object, records, member.getDataType(), member.getOffset()));
        }
      }
    }
    return Optional.empty();
  }

  private static void checkInside(
      H5adFile file, String object, Dataset records, CompoundDataMember member) {
    long end = (long) member.getOffset() + member.getDataType().getSize();
    if (member.getOffset() < 0
        || member.getDataType().getSize() <= 0
        || end > records.getDataType().getSize()) {
      throw file.cannotRead(object + " does not lie inside the records of its dataset");
    }
  }

  /** What the elements are in Spark, if they can be. */
  Optional<org.apache.spark.sql.types.DataType> sparkType() {
    if (isText()) {
      return Optional.of(DataTypes.StringType);
    }
    return NumberType.of(type).map(FrameArray::sparkType);
  }

  /** What the elements are in Spark. */
  org.apache.spark.sql.types.DataType shown() throws NotShownException {
    if (dimensions() != 1) {
      throw new NotShownException("it has " + dimensions() + " dimensions, expected one");
    }
    return sparkType()
        .orElseThrow(
            () ->
                new NotShownException(
                    "its type (" + type.getClass().getSimpleName() + ") has no Spark type"));
  }

  private static org.apache.spark.sql.types.DataType sparkType(NumberType type) {
    return switch (type) {
      case BOOL -> DataTypes.BooleanType;
      case INT8 -> DataTypes.ByteType;
      case INT16, UINT8 -> DataTypes.ShortType;
      case INT32, UINT16 -> DataTypes.IntegerType;
      case INT64, UINT32, UINT64 -> DataTypes.LongType;
      case FLOAT16, FLOAT32 -> DataTypes.FloatType;
      case FLOAT64 -> DataTypes.DoubleType;
    };
  }

  boolean isInteger() {
    return NumberType.of(type).filter(t -> !t.floating() && t != NumberType.BOOL).isPresent();
  }

  boolean isText() {
    return Texts.isText(type);
  }

  int dimensions() {
    return dataset.getDimensionsAsLong().length;
  }

  /** Number of elements; refuses more than one dimension. */
  long length() {
    return dimensions() == 0 ? dataset.getSize() : Slices.length(file, dataset);
  }

  /** Integers; refuses other types. */
  long[] longs(long from, int n) {
    NumberType number = numberType();
    if (number.floating()) {
      throw file.cannotRead(object + " holds " + number + ", expected integers");
    }
    if (whole()) {
      return Slices.longs(file, dataset, from, n);
    }
    return number.longs(bytes(from, n), n);
  }

  /** Spark's internal values. */
  Object[] read(long from, int n) {
    if (isText()) {
      return texts(from, n);
    }
    return numberType().floating() ? floats(from, n) : integers(from, n);
  }

  /** Some at a time: fixed-length strings may be mostly padding. */
  private Object[] texts(long from, int n) {
    Texts texts = new Texts(file, object, type);
    UTF8String[] all = new UTF8String[n];
    int step = Math.max(1, BLOCK_BYTES / type.getSize());
    for (int done = 0; done < n; done += step) {
      int block = Math.min(step, n - done);
      System.arraycopy(texts.read(bytes(from + done, block), block), 0, all, done, block);
    }
    return all;
  }

  private Object[] floats(long from, int n) {
    double[] doubles =
        whole() ? Slices.doubles(file, dataset, from, n) : numberType().doubles(bytes(from, n), n);
    Object[] values = new Object[n];
    // not one conditional expression: it would make every value a double
    if (numberType() == NumberType.FLOAT64) {
      Arrays.setAll(values, i -> doubles[i]);
    } else {
      Arrays.setAll(values, i -> (float) doubles[i]);
    }
    return values;
  }

  private Object[] integers(long from, int n) {
    NumberType number = numberType();
    long[] longs = longs(from, n);
    Object[] values = new Object[n];
    Arrays.setAll(values, i -> boxed(number, longs[i]));
    return values;
  }

  private Object boxed(NumberType number, long value) {
    if (number == NumberType.UINT64 && value < 0) {
      throw file.cannotRead(
          object + " holds " + Long.toUnsignedString(value) + ", too large for a bigint");
    }
    return switch (number) {
      case BOOL -> value != 0;
      case INT8 -> (byte) value;
      case INT16, UINT8 -> (short) value;
      case INT32, UINT16 -> (int) value;
      default -> value;
    };
  }

  private NumberType numberType() {
    return NumberType.of(type)
        .orElseThrow(
            () ->
                file.cannotRead(
                    object
                        + " holds "
                        + type.getClass().getSimpleName()
                        + ", expected numbers or strings"));
  }

  private boolean whole() {
    return dimensions() == 1 && type == dataset.getDataType();
  }

  /** The elements one after the other, without what lies between them in their records. */
  private ByteBuffer bytes(long from, int n) {
    int record = dataset.getDataType().getSize();
    int size = type.getSize();
    if (dimensions() == 0) {
      return scalar(n);
    }
    if (record == size) {
      return ordered(Slices.records(file, dataset, from, n));
    }
    byte[] packed = new byte[Math.multiplyExact(n, size)];
    int step = Math.max(1, BLOCK_BYTES / record);
    for (int done = 0; done < n; done += step) {
      int block = Math.min(step, n - done);
      ByteBuffer records = Slices.records(file, dataset, from + done, block);
      for (int i = 0; i < block; i++) {
        records.get(i * record + offset, packed, (done + i) * size, size);
      }
    }
    return ordered(ByteBuffer.wrap(packed));
  }

  private ByteBuffer scalar(int n) {
    ByteBuffer buffer = file.reading(object, () -> ((DatasetBase) dataset).getDataBuffer());
    if (n > 1 || buffer == null || buffer.remaining() < n * type.getSize()) {
      throw file.cannotRead(object + " is a scalar without a value");
    }
    return ordered(buffer);
  }

  private ByteBuffer ordered(ByteBuffer buffer) {
    return buffer.order(NumberType.byteOrder(type));
  }
}
