package io.cellora.job.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Rows as aligned lines: a header that ends in {@code :} is a column of numbers, to the right. */
final class TextTable {

  private static final String NUMBERS = ":";

  private final List<String> header;
  private final List<List<String>> rows = new ArrayList<>();

  TextTable(String... header) {
    this.header = List.of(header);
  }

  TextTable row(Object... cells) {
    List<String> row = new ArrayList<>();
    for (Object cell : cells) {
      row.add(cell instanceof Number n ? String.format(Locale.ROOT, "%,d", n) : cell.toString());
    }
    rows.add(row);
    return this;
  }

  boolean isEmpty() {
    return rows.isEmpty();
  }

  @Override
  public String toString() {
    List<List<String>> all = new ArrayList<>();
    all.add(header.stream().map(name -> name.replace(NUMBERS, "")).toList());
    all.addAll(rows);
    int[] widths =
        IntStream.range(0, header.size())
            .map(i -> all.stream().mapToInt(row -> width(row.get(i))).max().orElse(0))
            .toArray();
    return all.stream().map(row -> line(row, widths)).collect(Collectors.joining());
  }

  private String line(List<String> row, int[] widths) {
    return IntStream.range(0, widths.length)
            .mapToObj(i -> cell(row.get(i), widths[i], header.get(i).endsWith(NUMBERS)))
            .collect(Collectors.joining("  "))
            .stripTrailing()
        + "\n";
  }

  private static String cell(String text, int width, boolean right) {
    String blanks = " ".repeat(width - width(text));
    return right ? blanks + text : text + blanks;
  }

  private static int width(String text) {
    return text.codePointCount(0, text.length());
  }
}
