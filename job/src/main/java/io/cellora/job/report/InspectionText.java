package io.cellora.job.report;

import io.cellora.h5ad.ColumnReport;
import io.cellora.h5ad.ColumnReport.Frequency;
import io.cellora.h5ad.MatrixReport;
import io.cellora.h5ad.ShardReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/** What is in an h5ad file as tables to read. */
public final class InspectionText {

  private static final int LONGEST_VALUE = 28;
  private static final int MOST_NUMBERS = 50;
  private static final String NONE = "-";

  private InspectionText() {}

  public static String of(ShardReport shard) {
    if (!shard.readable()) {
      return shard.path() + "\n" + oneLine(shard.error().orElse("")) + "\n";
    }
    List<String> parts = new ArrayList<>();
    parts.add(head(shard));
    parts.add(matrices(shard).toString());
    TextTable columns = columns(shard);
    if (!columns.isEmpty()) {
      parts.add(columns.toString());
    }
    if (!shard.refused().isEmpty()) {
      TextTable refused = new TextTable("refused", "why");
      shard.refused().forEach(part -> refused.row(part.object(), oneLine(part.why())));
      parts.add(refused.toString());
    }
    return String.join("\n", parts);
  }

  private static String head(ShardReport shard) {
    String head =
        String.format(
            Locale.ROOT,
            "%s%n%,d cells x %,d genes, %s, %,.1f MB%nfeatures from %s%n",
            shard.path(),
            shard.cells(),
            shard.genes(),
            shard.writer(),
            shard.bytes() / 1e6,
            shard.counts().orElse("none: see what is refused"));
    String shared =
        shard.shared().stream()
            .map(s -> String.format(Locale.ROOT, "%,d by %s", s.genes(), s.column()))
            .collect(Collectors.joining(", "));
    return shared.isEmpty() ? head : head + "genes shared with the gene order: " + shared + "\n";
  }

  private static TextTable matrices(ShardReport shard) {
    TextTable table =
        new TextTable(
            "matrix",
            "encoding",
            "shape:",
            "type",
            "indices",
            "filters",
            "chunk:",
            "stored:",
            "sparsity:",
            "values (sampled)");
    for (MatrixReport matrix : shard.matrices()) {
      table.row(
          matrix.object(),
          matrix.encoding(),
          joined(matrix.shape()),
          orNone(matrix.type()),
          orNone(matrix.indexType()),
          orNone(String.join(", ", matrix.filters())),
          joined(matrix.chunk()),
          number(matrix.stored()),
          matrix.sparsity().isPresent()
              ? String.format(Locale.ROOT, "%.1f %%", 100 * matrix.sparsity().getAsDouble())
              : NONE,
          matrix.values());
    }
    return table;
  }

  private static TextTable columns(ShardReport shard) {
    TextTable table =
        new TextTable("obs column", "type", "stored as", "missing:", "distinct:", "most frequent");
    for (ColumnReport column : shard.columns()) {
      table.row(
          column.name(),
          column.type(),
          column.form(),
          column.missing(),
          column.distinct().isPresent() ? (Object) column.distinct().getAsInt() : "many",
          values(column));
    }
    return table;
  }

  /** Frequent values say something only where some occur more than once, and of a few numbers. */
  private static String values(ColumnReport column) {
    int most = column.range().isPresent() ? MOST_NUMBERS : Integer.MAX_VALUE;
    boolean repeated =
        column.distinct().orElse(Integer.MAX_VALUE) <= most
            && column.top().stream().anyMatch(value -> value.cells() > 1);
    String range =
        column.range().map(r -> shortest(r.least()) + " to " + shortest(r.most())).orElse("");
    if (!repeated) {
      if (range.isEmpty()) {
        return column.distinct().isPresent() ? "no value twice" : NONE;
      }
      return range;
    }
    String top =
        column.top().stream().map(InspectionText::frequency).collect(Collectors.joining(", "));
    return range.isEmpty() ? top : range + ": " + top;
  }

  private static String frequency(Frequency value) {
    String text = oneLine(value.value());
    String shown =
        text.length() > LONGEST_VALUE ? text.substring(0, LONGEST_VALUE - 1) + "…" : text;
    return String.format(Locale.ROOT, "%s (%,d)", shown, value.cells());
  }

  private static String shortest(double number) {
    return number == Math.rint(number) && Math.abs(number) < 1e15
        ? String.format(Locale.ROOT, "%,.0f", number)
        : String.format(Locale.ROOT, "%.4g", number);
  }

  private static String joined(List<? extends Number> sizes) {
    return sizes.isEmpty()
        ? NONE
        : sizes.stream()
            .map(n -> String.format(Locale.ROOT, "%,d", n.longValue()))
            .collect(Collectors.joining(" x "));
  }

  private static String number(OptionalLong n) {
    return n.isPresent() ? String.format(Locale.ROOT, "%,d", n.getAsLong()) : NONE;
  }

  private static String orNone(String text) {
    return text.isEmpty() ? NONE : text;
  }

  /** Text of files may hold anything: control characters must not reach a terminal. */
  private static String oneLine(String text) {
    return text.replaceAll("\\p{Cntrl}+", " ");
  }
}
