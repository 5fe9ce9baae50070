package io.cellora.job.stage;

import io.cellora.job.config.BaselineHead;
import io.cellora.job.config.Columns;
import io.cellora.lora.ClassShares;
import io.cellora.lora.LogitAdjustment;
import io.cellora.lora.Predictions;
import java.util.List;
import org.apache.spark.ml.feature.PCA;
import org.apache.spark.ml.feature.PCAModel;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Logistic regression on the base embeddings, with and without logit adjustment. The embeddings are
 * rotated to their principal components first: still a linear head, but one whose penalty treats
 * all directions alike and which converges ten times faster where embeddings lie close together.
 */
final class FrozenBaseline {

  private static final String ROTATED = "rotated";
  private static final int CELLS_PER_PARTITION = 50_000;
  private static final double TAU = 1;

  private final RunContext run;
  private final Classes classes;

  FrozenBaseline(RunContext run, Classes classes) {
    this.run = run;
    this.classes = classes;
  }

  /**
   * Writes the predictions.
   *
   * @param shares of the classes in the training cells
   */
  LogisticFit.Fit run(ClassShares shares) {
    run.begin("Training the frozen baseline to convergence");
    Dataset<Row> cells =
        LogisticFit.trainingCells(Embed.vectors(run, Arms.BASELINE), classes, CELLS_PER_PARTITION);
    PCAModel rotation = rotation(cells);
    Dataset<Row> rotated = rotation.transform(cells).persist();
    try {
      List<Double> penalties = run.settings().baseline().regularization();
      LogisticFit.Fitted fitted =
          new LogisticFit(run, classes, BaselineHead.LOGISTIC, ROTATED, penalties, penalties.size())
              .fit(rotated, rotated);
      predict(
          fitted.model().transform(rotation.transform(Predict.heldOut(run, Arms.BASELINE))),
          shares);
      return fitted.fit();
    } finally {
      rotated.unpersist(true);
    }
  }

  /** Once, and on one thread: the LAPACK behind it is not safe on several at its first use. */
  private static PCAModel rotation(Dataset<Row> cells) {
    int latent = cells.select(Columns.EMBEDDING).first().<Vector>getAs(0).size();
    return new PCA().setInputCol(Columns.EMBEDDING).setOutputCol(ROTATED).setK(latent).fit(cells);
  }

  private void predict(Dataset<Row> transformed, ClassShares shares) {
    Dataset<Row> cells = transformed.drop(ROTATED, "rawPrediction");
    Predict.write(
        run,
        BaselineHead.LOGISTIC.head(),
        Predictions.ofProbabilities(cells, Columns.PROBABILITY, classes.train()));
    if (run.settings().baseline().heads().contains(BaselineHead.LOGISTIC_ADJUSTED)) {
      Predict.write(
          run,
          BaselineHead.LOGISTIC_ADJUSTED.head(),
          Predictions.ofModel(cells, Columns.PROBABILITY, new LogitAdjustment(shares, TAU)));
    }
  }
}
