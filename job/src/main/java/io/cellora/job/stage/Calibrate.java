package io.cellora.job.stage;

import io.cellora.job.config.CalibrationSettings;
import io.cellora.job.config.Columns;
import io.cellora.job.eval.CalibrationFit;
import io.cellora.job.eval.CalibrationTables;
import io.cellora.job.eval.Calibrations;
import io.cellora.lora.Calibration;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.OptionalDouble;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Temperature, threshold and conformal sets from the calibration cells: predictions with their
 * column abstained, {@code calibration.json} beside each adapter, and the tables calibration,
 * reliability, risk_coverage and conformal.
 */
final class Calibrate {

  private final RunContext run;
  private final CalibrationSettings settings;

  Calibrate(RunContext run) {
    this.run = run;
    this.settings = run.settings().calibration();
  }

  /** The predictions of all heads to the table predictions; probabilities stay raw. */
  void predictions(List<TrainingUnit> units) {
    Dataset<Row> raw = run.read(Predict.RAW_TABLE);
    Calibrations calibrations = fit(raw);
    tell(calibrations);
    run.writeParts(Columns.PREDICTIONS_TABLE, calibrations.abstaining(raw));
    units.forEach(unit -> save(unit, calibrations));
  }

  /** What calibration gives, from the table predictions. */
  void tables() {
    run.begin("Calibration, risk and coverage by SQL");
    Dataset<Row> predictions = run.read(Columns.PREDICTIONS_TABLE);
    CalibrationTables tables =
        CalibrationTables.of(
            run.spark(), predictions, run.read(Columns.CLASSES_TABLE), fit(predictions), settings);
    run.write(Columns.CALIBRATION_TABLE, tables.calibration());
    run.write(Columns.RELIABILITY_TABLE, tables.reliability());
    run.write(Columns.RISK_COVERAGE_TABLE, tables.riskCoverage());
    run.write(Columns.CONFORMAL_TABLE, tables.conformal());
  }

  private Calibrations fit(Dataset<Row> predictions) {
    return Calibrations.fit(run.spark(), predictions, run.read(Columns.CLASSES_TABLE), settings);
  }

  private void tell(Calibrations calibrations) {
    if (calibrations.heads().isEmpty()) {
      run.progress()
          .step(
              ("  no calibration split: fewer than %,d labelled cells are of %s, so no temperature, no"
                      + " threshold and no sets are fitted")
                  .formatted(settings.minCells(), settings.split()));
    }
    for (CalibrationFit fit : calibrations.heads()) {
      if (fit.threshold() == null) {
        run.progress()
            .step(
                "  %s abstains on nothing: no threshold keeps the risk at %s"
                    .formatted(fit.key().subList(1, fit.key().size()), settings.risk()));
      }
    }
  }

  private void save(TrainingUnit unit, Calibrations calibrations) {
    for (CalibrationFit fit : calibrations.heads()) {
      if (fit.isOf(unit.arm(), Arms.MLP_HEAD, (int) unit.seed())) {
        try {
          calibration(fit).write(Tuned.folder(run, unit));
        } catch (IOException e) {
          throw new UncheckedIOException(
              "Cannot save calibration (" + e.getMessage() + "): " + unit.path(), e);
        }
      }
    }
  }

  private Calibration calibration(CalibrationFit fit) {
    OptionalDouble threshold =
        fit.threshold() == null ? OptionalDouble.empty() : OptionalDouble.of(fit.threshold());
    return new Calibration(fit.temperature(), threshold, settings.risk(), fit.cells());
  }
}
