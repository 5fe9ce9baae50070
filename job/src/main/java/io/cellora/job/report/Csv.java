package io.cellora.job.report;

import java.math.BigDecimal;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/**
 * Text of a table by RFC 4180: a header, lines that end in CR LF, null as an empty field. People
 * open it in spreadsheets, which run a text that begins like a formula: it gets an apostrophe.
 */
final class Csv {

  private static final Pattern FORMULA = Pattern.compile("[=+@\\-\t\r]");
  private static final Pattern NEEDS_QUOTES = Pattern.compile("[\",\r\n]");

  private Csv() {}

  static String text(StructType schema, List<Row> rows) {
    Stream<Stream<?>> header = Stream.of(Stream.of(schema.fieldNames()));
    Stream<Stream<?>> records = rows.stream().map(Csv::values);
    return Stream.concat(header, records)
        .map(line -> line.map(Csv::field).collect(Collectors.joining(",")))
        .collect(Collectors.joining("\r\n", "", "\r\n"));
  }

  private static Stream<?> values(Row row) {
    return IntStream.range(0, row.size()).mapToObj(row::get);
  }

  private static String field(Object value) {
    String text = value instanceof Double number ? decimal(number) : String.valueOf(value);
    if (value == null) {
      return "";
    }
    if (value instanceof String && FORMULA.matcher(text).lookingAt()) {
      text = "'" + text;
    }
    return NEEDS_QUOTES.matcher(text).find() ? '"' + text.replace("\"", "\"\"") + '"' : text;
  }

  /** All digits that the number needs, never an exponent. */
  private static String decimal(double number) {
    return Double.isFinite(number)
        ? BigDecimal.valueOf(number).toPlainString()
        : Double.toString(number);
  }
}
