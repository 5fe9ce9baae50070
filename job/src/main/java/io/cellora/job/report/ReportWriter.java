package io.cellora.job.report;

import io.cellora.job.config.Columns;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Writes the reports folder from the result tables; nothing in it is computed anywhere else. */
public final class ReportWriter {

  /** What the sanity gate found. */
  public static final String SANITY = "sanity_report.json";

  private static final Pattern SHORT_NAME = Pattern.compile("[a-z0-9][a-z0-9_-]*");

  private final ReportFolder folder;

  /** Takes a folder on any Hadoop file system; it is created with its first file. */
  public ReportWriter(FileSystem fs, Path folder) {
    this.folder = new ReportFolder(fs, folder);
  }

  /**
   * Writes the confusion matrix, the most confused pairs, the per-class numbers and the confusion
   * counts of an arm.
   *
   * @param shortName stands in the file names, for example {@code lora}
   */
  public void writeArm(String shortName, Selection selection, ReportTables tables) {
    if (!SHORT_NAME.matcher(shortName).matches()) {
      throw new IllegalArgumentException(
          "Invalid arm name for files: " + shortName + ", expected a-z, 0-9, _ and -");
    }
    Dataset<Row> confusion =
        selection.of(tables.confusion()).orderBy(Columns.LABEL, Columns.PREDICTED);
    List<Row> pairs = confusion.collectAsList();
    if (pairs.isEmpty()) {
      throw new IllegalArgumentException(
          "Cannot write report of arm (no rows in the confusion table): " + selection);
    }
    Dataset<Row> perClass = selection.of(tables.perClass()).orderBy(Columns.LABEL);
    Dataset<Row> confused = selection.of(tables.topConfused()).orderBy(Columns.RANK);
    MetricValues metrics = MetricValues.of(selection.of(tables.metrics()));

    byte[] picture =
        ConfusionMatrixImage.png(ConfusionMatrix.of(pairs), Caption.of(selection, metrics));
    folder.write("confusionmatrix_" + shortName + "_final.png", picture);
    folder.write("confusion_" + shortName + ".csv", Csv.text(confusion.schema(), pairs));
    writeCsv("per_class_" + shortName, perClass);
    writeCsv("top5_misclassified_" + shortName, confused);
  }

  /** Writes {@code metrics.csv}: every arm, head, seed and split. */
  public void writeMetrics(Dataset<Row> metrics) {
    writeCsv(
        "metrics",
        metrics.orderBy(
            Columns.RUN_ID,
            Columns.ARM,
            Columns.HEAD,
            Columns.SEED,
            Columns.SPLIT,
            Columns.METRIC));
  }

  /** Writes {@value #SANITY}. */
  public void writeSanity(SanityReport report) {
    folder.write(SANITY, report.json());
  }

  /** Writes {@code report.html} and the pictures inside it, by name. */
  public void writePage(String html, Map<String, byte[]> pictures) {
    pictures.forEach(folder::write);
    folder.write("report.html", html);
  }

  private void writeCsv(String name, Dataset<Row> rows) {
    folder.write(name + ".csv", Csv.text(rows.schema(), rows.collectAsList()));
  }
}
