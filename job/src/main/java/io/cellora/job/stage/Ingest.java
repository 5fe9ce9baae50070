package io.cellora.job.stage;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;

import io.cellora.job.config.Columns;
import io.cellora.job.config.RunRequest;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;

/** h5ad files to the cells table: every cell of every split, aligned and log-normalised, once. */
final class Ingest {

  private final RunContext run;
  private final Model model;

  Ingest(RunContext run, Model model) {
    this.run = run;
    this.model = model;
  }

  /** Writes the table and its manifest, and answers the classes that train and validation hold. */
  Classes write(RunRequest request, InputFiles inputs) {
    run.begin("Reading cells from h5ad");
    CellReader reader = new CellReader(run.spark(), run.settings().input(), model.geneOrder());
    CellSplits.Cells cells = new CellSplits(run, reader).of(request.cells());
    run.append(Columns.CELLS_TABLE, cells.rows());
    Manifest manifest = new Manifest(run, cells.origins());
    manifest.write(inputs);
    new LabelChecks(run).check();
    manifest.refuseEmptySplits();
    Classes classes = classes();
    tell(classes);
    return classes;
  }

  /** The classes that train and validation hold, from the table. */
  Classes classes() {
    List<String> train = labels(Splits.TRAIN);
    if (train.size() < 2) {
      throw new IllegalArgumentException(
          "Cannot train a classifier (column "
              + run.settings().input().label()
              + " of the training cells has "
              + train.size()
              + " classes, at least 2 are needed): "
              + train);
    }
    List<String> unseen = new ArrayList<>(labels(Splits.VAL));
    unseen.removeAll(train);
    return new Classes(train, unseen);
  }

  /** Bounded by the number of classes. */
  private List<String> labels(String split) {
    return run
        .read(Columns.CELLS_TABLE)
        .filter(col(Columns.SPLIT).equalTo(split).and(col(Columns.LABEL).isNotNull()))
        .select(Columns.LABEL)
        .distinct()
        .orderBy(Columns.LABEL)
        .collectAsList()
        .stream()
        .map(row -> row.getString(0))
        .toList();
  }

  private void tell(Classes classes) {
    for (Row row :
        run.read(Columns.CELLS_TABLE)
            .groupBy(Columns.SPLIT)
            .agg(count("*"), count(Columns.LABEL))
            .orderBy(Columns.SPLIT)
            .collectAsList()) {
      long unlabelled = row.getLong(1) - row.getLong(2);
      run.progress()
          .step(
              "  %s: %,d cells%s"
                  .formatted(
                      row.getString(0),
                      row.getLong(1),
                      unlabelled == 0 ? "" : ", %,d without a label".formatted(unlabelled)));
    }
    run.progress().step("  " + classes.describe());
  }
}
