package io.cellora.job.report.page;

import static org.apache.spark.sql.functions.col;

import io.cellora.job.config.Columns;
import io.cellora.job.report.Caption;
import io.cellora.job.report.ClusteredOrder;
import io.cellora.job.report.ConfusionMatrix;
import io.cellora.job.report.ConfusionMatrixImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.imageio.ImageIO;

/** Confusion matrices in one clustered order, and the pairs that are confused most. */
final class ConfusionSection {

  private final PageData data;
  private final Map<Contestant, ConfusionMatrix> matrices = new LinkedHashMap<>();
  private final Map<String, byte[]> files;

  private ConfusionSection(PageData data, Map<String, byte[]> files) {
    this.data = data;
    this.files = files;
  }

  /**
   * Draws the matrices.
   *
   * @param files takes the same pictures by the names they have beside the page
   */
  static Section of(PageData data, Map<String, byte[]> files) {
    return new ConfusionSection(data, files).section();
  }

  private Section section() {
    Contestant.of(data).forEach(this::read);
    List<Block> blocks = new ArrayList<>();
    if (matrices.isEmpty()) {
      blocks.add(Note.missing("The table confusion has no rows of " + data.split() + "."));
    } else {
      blocks.add(
          Note.plain(
              "Rows are true classes, colours the share of a row. Classes that are taken for each"
                  + " other stand together, in the same order in every matrix."));
      List<String> order = ClusteredOrder.of(List.copyOf(matrices.values()));
      matrices.forEach((one, matrix) -> blocks.add(picture(one, matrix, order)));
      confused().ifPresent(blocks::add);
    }
    return new Section("confusion", "Confusion", "What is taken for what", blocks);
  }

  /** Bounded by the square of the classes. */
  private void read(Contestant one) {
    data.dataset(Columns.CONFUSION_TABLE)
        .map(
            rows ->
                rows.where(
                        col(Columns.SPLIT)
                            .equalTo(data.split())
                            .and(col(Columns.ARM).equalTo(one.arm()))
                            .and(col(Columns.HEAD).equalTo(one.head()))
                            .and(col(Columns.SEED).equalTo(one.seed())))
                    .collectAsList())
        .filter(rows -> !rows.isEmpty())
        .ifPresent(rows -> matrices.put(one, ConfusionMatrix.of(rows)));
  }

  private Picture picture(Contestant one, ConfusionMatrix matrix, List<String> order) {
    ConfusionMatrix clustered =
        ClusteredOrder.apply(order, matrix.first(ConfusionMatrixImage.MOST_CLASSES));
    String subject = "%s, head %s, seed %d".formatted(one.arm(), one.head(), one.seed());
    Caption caption =
        new Caption(
            "Confusion of %s on %s".formatted(subject, data.split()),
            "classes in clustered order     n = %s".formatted(Numbers.count(cells(matrix))));
    byte[] png = ConfusionMatrixImage.png(clustered, caption);
    String name = "confusionmatrix_%s_clustered.png".formatted(fileName(one));
    files.put(name, png);
    String alt =
        "Confusion matrix of %s: %d classes, %s cells; the counts stand in confusion_*.csv"
            .formatted(subject, matrix.size(), Numbers.count(cells(matrix)));
    return new Picture(
        "matrix-" + files.size(),
        one.name(),
        alt,
        png,
        width(png),
        "Also beside this page: " + name);
  }

  private String fileName(Contestant one) {
    if (one.isFrozen()) {
      return "best_frozen";
    }
    return one.arm().equals(data.request().trained().get(0)) ? "lora" : one.arm();
  }

  private static long cells(ConfusionMatrix matrix) {
    long cells = 0;
    for (long support : matrix.support()) {
      cells += support;
    }
    return cells;
  }

  private static int width(byte[] png) {
    try {
      return ImageIO.read(new ByteArrayInputStream(png)).getWidth()
          / ConfusionMatrixImage.PIXELS_PER_POINT;
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read picture (in memory)", e);
    }
  }

  private Optional<Block> confused() {
    TableRows all = data.ofSplit(Columns.TOP_CONFUSED_TABLE);
    PageTable.Builder table =
        PageTable.of("The pairs of classes that are confused most on " + data.split())
            .words("arm, head")
            .numbers(Columns.RANK)
            .words("true class", "taken for")
            .numbers("cells", "share of the true class");
    boolean any = false;
    for (Contestant one : matrices.keySet()) {
      for (TableRow row : one.of(all).rows()) {
        any = true;
        table.row(
            List.of(
                Cell.text(one.name()),
                Cell.whole(row.number(Columns.RANK)),
                Cell.text(row.text(Columns.LABEL)),
                Cell.text(row.text(Columns.PREDICTED)),
                Cell.whole(row.number(Columns.N)),
                Cell.number(row.number(Columns.SHARE))));
      }
    }
    return any ? Optional.of(table.build()) : Optional.empty();
  }
}
