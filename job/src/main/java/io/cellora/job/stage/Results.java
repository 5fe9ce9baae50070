package io.cellora.job.stage;

import static org.apache.spark.sql.functions.col;

import io.cellora.job.config.Columns;
import io.cellora.job.config.SanityCheck;
import java.util.ArrayList;
import java.util.List;

/** All that is made from the tables of a run without its model, in two steps. */
final class Results {

  private final RunContext run;
  private final Evaluate evaluate;
  private List<SanityCheck> checks = List.of();

  Results(RunContext run) {
    this.run = run;
    this.evaluate = new Evaluate(run);
  }

  /** Predictions to derived tables. */
  void evaluate() {
    evaluate.write();
  }

  /** Derived tables to the gate's verdict and the files of reports/; answers whether it passed. */
  boolean report(String split) {
    run.begin("Checking the results");
    List<SanityCheck> found = new ArrayList<>(SanityTable.read(run));
    found.addAll(new DataChecks(run).check());
    found.add(new ArmCheck(run).headsDiffer());
    found.addAll(evaluate.check());
    checks = List.copyOf(found);
    return new Report(run, evaluate.tables()).write(split, checks);
  }

  /** All of it to one page, after {@link #report} and where the table runs is there. */
  void page(String split) {
    new HtmlReport(run).write(split, checks);
  }

  /** What the gate found, after {@link #report}. */
  List<SanityCheck> checks() {
    return checks;
  }

  /** Shows the metrics and what the gate found, after {@link #report}. */
  void print() {
    run.label("Showing the results");
    new Report(run, evaluate.tables()).print(checks);
  }

  /** The split of the pictures: test cells where there are some. */
  String split() {
    boolean none =
        run.read(Columns.PREDICTIONS_TABLE)
            .filter(col(Columns.SPLIT).equalTo(Splits.TEST))
            .isEmpty();
    return none ? Splits.VAL : Splits.TEST;
  }
}
