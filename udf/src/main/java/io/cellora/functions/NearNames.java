package io.cellora.functions;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.apache.spark.unsafe.types.UTF8String;

/** The names that a misspelt one may have meant. */
final class NearNames {

  private static final int SHOWN = 3;

  private NearNames() {}

  private record Candidate(String name, int edits) {}

  /** The nearest names by edits, which do not count upper and lower case; nearest first. */
  static List<String> of(String wanted, Collection<String> names) {
    UTF8String folded = fold(wanted);
    return names.stream()
        .map(name -> new Candidate(name, folded.levenshteinDistance(fold(name))))
        .sorted(Comparator.comparingInt(Candidate::edits).thenComparing(Candidate::name))
        .limit(SHOWN)
        .map(Candidate::name)
        .toList();
  }

  private static UTF8String fold(String name) {
    return UTF8String.fromString(name.toUpperCase(Locale.ROOT));
  }
}
