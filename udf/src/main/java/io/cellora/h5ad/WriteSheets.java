package io.cellora.h5ad;

import java.io.IOException;
import java.util.Iterator;
import org.apache.hadoop.fs.Path;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.ForeachPartitionFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.util.SerializableConfiguration;

/** Writes the files of a partition, whose rows come file by file; runs on executors. */
record WriteSheets(Sheet sheet, String folder, SerializableConfiguration hadoop)
    implements ForeachPartitionFunction<Row> {

  @Override
  public void call(Iterator<Row> rows) throws IOException {
    Row next = rows.hasNext() ? rows.next() : null;
    while (next != null) {
      next = write(next, rows);
    }
  }

  /** Writes one file and answers the first row of the next, or null. */
  private Row write(Row first, Iterator<Row> rows) throws IOException {
    String name = name(first);
    long attempt = TaskContext.get().taskAttemptId();
    try (SheetFile file = new SheetFile(sheet, new Path(folder, name), attempt, hadoop.value())) {
      Row row = first;
      while (row != null && name(row).equals(name)) {
        file.add(row);
        row = rows.hasNext() ? rows.next() : null;
      }
      file.publish();
      return row;
    }
  }

  private String name(Row row) {
    return sheet.file(row.getString(0), row.getLong(1));
  }
}
