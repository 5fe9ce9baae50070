package io.cellora.probe;

import java.util.List;

/**
 * One thing that was judged.
 *
 * @param about what it is, in a word or two
 * @param change what to do about it; empty if it is well
 * @param places ids of the JVMs it was found in; empty for the session as a whole
 */
public record Finding(Level level, String about, String found, String change, List<String> places) {

  /** How much it matters. */
  public enum Level {
    /** As it should be. */
    OK,
    /** It works; it would be faster, safer or clearer otherwise. */
    HINT,
    /** It does not work. */
    CHANGE
  }

  public Finding {
    places = List.copyOf(places);
  }

  static Finding ok(String about, String found) {
    return new Finding(Level.OK, about, found, "", List.of());
  }

  static Finding hint(String about, String found, String change) {
    return new Finding(Level.HINT, about, found, change, List.of());
  }

  static Finding change(String about, String found, String change) {
    return new Finding(Level.CHANGE, about, found, change, List.of());
  }

  Finding at(List<String> ids) {
    return new Finding(level, about, found, change, ids);
  }
}
