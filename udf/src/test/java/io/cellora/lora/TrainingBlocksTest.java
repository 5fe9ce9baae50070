package io.cellora.lora;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.cellora.Fixtures;
import io.cellora.SparkTestBase;
import io.cellora.encoder.DecoderReference;
import io.cellora.encoder.EncoderOptions;
import io.cellora.encoder.EncoderReference;
import io.cellora.encoder.GramDecoder;
import io.cellora.torch.NativeScope;
import io.cellora.weights.MlpWeights;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
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

  private static final int WORKERS = 3;
  private static final StepLosses LOSSES =
      new StepLosses(
          StepLosses.CrossEntropy.plain(1, 3),
          new StepLosses.Triplet(1, 0.4, StepLosses.Mining.SEMIHARD, StepLosses.Donors.ACROSS),
          StepLosses.SupCon.OFF,
          0.5,
          0.1);
  private static final StepPlan PLAN =
      StepPlan.of(new BatchPlan(5, WORKERS, 21), LOSSES, new Dropout(0.1f, 0.2f));

  private static final StepOptimizer.Rule RULE =
      new StepOptimizer.Rule(new AdamW.Constants(0.9, 0.999, 1e-8, 0.01), 1, 1);

  private final MlpWeights weights = Fixtures.smallModel().encoderWeights();
  private final ParameterLayout layout =
      ParameterLayout.of(weights, new LoraConfig(2, 6, List.of("all-linear")), 5, 3);
  private final TrainableParameters parameters = moved();
  private Broadcast<MlpWeights> encoder;
  private Broadcast<GramDecoder> decoder;

  /** B is not zero, so that every parameter has a gradient. */
  private TrainableParameters moved() {
    TrainableParameters initial =
        TrainableParameters.initial(layout, EmbeddingScale.identity(4), 3);
    for (int i = 0; i < initial.values().length; i++) {
      initial.values()[i] += 0.01f * (i % 7 - 3);
    }
    return initial;
  }

  @BeforeEach
  void broadcastNetworks() {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    encoder = context.broadcast(weights);
    decoder =
        context.broadcast(GramDecoder.of(Fixtures.smallModel().decoderWeights().orElseThrow()));
  }

  @AfterEach
  void destroyNetworks() {
    encoder.destroy();
    decoder.destroy();
  }

  @Test
  void aStepDoesNotDependOnHowTheCellsArePartitionedOrOrdered() {
    GradientSum.Mean one = step(cells().coalesce(1), 4);
    for (Dataset<Row> cut :
        List.of(cells().repartition(5), cells().coalesce(1).orderBy(col("position").desc()))) {
      GradientSum.Mean other = step(cut, 4);
      assertThat(other.loss()).isEqualTo(one.loss());
      assertThat(other.gradient()).containsExactly(one.gradient());
    }
  }

  @Test
  void cellsPreparedInOtherBatchesGiveTheSameStep() {
    assertThat(step(cells(), 1).gradient()).containsExactly(step(cells(), 512).gradient());
  }

  @Test
  void sumsAddedInGroupsAreTheSameToRounding() {
    StepPlan grouped = new StepPlan(PLAN.batches(), LOSSES, PLAN.dropout(), 1, 2, PLAN.shortcuts());
    try (TrainingBlocks blocks = blocks(cells(), 4, BlockStorage.FLOAT32)) {
      GradientSum.Mean direct = blocks.step(parameters, PLAN, 0, 0);
      GradientSum.Mean summed = blocks.step(parameters, grouped, 0, 0);
      assertThat(summed.cells()).isEqualTo(direct.cells()).isEqualTo(21);
      assertThat(summed.gradient()).containsExactly(direct.gradient(), within(1e-12));
      assertThat(blocks.step(parameters, grouped, 0, 0).gradient())
          .containsExactly(summed.gradient());
    }
  }

  @Test
  void accumulatedBatchesCountAsOneLargerStep() {
    StepLosses plain = StepLosses.crossEntropy(3);
    StepPlan whole = StepPlan.of(new BatchPlan(5, WORKERS, 18), plain, Dropout.NONE);
    StepPlan thirds =
        new StepPlan(
            new BatchPlan(5, WORKERS, 6), plain, Dropout.NONE, 3, 0, EnumSet.allOf(Shortcut.class));
    try (TrainingBlocks blocks = blocks(cells(), 4, BlockStorage.FLOAT32)) {
      GradientSum.Mean one = blocks.step(parameters, whole, 0, 0);
      GradientSum.Mean three = blocks.step(parameters, thirds, 0, 0);
      assertThat(three.cells()).isEqualTo(one.cells()).isEqualTo(18);
      assertThat(three.loss()).isCloseTo(one.loss(), within(1e-6));
      assertThat(three.gradient()).containsExactly(one.gradient(), within(1e-6));
      assertThat(thirds.stepsPerEpoch(21)).isEqualTo(2);
    }
  }

  @Test
  void theHeadAloneMovesAsItDoesTogetherWithFreshAdapters() {
    TrainableParameters fresh = TrainableParameters.initial(layout, EmbeddingScale.identity(4), 3);
    StepPlan plain = StepPlan.of(PLAN.batches(), StepLosses.crossEntropy(3), new Dropout(0.5f, 0));
    try (TrainingBlocks blocks = blocks(cells(), 4, BlockStorage.FLOAT32)) {
      GradientSum.Mean alone = blocks.headStep(fresh, plain, 1, 0);
      GradientSum.Mean together = blocks.step(fresh, plain, 1, 0);
      assertThat(alone.loss()).isCloseTo(together.loss(), within(1e-6));
      for (int i = 0; i < layout.size(); i++) {
        double expected = i < layout.adapterSize() ? 0 : together.gradient()[i];
        assertThat(alone.gradient()[i]).isCloseTo(expected, within(1e-6));
      }
    }
  }

  @Test
  void oneLocalStepOfOneWorkerIsASynchronousStep() {
    BlockPlan alone =
        new BlockPlan(1, 8, EnumSet.allOf(BlockPlan.Content.class), BlockStorage.FLOAT32);
    StepPlan plan = StepPlan.of(new BatchPlan(5, 1, 7), LOSSES, PLAN.dropout());
    StepOptimizer.Rates rates = new StepOptimizer.Rates(StepOptimizer.Phase.TOGETHER, 0.01, 0.02);
    try (TrainingBlocks blocks = TrainingBlocks.of(cells(), network(), alone)) {
      TrainableParameters moved = parameters.copy();
      StepOptimizer optimizer = new StepOptimizer(RULE, layout, AdamW.State.fresh(layout.size()));
      for (int step = 0; step < 3; step++) {
        GradientSum.Mean mean = blocks.step(moved, plan, 0, step);
        optimizer.step(moved.values(), mean.gradient(), rates);
      }
      LocalSteps.Outcome local =
          blocks.localSteps(
              parameters,
              AdamW.State.fresh(layout.size()),
              plan,
              new LocalSteps(RULE, 0, 0, List.of(rates, rates, rates)));
      assertThat(local.parameters().values()).containsExactly(moved.values());
      assertThat(local.moments().second()).containsExactly(optimizer.state().second());
      assertThat(local.mean().cells()).isEqualTo(21);
    }
  }

  @Test
  void localStepsOfSeveralWorkersAreAveragedTheSameEveryTime() {
    StepOptimizer.Rates rates = new StepOptimizer.Rates(StepOptimizer.Phase.TOGETHER, 0.01, 0.02);
    LocalSteps local = new LocalSteps(RULE, 0, 0, List.of(rates, rates));
    AdamW.State fresh = AdamW.State.fresh(layout.size());
    try (TrainingBlocks one = blocks(cells().coalesce(1), 4, BlockStorage.FLOAT32);
        TrainingBlocks many = blocks(cells().repartition(5), 4, BlockStorage.FLOAT32)) {
      LocalSteps.Outcome first = one.localSteps(parameters, fresh, PLAN, local);
      assertThat(many.localSteps(parameters, fresh, PLAN, local).parameters().values())
          .containsExactly(first.parameters().values());
      assertThat(first.parameters().values()).isNotEqualTo(parameters.values());
      assertThat(first.norm()).isPositive();
    }
  }

  @Test
  void halfPrecisionIsNearAndNeedsHalfTheMemory() {
    try (TrainingBlocks exact = blocks(cells(), 4, BlockStorage.FLOAT32);
        TrainingBlocks rounded = blocks(cells(), 4, BlockStorage.FLOAT16)) {
      GradientSum.Mean expected = exact.step(parameters, PLAN, 0, 0);
      GradientSum.Mean near = rounded.step(parameters, PLAN, 0, 0);
      assertThat(near.loss())
          .isCloseTo(expected.loss(), within(1e-2))
          .isNotEqualTo(expected.loss());
    }
  }

  @Test
  void moreWorkersThanCellsLeaveSomeWithoutAny() {
    BatchPlan wide = new BatchPlan(5, 30, 30);
    BlockPlan plan = new BlockPlan(30, 8, Set.of(BlockPlan.Content.GENES), BlockStorage.FLOAT32);
    StepPlan plain = StepPlan.of(wide, StepLosses.crossEntropy(3), Dropout.NONE);
    try (TrainingBlocks blocks = TrainingBlocks.of(cells(), network(), plan)) {
      assertThat(blocks.step(parameters, plain, 0, 0).cells()).isEqualTo(21);
      assertThat(blocks.count()).isEqualTo(21);
      assertThat(blocks.scale().center()).hasSize(4);
      assertThat(Arrays.stream(confusion(blocks, 3)).sum()).isEqualTo(21);
    }
  }

  @Test
  void confusionCountsEveryCellOnce() {
    try (TrainingBlocks blocks = blocks(cells(), 2, BlockStorage.FLOAT32)) {
      long[] counts = confusion(blocks, 4);
      assertThat(counts).hasSize(4 * 3);
      assertThat(Arrays.stream(counts).sum()).isEqualTo(21);
      assertThat(blocks.count()).isEqualTo(21);
    }
  }

  @Test
  void scalesOfAnAdapterAreEvaluatedInOnePass() {
    List<TrainableParameters> scales =
        List.of(parameters.scaledBy(0), parameters.scaledBy(0.5), parameters);
    try (TrainingBlocks blocks = blocks(cells(), 4, BlockStorage.FLOAT32)) {
      List<Evaluation> curve = blocks.evaluate(scales, 3);
      assertThat(curve.get(0).meanCosine()).isCloseTo(1, within(1e-6));
      assertThat(curve.get(1).meanCosine()).isLessThan(1).isGreaterThan(curve.get(2).meanCosine());
      for (int i = 0; i < 3; i++) {
        Evaluation alone = blocks.evaluate(List.of(scales.get(i)), 3).get(0);
        assertThat(curve.get(i).confusion()).containsExactly(alone.confusion());
        assertThat(curve.get(i).cells()).isEqualTo(21);
        assertThat(curve.get(i).effectiveRank()).isBetween(1.0, 4.0);
      }
    }
  }

  @Test
  void theScaleDoesNotDependOnHowTheCellsArePartitioned() {
    try (TrainingBlocks one = blocks(cells().coalesce(1), 4, BlockStorage.FLOAT32);
        TrainingBlocks many = blocks(cells().repartition(5), 4, BlockStorage.FLOAT32)) {
      assertThat(many.scale().center()).containsExactly(one.scale().center());
      assertThat(many.scale().scale()).containsExactly(one.scale().scale());
    }
  }

  @Test
  void stepsLeaveNothingInNativeMemory() {
    try (TrainingBlocks blocks = blocks(cells(), 4, BlockStorage.FLOAT32)) {
      blocks.step(parameters, PLAN, 0, 0);
      int open = NativeScope.openTensors();
      blocks.step(parameters, PLAN, 0, 0);
      blocks.headStep(parameters, PLAN, 0, 0);
      confusion(blocks, 3);
      assertThat(NativeScope.openTensors()).isEqualTo(open);
    }
  }

  private long[] confusion(TrainingBlocks blocks, int labels) {
    return blocks.evaluate(List.of(parameters), labels).get(0).confusion();
  }

  private GradientSum.Mean step(Dataset<Row> cells, int batchSize) {
    try (TrainingBlocks blocks = blocks(cells, batchSize, BlockStorage.FLOAT32)) {
      return blocks.step(parameters, PLAN, 0, 0);
    }
  }

  private TrainingBlocks blocks(Dataset<Row> cells, int batchSize, BlockStorage storage) {
    Set<BlockPlan.Content> all = EnumSet.allOf(BlockPlan.Content.class);
    return TrainingBlocks.of(cells, network(), new BlockPlan(WORKERS, batchSize, all, storage));
  }

  private TrainingNetwork network() {
    return new TrainingNetwork(
        new EncoderReference("blocks-test", encoder, EncoderOptions.DEFAULT),
        new DecoderReference("blocks-test", decoder));
  }

  /** 21 cells: each of the fixture three times, with other labels and donors. */
  private Dataset<Row> cells() {
    JsonNode x = Fixtures.json("weights/scimilarity_small_expected.json").get("x");
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 3 * x.size(); i++) {
      double[] genes = Fixtures.doubles(x.get(i % x.size()));
      genes[i % genes.length] += 0.1 * i;
      rows.add(
          RowFactory.create(
              (long) i, i % 3, i % 4 == 0 ? null : i % 4, Vectors.dense(genes).toSparse()));
    }
    return spark.createDataFrame(
        rows,
        new StructType()
            .add("position", DataTypes.LongType)
            .add("label", DataTypes.IntegerType)
            .add("donor", DataTypes.IntegerType)
            .add("features", SQLDataTypes.VectorType()));
  }
}
