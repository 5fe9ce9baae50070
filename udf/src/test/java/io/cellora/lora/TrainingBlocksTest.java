package io.cellora.lora;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.cellora.Fixtures;
import io.cellora.SparkTestBase;
import io.cellora.encoder.EncoderOptions;
import io.cellora.encoder.EncoderReference;
import io.cellora.weights.MlpWeights;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TrainingBlocksTest extends SparkTestBase {

  private static final BatchPlan PLAN = new BatchPlan(5, 2, 6);

  private final MlpWeights weights = Fixtures.smallModel().encoderWeights();
  private final ParameterLayout layout =
      ParameterLayout.of(weights, new LoraConfig(2, 6, List.of("all-linear")), 5, 3);
  private final TrainableParameters parameters =
      TrainableParameters.initial(layout, EmbeddingScale.identity(4), 3);
  private Broadcast<MlpWeights> broadcast;

  @BeforeEach
  void broadcastWeights() {
    broadcast = JavaSparkContext.fromSparkContext(spark.sparkContext()).broadcast(weights);
  }

  @AfterEach
  void destroyWeights() {
    broadcast.destroy();
  }

  @Test
  void aStepDoesNotDependOnHowTheCellsArePartitioned() {
    List<GradientSum> one = step(cells().coalesce(1));
    List<GradientSum> many = step(cells().repartition(5).orderBy("id"));
    assertThat(many).hasSize(2);
    for (int worker = 0; worker < 2; worker++) {
      assertThat(many.get(worker).loss()).isEqualTo(one.get(worker).loss());
      assertThat(many.get(worker).gradient()).containsExactly(one.get(worker).gradient());
    }
  }

  @Test
  void blocksBatchedDifferentlyHoldTheSamePrefixes() {
    try (TrainingBlocks small = blocks(cells(), 1);
        TrainingBlocks large = blocks(cells(), 512)) {
      assertThat(small.step(parameters, PLAN, 0.1f, 0, 0).get(1).gradient())
          .containsExactly(large.step(parameters, PLAN, 0.1f, 0, 0).get(1).gradient());
    }
  }

  @Test
  void confusionCountsEveryCellOnce() {
    try (TrainingBlocks blocks = blocks(cells(), 2)) {
      long[] counts = blocks.confusion(parameters, 4);
      assertThat(counts).hasSize(4 * 3);
      assertThat(Arrays.stream(counts).sum()).isEqualTo(7);
      assertThat(blocks.count()).isEqualTo(7);
    }
  }

  @Test
  void theScaleDoesNotDependOnHowTheCellsArePartitioned() {
    try (TrainingBlocks one = blocks(cells().coalesce(1), 4);
        TrainingBlocks many = blocks(cells().repartition(5).orderBy("id"), 4)) {
      assertThat(many.scale().center()).containsExactly(one.scale().center());
      assertThat(many.scale().scale()).containsExactly(one.scale().scale());
    }
  }

  private List<GradientSum> step(Dataset<Row> cells) {
    try (TrainingBlocks blocks = blocks(cells, 4)) {
      return blocks.step(parameters, PLAN, 0.1f, 0, 0);
    }
  }

  private TrainingBlocks blocks(Dataset<Row> cells, int batchSize) {
    return TrainingBlocks.of(
        cells.select("label", "features"),
        new EncoderReference("blocks-test", broadcast, EncoderOptions.DEFAULT),
        2,
        true,
        batchSize);
  }

  private Dataset<Row> cells() {
    JsonNode x = Fixtures.json("weights/scimilarity_small_expected.json").get("x");
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < x.size(); i++) {
      rows.add(RowFactory.create(i, i % 3, Vectors.dense(Fixtures.doubles(x.get(i))).toSparse()));
    }
    return spark.createDataFrame(
        rows,
        new StructType()
            .add("id", DataTypes.IntegerType)
            .add("label", DataTypes.IntegerType)
            .add("features", SQLDataTypes.VectorType()));
  }
}
