package io.cellora.job.stage;

import io.cellora.encoder.HadoopFolder;
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

/**
 * Temperature, threshold and conformal sets from the calibration cells: completes the column
 * abstained of the predictions, leaves {@code calibration.json} beside each adapter, and writes the
 * tables calibration, reliability, risk_coverage and conformal.
 */
final class Calibrate {

  private final RunContext run;
  private final CalibrationSettings settings;

  Calibrate(RunContext run) {
    this.run = run;
    this.settings = run.settings().calibration();
  }

  /** Does all of it; probabilities in the predictions stay raw. */
  void write(List<TrainingUnit> units) {
    run.begin("Calibrating on the split " + settings.split());
    Calibrations calibrations =
        Calibrations.fit(
            run.spark(),
            run.read(Columns.PREDICTIONS_TABLE),
            run.read(Columns.CLASSES_TABLE),
            settings);
    tell(calibrations);
    run.rewrite(Columns.PREDICTIONS_TABLE, calibrations::abstaining);
    units.forEach(unit -> save(unit, calibrations));
    tables(calibrations);
  }

  private void tables(Calibrations calibrations) {
    CalibrationTables tables =
        CalibrationTables.of(
            run.spark(),
            run.read(Columns.PREDICTIONS_TABLE),
            run.read(Columns.CLASSES_TABLE),
            calibrations,
            settings);
    run.write(Columns.CALIBRATION_TABLE, tables.calibration());
    run.write(Columns.RELIABILITY_TABLE, tables.reliability());
    run.write(Columns.RISK_COVERAGE_TABLE, tables.riskCoverage());
    run.write(Columns.CONFORMAL_TABLE, tables.conformal());
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
        String path = run.work().path(FineTune.ADAPTERS + "/" + unit.path()).toString();
        try {
          calibration(fit).write(new HadoopFolder(path, run.hadoop()));
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
