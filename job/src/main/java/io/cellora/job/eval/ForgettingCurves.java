package io.cellora.job.eval;

import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Puts the frozen encoder's numbers on source cells beside those of each adapter at each scale. */
public final class ForgettingCurves {

  private ForgettingCurves() {}

  /**
   * Rows of arm, seed, delta_scale, metric, value, base_value, n and note, from scale 0 on, which
   * is the frozen encoder; the table delta_scale has what was gained at the same scales.
   *
   * @param measured arm, seed, delta_scale, metric, value, n, note; the frozen encoder at scale 0
   */
  public static Dataset<Row> of(SparkSession spark, Dataset<Row> measured) {
    Dataset<Row> once = Collected.table("forgetting: every arm and scale", measured);
    return SqlFile.query(spark, "forgetting", Map.of("measured", once)).coalesce(1);
  }
}
