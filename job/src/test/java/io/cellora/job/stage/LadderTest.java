package io.cellora.job.stage;

import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cellora.SparkTestBase;
import io.cellora.job.config.BaselineHead;
import io.cellora.job.config.Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every rung on cells that scikit-learn has seen too; make_ladder.py tells how. */
class LadderTest extends SparkTestBase {

  private static final StructType CELLS =
      new StructType()
          .add("cell_id", DataTypes.StringType)
          .add("shard", DataTypes.StringType)
          .add("row", DataTypes.LongType)
          .add("split", DataTypes.StringType)
          .add("label", DataTypes.StringType)
          .add("arm", DataTypes.StringType)
          .add("seed", DataTypes.IntegerType)
          .add("embedding", DataTypes.createArrayType(DataTypes.FloatType))
          .add("features", SQLDataTypes.VectorType());

  @TempDir static Path folder;

  private static JsonNode oracle;
  private static RunContext run;
  private static List<LogisticFit.Fit> fits;

  @BeforeAll
  static void runLadder() throws IOException {
    oracle = new ObjectMapper().readTree(LadderTest.class.getResource("/ladder/ladder.json"));
    String penalty = oracle.get("penalty").asText();
    Settings settings =
        Settings.defaultsWith(
            Map.of(
                "baseline.regularization", penalty,
                "baseline.genes.regularization", penalty,
                "baseline.tolerance", "1e-12"));
    WorkFolder work =
        WorkFolder.create(
            folder.resolve("out").toString(), false, spark.sparkContext().hadoopConfiguration());
    run = new RunContext(spark, settings, "run-1", work, new StageTestBase.Told());
    List<Row> cells = new ArrayList<>(cells(oracle.get("train"), "train"));
    cells.addAll(cells(oracle.get("heldOut"), "val"));
    var table =
        spark
            .createDataFrame(cells, CELLS)
            .withColumn("donor", lit(null).cast("string"))
            .repartition(3);
    run.append("embeddings", table.drop("features"));
    run.append("cells", table.drop("embedding", "arm", "seed"));
    List<String> labels = new ArrayList<>();
    oracle.get("labels").forEach(label -> labels.add(label.asText()));
    fits = new Ladder(run, new Classes(labels, List.of())).run();
  }

  private static List<Row> cells(JsonNode cells, String split) {
    List<Row> rows = new ArrayList<>();
    for (JsonNode cell : cells) {
      rows.add(
          RowFactory.create(
              split + rows.size(),
              split + ".h5ad",
              (long) rows.size(),
              split,
              cell.get("label").isNull() ? null : cell.get("label").asText(),
              "baseline",
              0,
              floats(cell.get("embedding")),
              Vectors.dense(doubles(cell.get("genes"))).toSparse()));
    }
    return rows;
  }

  private static Float[] floats(JsonNode values) {
    Float[] floats = new Float[values.size()];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) values.get(i).asDouble();
    }
    return floats;
  }

  private static double[] doubles(JsonNode values) {
    double[] doubles = new double[values.size()];
    for (int i = 0; i < doubles.length; i++) {
      doubles[i] = values.get(i).asDouble();
    }
    return doubles;
  }

  @ParameterizedTest
  @CsvSource({
    "MAJORITY, 1e-7",
    "CENTROID, 1e-6",
    "KNN50, 1e-7",
    "LOGISTIC, 1e-5",
    "LOGISTIC_ADJUSTED, 1e-5",
    "LOGISTIC_GENES, 1e-5"
  })
  void probabilitiesAreThoseOfScikitLearn(BaselineHead head, double tolerance) {
    List<Row> found = predictions(head);
    JsonNode expected = oracle.get("expected").get(head.head());
    assertThat(found).hasSize(expected.size());
    for (int i = 0; i < found.size(); i++) {
      List<Float> probabilities = found.get(i).getList(1);
      for (int k = 0; k < probabilities.size(); k++) {
        assertThat((double) probabilities.get(k))
            .as("cell %d, class %d", i, k)
            .isCloseTo(expected.get(i).get(k).asDouble(), within(tolerance));
      }
      assertThat(found.get(i).getFloat(2))
          .isEqualTo(probabilities.stream().max(Float::compare).orElseThrow());
    }
  }

  @Test
  void aDrawnVoteGoesToTheClassOfTheNearestCell() {
    List<Row> found = predictions(BaselineHead.KNN50);
    JsonNode winners = oracle.get("winners").get("knn50");
    for (int i = 0; i < found.size(); i++) {
      assertThat(found.get(i).getString(0)).as("cell %d", i).isEqualTo(winners.get(i).asText());
    }
  }

  @Test
  void everyPenaltyThatWasChosenIsTold() {
    assertThat(fits).extracting(LogisticFit.Fit::penalty).containsExactly(0.02, 0.02);
    assertThat(fits)
        .extracting(fit -> fit.check().name())
        .containsExactly("baseline_converged", "baseline_converged(logistic_genes)");
    assertThat(fits).allMatch(LogisticFit.Fit::converged);
  }

  private static List<Row> predictions(BaselineHead head) {
    return run.read(Predict.RAW_TABLE)
        .filter("arm = 'baseline' and seed = 0 and split = 'val' and head = '" + head.head() + "'")
        .orderBy("row")
        .select("predicted", "probabilities", "confidence")
        .collectAsList();
  }
}
