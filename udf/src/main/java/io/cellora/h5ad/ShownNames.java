package io.cellora.h5ad;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a table calls the columns of its files.
 *
 * <p>Spark does not tell names apart by case, so an obs column whose name is taken, by a fixed
 * column or by an earlier obs column, is called {@code obs_<name>}; if that is taken too, {@code
 * obs_<name>_2} and so on.
 *
 * @param fileNames the files' names by the table's, in order
 */
record ShownNames(Map<String, String> fileNames) {

  static ShownNames of(FixedColumns fixed, Set<String> names) {
    Map<String, String> shown = new LinkedHashMap<>();
    Set<String> taken = fixed.names();
    for (String name : names) {
      String candidate = name;
      for (int i = 1; !taken.add(candidate); i++) {
        candidate = fixed.frame() + "_" + name + (i == 1 ? "" : "_" + i);
      }
      shown.put(candidate, name);
    }
    return new ShownNames(shown);
  }

  /** The files' name of what a user calls {@code wanted}: as shown, as stored, or but for case. */
  Optional<String> find(String wanted) {
    if (fileNames.containsKey(wanted)) {
      return Optional.of(fileNames.get(wanted));
    }
    if (fileNames.containsValue(wanted)) {
      return Optional.of(wanted);
    }
    return fileNames.keySet().stream()
        .filter(wanted::equalsIgnoreCase)
        .map(fileNames::get)
        .findFirst();
  }
}
