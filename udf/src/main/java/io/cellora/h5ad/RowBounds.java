package io.cellora.h5ad;

import java.util.List;
import org.apache.spark.sql.sources.EqualTo;
import org.apache.spark.sql.sources.Filter;
import org.apache.spark.sql.sources.GreaterThan;
import org.apache.spark.sql.sources.GreaterThanOrEqual;
import org.apache.spark.sql.sources.LessThan;
import org.apache.spark.sql.sources.LessThanOrEqual;
import org.apache.spark.unsafe.types.UTF8String;

/** Rows of a shard that filters on {@code _shard} and {@code _row} leave, told before any read. */
record RowBounds(long from, long to) {

  static RowBounds of(List<Filter> filters, Shard shard) {
    RowBounds bounds = new RowBounds(0, Math.max(shard.rows(), shard.error().isEmpty() ? 0 : 1));
    for (Filter filter : filters) {
      bounds = bounds.and(filter, shard);
    }
    return bounds;
  }

  boolean isEmpty() {
    return from >= to;
  }

  private RowBounds and(Filter filter, Shard shard) {
    if (isAboutShard(filter)) {
      UTF8String name = UTF8String.fromString(shard.name());
      boolean passes =
          CellTest.of(filter).map(test -> test.of(column -> name) == Truth.TRUE).orElse(true);
      return passes ? this : new RowBounds(0, 0);
    }
    return rows(filter);
  }

  private static boolean isAboutShard(Filter filter) {
    for (String reference : filter.references()) {
      if (!reference.equals(H5adColumns.SHARD)) {
        return false;
      }
    }
    return filter.references().length > 0;
  }

  private RowBounds rows(Filter filter) {
    if (filter instanceof EqualTo f && isRow(f.attribute(), f.value())) {
      return between((long) f.value(), (long) f.value());
    }
    if (filter instanceof GreaterThan f && isRow(f.attribute(), f.value())) {
      return between((long) f.value() + 1, Long.MAX_VALUE - 1);
    }
    if (filter instanceof GreaterThanOrEqual f && isRow(f.attribute(), f.value())) {
      return between((long) f.value(), Long.MAX_VALUE - 1);
    }
    if (filter instanceof LessThan f && isRow(f.attribute(), f.value())) {
      return between(0, (long) f.value() - 1);
    }
    if (filter instanceof LessThanOrEqual f && isRow(f.attribute(), f.value())) {
      return between(0, (long) f.value());
    }
    return this;
  }

  private static boolean isRow(String attribute, Object value) {
    return attribute.equals(H5adColumns.ROW)
        && value instanceof Long row
        && row > Long.MIN_VALUE
        && row < Long.MAX_VALUE - 1;
  }

  private RowBounds between(long least, long most) {
    return new RowBounds(Math.max(from, least), Math.min(to, most + 1));
  }
}
