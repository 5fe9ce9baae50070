package io.cellora.job.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cellora.job.config.OutputForm;
import io.cellora.job.config.PlanRequest;
import io.cellora.job.config.Settings;
import io.cellora.job.config.SettingsReader;
import io.cellora.probe.NativeMemory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterPlanTest {

  private static final long GIBI = 1L << 30;
  private static final Path SCALING = Path.of("..", "docs", "scaling");

  private static ClusterPlan plan(long cells, int executors, Map<String, String> settings) {
    return plan(cells, executors, settings, List.of());
  }

  private static ClusterPlan plan(
      long cells, int executors, Map<String, String> settings, List<Path> measured) {
    PlanRequest.Atlas atlas = new PlanRequest.Atlas(cells, 2000, 40, 1, NativeMemory.SCIMILARITY);
    PlanRequest.Cluster cluster = new PlanRequest.Cluster("yarn", executors, 8, 0, 64 * GIBI, 1);
    return ClusterPlan.of(
        new PlanRequest(atlas, cluster, measured, List.of(), OutputForm.TABLE),
        Settings.defaultsWith(settings));
  }

  /** 22e6 x 0.7 cells; 8 bytes a position, 4 a label and a donor, 4 x 1024, 4 x 128, 3 x 2000. */
  @Test
  void sizesAreWhatOneReckonsByHand() {
    ClusterPlan plan = plan(22_000_000, 16, Map.of());

    assertThat(plan.partitionRows()).isEqualTo(4096);
    assertThat(plan.ingestTasks()).isEqualTo(5372);
    assertThat(plan.workers()).isEqualTo(64);
    assertThat(plan.batchSize()).isEqualTo(128 * 64);
    assertThat(plan.stepsPerEpoch()).isEqualTo(1880);
    assertThat(plan.largestBlock()).isEqualTo(240_625);
    assertThat(plan.blockBytesOfCell()).isEqualTo(16 + 4096 + 512 + 6000 + 4 * 36 + 8);
    assertThat(plan.blockBytes()).isEqualTo(10_776L * 17_600_000);
  }

  /** The same network and head as bench steps: 8 (28231 + 1024) + ... , and 128 x 256 + ... */
  @Test
  void parametersAreCountedAsTrainingCountsThem() {
    long adapters = 8L * (28_231 + 1024 + 2 * (1024 + 1024) + 1024 + 128);
    long head = 128 * 256 + 256 + 256 * 40 + 40;

    assertThat(plan(1_000_000, 4, Map.of()).parameters()).isEqualTo(adapters + head);
    assertThat(plan(1_000_000, 4, Map.of("lora.targets", "[network.3]")).parameters())
        .isEqualTo(8L * (1024 + 128) + head);
    assertThat(
            plan(
                1_000_000,
                4,
                Map.of("arms.run", "[lora-ce, lora-dynamic]", "train.seeds", "[0,1,2]")))
        .satisfies(
            plan -> {
              assertThat(plan.units()).isEqualTo(6);
              assertThat(plan.parameters()).isEqualTo(2 * adapters + head);
            });
  }

  @Test
  void aPreparedCellTakesWhatWasMeasured() throws IOException {
    JsonNode measured = new ObjectMapper().readTree(SCALING.resolve("cluster.json").toFile());

    assertThat((double) plan(1_000_000, 4, Map.of()).blockBytesOfCell())
        .isCloseTo(measured.get("block_bytes_per_cell").asDouble(), within(20.0));
    assertThat((double) plan(1_000_000, 4, Map.of("train.storage", "float16")).blockBytesOfCell())
        .isCloseTo(measured.get("block_bytes_per_cell_float16").asDouble(), within(20.0));
  }

  /** The page was made by job/bench/scaling_study.py from the same file. */
  @Test
  void stepsAreModelledAsDocsScalingModelsThem() throws IOException {
    StepModel model =
        StepModel.of(new ObjectMapper().readTree(SCALING.resolve("cluster.json").toFile()));

    assertThat(model.work(0)).isCloseTo(10.9, within(0.05));
    assertThat(model.work(1) - model.work(0)).isCloseTo(0.099, within(0.0005));
    assertThat(model.worst()).isCloseTo(0.56, within(0.005));
    for (Map.Entry<Integer, Double> rate :
        Map.of(2, 4600.0, 16, 11_400.0, 64, 13_700.0, 256, 14_500.0).entrySet()) {
      int workers = rate.getKey();
      double step = model.work(128) + model.sync(workers, 0, 319_328);
      assertThat(workers * 128 / step * 1e3).isCloseTo(rate.getValue(), within(50.0));
    }
  }

  @Test
  void stepsOfAnotherMachineAreRetrodicted() throws IOException {
    JsonNode local = new ObjectMapper().readTree(SCALING.resolve("local.json").toFile());
    StepModel model = StepModel.of(local);

    for (JsonNode step : local.get("steps")) {
      double modelled =
          model.here(
              step.get("workers").asInt(),
              step.get("cells_of_worker").asInt(),
              step.get("fan_in").asInt());
      assertThat(modelled / step.get("step_ms").asDouble()).isBetween(1 - 0.28, 1 + 0.28);
    }
  }

  /** docs/results.md: 17 to 21 minutes for each of three runs on 2 cores, all arms and seeds. */
  @Test
  void theBrainRunIsRetrodictedWithinItsRange() {
    PlanRequest.Atlas brain =
        new PlanRequest.Atlas(4474, 1000, 11, 2, List.of(10_054, 512, 512, 128));
    PlanRequest.Cluster cluster = new PlanRequest.Cluster("local[2]", 1, 2, 0, 16 * GIBI, 1);
    Settings settings =
        SettingsReader.read(
            Optional.of(Path.of("..", "docs", "results", "brain", "settings.conf")),
            Map.of(
                "split.fractions.train", "0.45",
                "split.fractions.val", "0.5",
                "split.fractions.calibration", "0.05",
                "split.fractions.test", "0"));
    Range all =
        ClusterPlan.of(
                new PlanRequest(
                    brain,
                    cluster,
                    List.of(SCALING.resolve("local.json")),
                    List.of(),
                    OutputForm.TABLE),
                settings)
            .stages()
            .values()
            .stream()
            .reduce(Range.NONE, Range::plus);

    assertThat(all.low() / 60).isLessThan(21);
    assertThat(all.high() / 60).isGreaterThan(17);
    assertThat(all.likely() / 60).isLessThan(2 * 21);
  }

  @Test
  void whatTheUserHasSetIsNotChanged() {
    assertThat(plan(22_000_000, 16, Map.of()).changes())
        .containsEntry("train.workers", "64")
        .containsEntry("train.batchSize", "8192");
    ClusterPlan asked =
        plan(22_000_000, 16, Map.of("train.workers", "12", "train.batchSize", "600"));
    assertThat(asked.changes()).isEmpty();
    assertThat(asked.workers()).isEqualTo(12);
    assertThat(asked.stepsPerEpoch()).isEqualTo((15_400_000 / 12 + 1 + 49) / 50);
  }

  @Test
  void aWorkerIsGivenNoMoreThanItsArraysHold() {
    ClusterPlan plan = plan(200_000_000, 1, Map.of());

    assertThat(plan.largestBlock() * 2000).isLessThanOrEqualTo(Integer.MAX_VALUE);
    assertThat(plan.workers()).isEqualTo(131);
  }

  @Test
  void overheadIsWhatDoctorReckons() {
    Memory memory = plan(22_000_000, 16, Map.of()).memory();
    long needed = NativeMemory.needed(NativeMemory.SCIMILARITY, 8, 512);

    assertThat(memory.overhead()).isEqualTo(NativeMemory.megabytes(needed) << 20);
  }

  @Test
  void moreExecutorsKeepWhatFewCannot() {
    ClusterPlan few = plan(22_000_000, 2, Map.of());
    int enough = few.executorsInMemory();

    assertThat(few.memory().kept()).isLessThan(0.7);
    assertThat(few.memory().heap()).isLessThan(few.memory().wanted());
    assertThat(enough).isBetween(3, 12);
    assertThat(plan(22_000_000, enough, Map.of()).memory().kept()).isEqualTo(1);
    Memory tight = plan(22_000_000, enough - 1, Map.of()).memory();
    assertThat(tight.heap()).isLessThan(tight.wanted());
  }

  @Test
  void aFileOfTheUsersMachineTakesThePlaceOfItsKind(@TempDir Path folder) throws IOException {
    Map<String, String> none = new HashMap<>();
    Path slow = folder.resolve("read.json");
    Files.writeString(
        slow,
        """
        {"cells": 1000, "bytes": 10000000, "cellora_cells_per_s": 10.0, "cores": 1,
         "processor": "an abacus", "shard": {"nonzeros": 2000}, "inputs": []}
        """);
    ClusterPlan before = plan(1_000_000, 4, none);
    ClusterPlan after = plan(1_000_000, 4, none, List.of(slow));

    assertThat(after.sources().get("read")).isEqualTo(slow + ": an abacus");
    assertThat(after.sources().get("steps")).startsWith("built in: ");
    assertThat(after.fileBytes()).isEqualTo(5.0 * 2000 * 1_000_000);
    assertThat(after.stages().get("ingest").likely())
        .isGreaterThan(before.stages().get("ingest").likely() + 1_000_000 / 10.0 / 32 - 10);
    assertThat(after.stages().get("train")).isEqualTo(before.stages().get("train"));
  }

  @Test
  void aFileThatIsNoMeasurementIsRefusedByName(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("a.json"), "{\"a\": 1}");

    assertThatThrownBy(() -> plan(1000, 1, Map.of(), List.of(file)))
        .hasMessageStartingWith("Invalid measurements: " + file + ", expected what bench read");
  }

  @Test
  void moreCoresAndMoreCellsMoveHoursTheRightWay() {
    Map<String, Range> small = plan(1_000_000, 4, Map.of()).stages();
    Map<String, Range> large = plan(10_000_000, 4, Map.of()).stages();
    Map<String, Range> wide = plan(10_000_000, 16, Map.of()).stages();

    for (String stage : small.keySet()) {
      assertThat(large.get(stage).likely()).as(stage).isGreaterThan(small.get(stage).likely());
      assertThat(wide.get(stage).likely()).as(stage).isLessThan(large.get(stage).likely());
      Range range = wide.get(stage);
      assertThat(range.low()).isLessThan(range.likely()).isPositive();
      assertThat(range.high()).isGreaterThan(range.likely());
    }
  }

  /** 10 s, and 2 s of each unit on one of 2 cores. */
  @Test
  void aStageIsAFixedPartAndOneForEachUnit() {
    StageLine line = StageLine.fit(new double[] {5, 20}, new double[] {15, 30}, 2);

    assertThat(line.coreSecondsPerUnit()).isCloseTo(2, within(1e-9));
    assertThat(line.fixed()).isCloseTo(10, within(1e-9));
    assertThat(line.seconds(100, 4)).isCloseTo(60, within(1e-9));
  }

  @Test
  void whatSmallRunsDoNotShowIsATenthOfTheirTime() {
    for (StageLine line :
        List.of(
            StageLine.fit(new double[] {5, 20}, new double[] {50, 40}, 2),
            StageLine.fit(new double[] {20}, new double[] {40}, 2))) {
      assertThat(line.coreSecondsPerUnit()).isCloseTo(0.4, within(1e-9));
    }
  }

  @Test
  void theBuiltInStepsAreThoseOfThePage() throws IOException {
    assertThat(getClass().getResourceAsStream("steps.json"))
        .hasSameContentAs(Files.newInputStream(SCALING.resolve("cluster.json")));
  }
}
