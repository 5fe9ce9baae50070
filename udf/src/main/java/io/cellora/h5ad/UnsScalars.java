package io.cellora.h5ad;

import io.cellora.h5ad.storage.NumberType;
import io.jhdf.api.Dataset;
import io.jhdf.api.Node;
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
        && Attributes.find(file, object, "h5sparse_format").isEmpty();
  }

  private void add(String object, Dataset dataset) {
    String key = object.substring(UNS.length() + 1);
    if (file.text(object, "encoding-type").orElse("").equals("null")) {
      values.put(key, Optional.empty());
      return;
    }
    long[] shape = dataset.getDimensionsAsLong();
    boolean one = shape.length == 0 || shape.length == 1 && shape[0] == 1;
    FrameArray array = FrameArray.open(file, object);
    if (one && array.sparkType().isPresent()) {
      values.put(key, Optional.ofNullable(value(array)));
    }
  }

  private String value(FrameArray array) {
    if (array.type().getSize() > MAX_BYTES) {
      throw file.cannotRead(
          array.object() + " is a scalar of " + array.type().getSize() + " bytes");
    }
    if (NumberType.of(array.type()).filter(NumberType.UINT64::equals).isPresent()) {
      return Long.toUnsignedString(array.longs(0, 1)[0]);
    }
    Object value = array.read(0, 1)[0];
    return value == null ? null : value.toString();
  }
}
