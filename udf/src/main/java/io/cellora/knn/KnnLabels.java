package io.cellora.knn;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Collection;
import java.util.TreeSet;

/** The cell types of a reference, sorted; a code is a position. */
public final class KnnLabels implements Serializable {

  private static final long serialVersionUID = 1;

  private final String[] names;

  public KnnLabels(Collection<String> names) {
    this.names = new TreeSet<>(names).toArray(new String[0]);
  }

  public String name(int code) {
    return names[code];
  }

  public int size() {
    return names.length;
  }

  int code(String name) {
    int code = Arrays.binarySearch(names, name);
    if (code < 0) {
      throw new IllegalStateException("Cannot find label (the reference has changed): " + name);
    }
    return code;
  }
}
