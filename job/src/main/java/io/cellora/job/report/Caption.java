package io.cellora.job.report;

import static io.cellora.job.config.MetricNames.CLASSES_CORRECT;
import static io.cellora.job.config.MetricNames.CLASSES_TOTAL;
import static io.cellora.job.config.MetricNames.MACRO_F1;
import static io.cellora.job.config.MetricNames.N_CELLS;
import static io.cellora.job.config.MetricNames.TOP1;

import java.util.Locale;

/** The two lines above a picture. */
public record Caption(String title, String subtitle) {

  private static final String SPACE = "     ";

  static Caption of(Selection selection, MetricValues metrics) {
    String title =
        "Confusion matrix of %s (head %s, seed %d, split %s)"
            .formatted(selection.arm(), selection.head(), selection.seed(), selection.split());
    String subtitle =
        String.format(
            Locale.ROOT,
            "n = %,.0f     top-1 %.4f     macro-F1 %.4f     %.0f of %.0f classes correct at least once",
            metrics.value(N_CELLS),
            metrics.value(TOP1),
            metrics.value(MACRO_F1),
            metrics.value(CLASSES_CORRECT),
            metrics.value(CLASSES_TOTAL));
    return new Caption(title, subtitle);
  }

  Caption with(String note) {
    return new Caption(title, subtitle + SPACE + note);
  }
}
