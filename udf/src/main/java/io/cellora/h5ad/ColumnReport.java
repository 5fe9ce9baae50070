package io.cellora.h5ad;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A column of obs and what is in it.
 *
 * @param type in Spark, such as {@code string}
 * @param form how it is stored, such as {@code categorical}
 * @param missing how many cells have no value
 * @param distinct how many values there are; empty if they are too many to count
 * @param top the most frequent values, most frequent first; empty if there were too many to count
 * @param range of a column of numbers
 */
public record ColumnReport(
    String name,
    String type,
    String form,
    long missing,
    OptionalInt distinct,
    List<Frequency> top,
    Optional<Range> range) {

  /** How many cells have a value. */
  public record Frequency(String value, long cells) {}

  /** The least and the largest number. */
  public record Range(double least, double most) {}
}
