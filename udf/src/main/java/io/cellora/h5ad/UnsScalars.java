package io.cellora.h5ad;

import io.jhdf.api.Dataset;
import io.jhdf.api.Node;
import java.lang.reflect.Array;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Walks uns and collects what is one number, text or truth value. */
final class UnsScalars {

  private static final String UNS = "uns";
  private static final int DEEPEST = 64;
  private static final int SHOWN = 40;

  /** A scalar is small: anything larger is a damaged length. */
  private static final int MAX_BYTES = 1 << 24;

  private final H5adFile file;
  private final Map<String, Optional<String>> values = new LinkedHashMap<>();

  private UnsScalars(H5adFile file) {
    this.file = file;
  }

  /** Values by their paths below uns, in the order of names; that of a stored null is empty. */
  static Map<String, Optional<String>> of(H5adFile file) {
    UnsScalars scalars = new UnsScalars(file);
    scalars.walk(UNS, 1);
    return scalars.values;
  }

  private void walk(String group, int depth) {
    if (depth > DEEPEST) {
      String start = group.substring(0, Math.min(group.length(), SHOWN));
      throw file.cannotRead(
          start + "... nests deeper than " + DEEPEST + " groups: links that lead in a circle?");
    }
    for (String name : file.members(group)) {
      String object = group + "/" + name;
      Optional<Dataset> dataset = file.findDataset(object);
      if (dataset.isPresent()) {
        add(object, dataset.get());
      } else if (isDict(object)) {
        walk(object, depth + 1);
      }
    }
  }

  /** Other groups are matrices, frames and columns; before 0.7 groups did not say what they are. */
  private boolean isDict(String object) {
    return file.find(object).filter(Node::isGroup).isPresent()
        && file.text(object, "encoding-type").orElse("dict").equals("dict")
        && file.attribute(object, "h5sparse_format").isEmpty();
  }

  private void add(String object, Dataset dataset) {
    String key = object.substring(UNS.length() + 1);
    if (file.text(object, "encoding-type").orElse("").equals("null")) {
      values.put(key, Optional.empty());
      return;
    }
    boolean one = Arrays.stream(dataset.getDimensionsAsLong()).allMatch(n -> n == 1);
    boolean plain = Slices.isText(dataset) || NumberType.of(dataset).isPresent();
    if (one && plain) {
      values.put(key, Optional.ofNullable(value(object, dataset)));
    }
  }

  private String value(String object, Dataset dataset) {
    if (dataset.getSizeInBytes() > MAX_BYTES) {
      throw file.cannotRead(object + " is a scalar of " + dataset.getSizeInBytes() + " bytes");
    }
    Object value = file.reading(object, dataset::getData);
    while (value != null && value.getClass().isArray()) {
      value = Array.getLength(value) == 0 ? null : Array.get(value, 0);
    }
    boolean truth = NumberType.of(dataset).filter(NumberType.BOOL::equals).isPresent();
    return value == null ? null : truth ? bool(value.toString()) : value.toString();
  }

  /** The HDF5 library gives the names of the enumeration, in capitals. */
  private static String bool(String name) {
    return String.valueOf(name.equalsIgnoreCase("true") || name.equals("1"));
  }
}
