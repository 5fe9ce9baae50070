package io.cellora.job.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cellora.SparkTestBase;
import io.cellora.job.bench.BenchModel;
import io.cellora.job.bench.BenchShard;
import io.cellora.job.bench.PythonStandIn;
import io.cellora.job.config.BenchPeer;
import io.cellora.job.config.BenchShardRequest;
import io.cellora.job.config.BenchTrainRequest;
import io.cellora.job.config.BenchTraining;
import io.cellora.job.config.BenchTraining.Losses;
import io.cellora.job.config.OutputForm;
import io.cellora.job.config.Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a few cells and the session of the tests, whatever cores are asked for. */
class BenchTrainTest extends SparkTestBase {

  private static final BenchShardRequest CELLS =
      new BenchShardRequest(90, 60, 10, BenchShardRequest.Compression.NONE, 1, OptionalInt.empty());

  @TempDir Path work;

  private final StageTestBase.Told told = new StageTestBase.Told();

  @Test
  void bothSumsOfLossesAreTrainedAndMeasured() throws IOException {
    JsonNode report = json(Losses.BOTH, new BenchPeer.None());

    for (String losses : new String[] {"ce", "ce_triplet_recon"}) {
      JsonNode one = report.path(losses);
      assertThat(one.path("cellora_cells_per_s").asDouble()).as(losses).isPositive();
      assertThat(one.path("cellora_steps").asInt()).as("3 an epoch").isEqualTo(6);
      assertThat(one.path("preparation_s").asDouble()).isPositive();
      assertThat(one.path("cellora_losses").path("total")).hasSize(5);
    }
    JsonNode terms = report.path("ce_triplet_recon").path("cellora_losses");
    assertThat(terms.path("total").path(4).asDouble())
        .isCloseTo(
            terms.path("cross_entropy").path(4).asDouble()
                + 0.1 * terms.path("triplet").path(4).asDouble()
                + 0.1 * terms.path("reconstruction").path(4).asDouble(),
            within(1e-5));
    assertThat(report.path("ce").path("cellora_losses").has("triplet")).isFalse();
    assertThat(report.has("ratio")).as("without a peer").isFalse();
    assertThat(report.path("widths").toString()).isEqualTo("[60,1024,1024,1024,128]");
    assertThat(StageTestBase.names(work))
        .containsExactly("features.h5ad", "model", "plan_ce", "plan_ce_triplet_recon");
  }

  @Test
  void thePeersStepsAreComparedOneByOne() throws IOException {
    JsonNode alone = json(Losses.CE, new BenchPeer.None()).path("ce").path("cellora_losses");
    double[] losses = new double[5];
    for (int step = 0; step < losses.length; step++) {
      losses[step] = alone.path("total").path(step).asDouble();
    }
    losses[3] *= 1.5;
    JsonNode report = json(Losses.CE, peer(losses));

    assertThat(report.path("peer_cells_per_s").asDouble()).isEqualTo(32 / 0.25);
    assertThat(report.path("ratio").asDouble()).isPositive();
    assertThat(report.path("ratio_ce").asDouble()).isEqualTo(report.path("ratio").asDouble());
    assertThat(report.path("ce").path("peer_peak_bytes").asLong()).isEqualTo(4096);
    assertThat(report.path("ce").path("largest_loss_difference").asDouble())
        .isCloseTo(1 / 3.0, within(1e-6));
    assertThat(report.path("versions").path("stand-in").asText()).isEqualTo("1");
  }

  @Test
  void aTableIsPrintedUnlessJsonIsAskedFor() {
    assertThat(measured(request(Losses.CE, new BenchPeer.None(), OutputForm.TABLE)))
        .contains("overhead, ms", "ce ", "workers 4");
  }

  @Test
  void aModelWithoutADecoderCannotReconstruct() {
    BenchModel.write(work.resolve("mine"), BenchShard.madeUpGenes(60));
    BenchTrainRequest asked =
        request(Losses.CE_TRIPLET_RECON, new BenchPeer.None(), OutputForm.JSON);
    BenchTrainRequest mine =
        new BenchTrainRequest(
            asked.cells(),
            Optional.of(work.resolve("mine")),
            asked.cores(),
            asked.training(),
            asked.peer(),
            asked.work(),
            asked.form());

    assertThatThrownBy(() -> measured(mine))
        .hasMessageContaining(
            "Cannot train with the reconstruction loss (the model folder has no decoder.ckpt");
  }

  private JsonNode json(Losses losses, BenchPeer peer) throws IOException {
    return new ObjectMapper().readTree(measured(request(losses, peer, OutputForm.JSON)));
  }

  private BenchTrainRequest request(Losses losses, BenchPeer peer, OutputForm form) {
    return new BenchTrainRequest(
        CELLS,
        Optional.empty(),
        2,
        new BenchTraining(losses, 2, 32, 4, 5),
        peer,
        Optional.of(work),
        form);
  }

  private String measured(BenchTrainRequest request) {
    told.lines.clear();
    Settings settings = Settings.defaultsWith(Map.of());
    assertThat(BenchTrain.run(new SharedSession(), settings, request, told)).isZero();
    return told.lines.get(told.lines.size() - 1);
  }

  private BenchPeer peer(double[] losses) throws IOException {
    return new BenchPeer.Python(
        Optional.of(
            PythonStandIn.environment(
                work.resolve("stand-in"), PythonStandIn.training(32, losses))));
  }
}
