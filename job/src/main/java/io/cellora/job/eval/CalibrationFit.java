package io.cellora.job.eval;

import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/**
 * What the calibration cells say of a head.
 *
 * @param key run_id, arm, head, seed
 * @param cells labelled calibration cells
 * @param threshold of the calibrated confidence; null if none keeps the risk
 */
public record CalibrationFit(List<Object> key, long cells, double temperature, Double threshold) {

  /** Whether it is the fit of this head. */
  public boolean isOf(String arm, String head, int seed) {
    return key.subList(1, key.size()).equals(List.of(arm, head, seed));
  }

  Row row(String fittedOn) {
    return RowFactory.create(
        key.get(0), key.get(1), key.get(2), key.get(3), fittedOn, cells, temperature, threshold);
  }
}
