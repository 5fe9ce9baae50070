package io.cellora.h5ad;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import org.apache.spark.sql.sources.AlwaysFalse;
import org.apache.spark.sql.sources.AlwaysTrue;
import org.apache.spark.sql.sources.And;
import org.apache.spark.sql.sources.EqualNullSafe;
import org.apache.spark.sql.sources.EqualTo;
import org.apache.spark.sql.sources.Filter;
import org.apache.spark.sql.sources.GreaterThan;
import org.apache.spark.sql.sources.GreaterThanOrEqual;
import org.apache.spark.sql.sources.In;
import org.apache.spark.sql.sources.IsNotNull;
import org.apache.spark.sql.sources.IsNull;
import org.apache.spark.sql.sources.LessThan;
import org.apache.spark.sql.sources.LessThanOrEqual;
import org.apache.spark.sql.sources.Not;
import org.apache.spark.sql.sources.Or;
import org.apache.spark.sql.sources.StringContains;
import org.apache.spark.sql.sources.StringEndsWith;
import org.apache.spark.sql.sources.StringStartsWith;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * A filter of Spark's as a test of one cell, given its columns by name. Spark tests again whatever
 * passes, so a test may let a cell through but must never lose one.
 */
@FunctionalInterface
interface CellTest {

  Truth of(Function<String, Object> cell);

  /** The test for a filter, or none if it has a part that is not known here. */
  static Optional<CellTest> of(Filter filter) {
    if (filter instanceof And and) {
      return both(of(and.left()), of(and.right()), true);
    }
    if (filter instanceof Or or) {
      return both(of(or.left()), of(or.right()), false);
    }
    if (filter instanceof Not not) {
      return of(not.child()).map(test -> cell -> test.of(cell).not());
    }
    if (filter instanceof AlwaysTrue || filter instanceof AlwaysFalse) {
      Truth truth = Truth.of(filter instanceof AlwaysTrue);
      return Optional.of(cell -> truth);
    }
    return leaf(filter);
  }

  private static Optional<CellTest> both(
      Optional<CellTest> left, Optional<CellTest> right, boolean and) {
    if (left.isEmpty() || right.isEmpty()) {
      return Optional.empty();
    }
    CellTest a = left.get();
    CellTest b = right.get();
    return Optional.of(
        and ? cell -> a.of(cell).and(b.of(cell)) : cell -> a.of(cell).or(b.of(cell)));
  }

  private static Optional<CellTest> leaf(Filter filter) {
    if (filter instanceof IsNull f) {
      return Optional.of(cell -> Truth.of(cell.apply(column(f.attribute())) == null));
    }
    if (filter instanceof IsNotNull f) {
      return Optional.of(cell -> Truth.of(cell.apply(column(f.attribute())) != null));
    }
    if (filter instanceof In f) {
      return in(f);
    }
    if (filter instanceof EqualNullSafe f && f.value() == null) {
      return Optional.of(cell -> Truth.of(cell.apply(column(f.attribute())) == null));
    }
    return comparison(filter).or(() -> text(filter));
  }

  private static Optional<CellTest> comparison(Filter filter) {
    if (filter instanceof EqualTo f) {
      return compare(f.attribute(), f.value(), c -> c == 0);
    }
    if (filter instanceof EqualNullSafe f) {
      return compare(f.attribute(), f.value(), c -> c == 0).map(CellTest::falseIfUnknown);
    }
    if (filter instanceof GreaterThan f) {
      return compare(f.attribute(), f.value(), c -> c > 0);
    }
    if (filter instanceof GreaterThanOrEqual f) {
      return compare(f.attribute(), f.value(), c -> c >= 0);
    }
    if (filter instanceof LessThan f) {
      return compare(f.attribute(), f.value(), c -> c < 0);
    }
    if (filter instanceof LessThanOrEqual f) {
      return compare(f.attribute(), f.value(), c -> c <= 0);
    }
    return Optional.empty();
  }

  private static CellTest falseIfUnknown(CellTest test) {
    return cell -> Truth.of(test.of(cell) == Truth.TRUE);
  }

  private static Optional<CellTest> text(Filter filter) {
    if (filter instanceof StringStartsWith f) {
      return text(f.attribute(), f.value(), (v, part) -> v.startsWith(part));
    }
    if (filter instanceof StringEndsWith f) {
      return text(f.attribute(), f.value(), (v, part) -> v.endsWith(part));
    }
    if (filter instanceof StringContains f) {
      return text(f.attribute(), f.value(), (v, part) -> v.contains(part));
    }
    return Optional.empty();
  }

  private static Optional<CellTest> text(
      String attribute, String part, BiPredicate<UTF8String, UTF8String> test) {
    UTF8String wanted = UTF8String.fromString(part);
    return ifPresent(attribute, value -> value instanceof UTF8String v && test.test(v, wanted));
  }

  private static Optional<CellTest> in(In filter) {
    if (!Arrays.stream(filter.values()).allMatch(v -> v == null || CellValue.isKnown(v))) {
      return Optional.empty();
    }
    boolean hasNull = Arrays.stream(filter.values()).anyMatch(v -> v == null);
    Object[] wanted =
        Arrays.stream(filter.values()).filter(v -> v != null).map(CellValue::internal).toArray();
    String column = column(filter.attribute());
    return Optional.of(
        cell -> {
          Object value = cell.apply(column);
          if (value == null) {
            return Truth.UNKNOWN;
          }
          boolean found = Arrays.stream(wanted).anyMatch(w -> CellValue.compare(value, w) == 0);
          return found ? Truth.TRUE : hasNull ? Truth.UNKNOWN : Truth.FALSE;
        });
  }

  private static Optional<CellTest> compare(String attribute, Object value, IntPredicate test) {
    if (value == null || !CellValue.isKnown(value)) {
      return Optional.empty();
    }
    Object wanted = CellValue.internal(value);
    return ifPresent(attribute, found -> test.test(CellValue.compare(found, wanted)));
  }

  private static Optional<CellTest> ifPresent(String attribute, Predicate<Object> test) {
    String column = column(attribute);
    return Optional.of(
        cell -> {
          Object value = cell.apply(column);
          return value == null ? Truth.UNKNOWN : Truth.of(test.test(value));
        });
  }

  /** Spark quotes a name with a dot in it. */
  static String column(String attribute) {
    boolean quoted = attribute.length() > 1 && attribute.startsWith("`") && attribute.endsWith("`");
    return quoted ? attribute.substring(1, attribute.length() - 1).replace("``", "`") : attribute;
  }
}
