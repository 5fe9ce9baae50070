package io.cellora.job.report.page;

import io.cellora.job.config.Columns;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** A result table as it is: all its columns but the run's, numbers to four decimals. */
final class PlainTable {

  private static final Pattern ABBREVIATIONS =
      Pattern.compile("\\b(nll|mcc|ece|e aurc|aurc|auroc|mse|nmse|cka|f1|id|sha256)\\b");

  private PlainTable() {}

  /** Shows rows of one table; there must be one. */
  static PageTable of(String caption, TableRows rows) {
    StructType schema = rows.rows().get(0).row().schema();
    List<StructField> fields =
        List.of(schema.fields()).stream()
            .filter(field -> !field.name().equals(Columns.RUN_ID))
            .toList();
    PageTable.Builder table = PageTable.of(caption);
    for (StructField field : fields) {
      if (isNumber(field.dataType())) {
        table.numbers(words(field.name()));
      } else {
        table.words(words(field.name()));
      }
    }
    rows.stream().forEach(row -> table.row(fields.stream().map(f -> cell(row, f)).toList()));
    return table.build();
  }

  private static Cell cell(TableRow row, StructField field) {
    if (!isNumber(field.dataType())) {
      return Cell.text(row.text(field.name()));
    }
    String type = field.dataType().typeName();
    boolean broken = type.equals("double") || type.equals("float");
    double value = row.number(field.name());
    if (broken) {
      return Cell.number(value);
    }
    return field.name().equals(Columns.SEED) ? Cell.number(value, "%.0f") : Cell.whole(value);
  }

  private static boolean isNumber(DataType type) {
    return type instanceof NumericType;
  }

  /** A column's or metric's name as it is written in a sentence. */
  static String words(String column) {
    String words = column.replaceAll("_f1\\b", "-F1").replace('_', ' ');
    return ABBREVIATIONS
        .matcher(words)
        .replaceAll(m -> m.group().toUpperCase(Locale.ROOT))
        .replaceAll("\\btop([0-9])", "top-$1")
        .replaceAll("\\bknn\\b", "kNN");
  }
}
