package io.cellora.job.stage;

import static org.apache.spark.sql.functions.col;

import io.cellora.job.config.BaselineHead;
import io.cellora.job.config.Columns;
import io.cellora.job.config.SanityCheck;
import io.cellora.job.eval.ArtefactCheck;
import io.cellora.job.eval.CollapseCheck;
import io.cellora.job.eval.Evaluation;
import io.cellora.job.eval.EvaluationTables;
import java.util.ArrayList;
import java.util.List;

/**
 * The predictions table to metrics, metric_summary, per_class, confusion and top_confused, by SQL,
 * and to the tables of {@link Statistics}, {@link Calibrate} and {@link UnknownClasses}.
 */
final class Evaluate {

  private final RunContext run;

  Evaluate(RunContext run) {
    this.run = run;
  }

  void write() {
    run.begin("Evaluating by SQL");
    EvaluationTables tables =
        Evaluation.evaluate(
            run.spark(), run.read(Columns.PREDICTIONS_TABLE), run.read(Columns.CLASSES_TABLE));
    run.write(Columns.METRICS_TABLE, tables.metrics());
    run.write(Columns.METRIC_SUMMARY_TABLE, tables.metricSummary());
    run.write(Columns.PER_CLASS_TABLE, tables.perClass());
    run.write(Columns.CONFUSION_TABLE, tables.confusion());
    run.write(Columns.TOP_CONFUSED_TABLE, tables.topConfused());
    new Statistics(run).write(tables);
    new Calibrate(run).tables();
    new UnknownClasses(run, Predict.classes(run)).write();
  }

  /** The tables as they were written. */
  EvaluationTables tables() {
    return new EvaluationTables(
        run.read(Columns.METRICS_TABLE),
        run.read(Columns.METRIC_SUMMARY_TABLE),
        run.read(Columns.PER_CLASS_TABLE),
        run.read(Columns.CONFUSION_TABLE),
        run.read(Columns.TOP_CONFUSED_TABLE));
  }

  /**
   * Whether the tables agree with the predictions, and no arm gives one class to everything but the
   * baseline that is made to.
   */
  List<SanityCheck> check() {
    EvaluationTables tables = tables();
    List<SanityCheck> checks = new ArrayList<>();
    checks.addAll(ArtefactCheck.check(run.spark(), run.read(Columns.PREDICTIONS_TABLE), tables));
    checks.addAll(
        CollapseCheck.check(
            run.spark(),
            tables.perClass().filter(col(Columns.HEAD).notEqual(BaselineHead.MAJORITY.head()))));
    return checks;
  }
}
