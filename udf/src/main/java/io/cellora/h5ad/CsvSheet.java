package io.cellora.h5ad;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.spark.sql.Row;

/**
 * CSV as pandas writes it: a header, quotes where they are needed, True and False.
 *
 * @param header the index and the columns behind it
 */
record CsvSheet(List<String> header) implements Sheet {

  CsvSheet {
    header = List.copyOf(header);
  }

  @Override
  public String file(String shard, long row) {
    return SheetNames.base(shard) + ".csv";
  }

  @Override
  public Sheet.Writer begin(OutputStream out) throws IOException {
    java.io.Writer text = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
    line(text, header);
    return new Sheet.Writer() {
      @Override
      public void add(Row row) throws IOException {
        String separator = "";
        for (int i = ObsSheets.KEYS - 1; i < row.size(); i++) {
          text.append(separator).append(field(row.get(i)));
          separator = ",";
        }
        text.append('\n');
      }

      @Override
      public void close() throws IOException {
        text.flush();
      }
    };
  }

  private static void line(java.io.Writer text, List<String> fields) throws IOException {
    text.append(String.join(",", fields.stream().map(CsvSheet::field).toList())).append('\n');
  }

  static String field(Object value) {
    if (value == null) {
      return "";
    }
    if (value instanceof Boolean flag) {
      return flag ? "True" : "False";
    }
    String text = value.toString();
    boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
  }
}
