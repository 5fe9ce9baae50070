package io.cellora.job.stage;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;

import io.cellora.job.config.BaselineHead;
import io.cellora.job.config.Columns;
import io.cellora.knn.KnnAnnotation;
import io.cellora.knn.KnnOptions;
import io.cellora.knn.KnnWeighting;
import io.cellora.lora.ClassCentroids;
import io.cellora.lora.ClassShares;
import io.cellora.lora.Predictions;
import io.cellora.lora.ProbabilityModel;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The frozen baselines that a fine-tuned arm stands beside, each a head of the arm baseline; all
 * learn from the same labelled training cells. The head of the arms follows with the arms.
 */
final class Ladder {

  private static final int NEIGHBOURS = 50;

  /** Only the spread of the centroids' probabilities depends on it, not their order. */
  static final double TEMPERATURE = 0.1;

  private final RunContext run;
  private final Classes classes;

  Ladder(RunContext run, Classes classes) {
    this.run = run;
    this.classes = classes;
  }

  /** Writes the predictions and answers how the fits with a penalty ended. */
  List<LogisticFit.Fit> run() {
    run.begin("Classes, centroids and neighbours of the frozen embeddings");
    ClassShares shares = shares();
    if (has(BaselineHead.MAJORITY)) {
      predict(BaselineHead.MAJORITY, shares);
    }
    if (has(BaselineHead.CENTROID)) {
      double[][] sums = CentroidSums.of(trainingCells(), classes.train());
      predict(BaselineHead.CENTROID, ClassCentroids.of(classes.train(), sums, TEMPERATURE));
    }
    if (has(BaselineHead.KNN50)) {
      predictByNeighbours();
    }
    List<LogisticFit.Fit> fits = new ArrayList<>();
    fits.add(new FrozenBaseline(run, classes).run(shares));
    if (has(BaselineHead.LOGISTIC_GENES)) {
      fits.add(new GeneBaseline(run, classes).run());
    }
    return fits;
  }

  private boolean has(BaselineHead head) {
    return run.settings().baseline().heads().contains(head);
  }

  private void predict(BaselineHead head, ProbabilityModel model) {
    Predict.write(
        run,
        head.head(),
        Predictions.ofModel(Predict.heldOut(run, Arms.BASELINE), Columns.EMBEDDING, model));
  }

  private void predictByNeighbours() {
    KnnOptions options =
        new KnnOptions(NEIGHBOURS, KnnWeighting.UNIFORM, Annotate.sizes(run.settings()));
    try (KnnAnnotation knn =
        KnnAnnotation.over(trainingCells(), Columns.EMBEDDING, Columns.LABEL, options)) {
      Dataset<Row> voted =
          knn.annotate(Predict.heldOut(run, Arms.BASELINE), Columns.EMBEDDING)
              .drop(Columns.EMBEDDING, Columns.PREDICTED);
      Predict.write(
          run, BaselineHead.KNN50.head(), Predictions.ofVotes(voted, "hits", classes.train()));
    }
  }

  private ClassShares shares() {
    long[] cells = new long[classes.train().size()];
    // Bounded by the number of classes.
    for (Row row :
        trainingCells().groupBy(Columns.LABEL).agg(count("*").as(Columns.N)).collectAsList()) {
      cells[classes.train().indexOf(row.getString(0))] = row.getLong(1);
    }
    return ClassShares.of(classes.train(), cells);
  }

  private Dataset<Row> trainingCells() {
    return run.read(Columns.EMBEDDINGS_TABLE)
        .filter(
            col(Columns.ARM)
                .equalTo(Arms.BASELINE)
                .and(col(Columns.SPLIT).equalTo(Splits.TRAIN))
                .and(col(Columns.LABEL).isNotNull()));
  }
}
