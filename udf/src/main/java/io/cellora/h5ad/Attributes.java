package io.cellora.h5ad;

import io.cellora.h5ad.storage.NumberType;
import io.jhdf.api.Attribute;
import io.jhdf.api.Node;
import io.jhdf.object.datatype.DataType;
import io.jhdf.object.datatype.Reference;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Attributes of objects in a file, whichever way a writer stored them. */
final class Attributes {

  private static final String SEPARATOR = "@";

  private Attributes() {}

  static Optional<Attribute> find(H5adFile file, String object, String name) {
    return file.find(object).flatMap(node -> find(file, object, node, name));
  }

  private static Optional<Attribute> find(H5adFile file, String object, Node node, String name) {
    return file.reading(
        object + SEPARATOR + name, () -> Optional.ofNullable(node.getAttribute(name)));
  }

  /** Strings: a scalar is a list of one; a list without elements has no type worth a check. */
  static Optional<List<String>> texts(H5adFile file, String object, String name) {
    return find(file, object, name).map(a -> texts(file, object + SEPARATOR + name, a));
  }

  private static List<String> texts(H5adFile file, String path, Attribute attribute) {
    if (attribute.isEmpty()) {
      return List.of();
    }
    DataType type = attribute.getDataType();
    if (!Texts.isText(type)) {
      throw file.cannotRead(
          path + " holds " + type.getClass().getSimpleName() + ", expected strings");
    }
    int n = file.reading(path, () -> Math.toIntExact(attribute.getSize()));
    return Arrays.stream(new Texts(file, path, type).read(attribute.getBuffer(), n))
        .map(String::valueOf)
        .toList();
  }

  /** Integers of any width; whole numbers too that a writer stored as floats. */
  static Optional<long[]> integers(H5adFile file, String object, String name) {
    return find(file, object, name).map(a -> integers(file, object + SEPARATOR + name, a));
  }

  private static long[] integers(H5adFile file, String path, Attribute attribute) {
    if (attribute.isEmpty()) {
      return new long[0];
    }
    NumberType type =
        NumberType.of(attribute.getDataType())
            .orElseThrow(() -> file.cannotRead(path + " holds no numbers"));
    ByteBuffer buffer = attribute.getBuffer().order(NumberType.byteOrder(attribute.getDataType()));
    int n = file.reading(path, () -> Math.toIntExact(attribute.getSize()));
    if (!type.floating()) {
      return type.longs(buffer, n);
    }
    double[] values = type.doubles(buffer, n);
    if (Arrays.stream(values).anyMatch(v -> v != Math.rint(v))) {
      throw file.cannotRead(path + " holds " + Arrays.toString(values) + ", expected integers");
    }
    return Arrays.stream(values).mapToLong(v -> (long) v).toArray();
  }

  /** The address of the object that a reference points to. */
  static Optional<Long> reference(H5adFile file, String object, String name) {
    return find(file, object, name)
        .filter(a -> a.getDataType() instanceof Reference && !a.isEmpty())
        .map(a -> address(file, object + SEPARATOR + name, a));
  }

  private static long address(H5adFile file, String path, Attribute attribute) {
    Object value = file.reading(path, attribute::getData);
    return value instanceof long[] several ? several[0] : ((Number) value).longValue();
  }
}
