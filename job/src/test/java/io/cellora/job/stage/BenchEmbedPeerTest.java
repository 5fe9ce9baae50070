package io.cellora.job.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cellora.SparkTestBase;
import io.cellora.encoder.CellEncoder;
import io.cellora.job.bench.PythonStandIn;
import io.cellora.job.config.BenchEmbedRequest;
import io.cellora.job.config.BenchPeer;
import io.cellora.job.config.BenchShardRequest;
import io.cellora.job.config.BenchTurns;
import io.cellora.job.config.BenchTurns.Precisions;
import io.cellora.job.config.OutputForm;
import io.cellora.job.config.Settings;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Beside a stand-in for Python, and with a model that is there already. */
class BenchEmbedPeerTest extends SparkTestBase {

  private static final int CELLS = 20;
  private static final int LATENT = 128;

  @TempDir Path work;

  private final StageTestBase.Told told = new StageTestBase.Told();

  @Test
  void theRatesAndTheEmbeddingsOfBothSidesAreCompared() throws IOException {
    measured(new BenchPeer.None());
    float[][] embedded = embedded();
    JsonNode same = measured(standIn(CELLS, embedded));
    embedded[CELLS - 1][5] += 0.25f;
    JsonNode other = measured(standIn(CELLS, embedded));

    assertThat(same.path("peer_cells_per_s").asDouble()).isEqualTo(CELLS / 0.5);
    assertThat(same.path("ratio").asDouble()).isPositive();
    assertThat(same.path("ratio_bfloat16").asDouble()).isPositive();
    assertThat(same.path("versions").path("stand-in").asText()).isEqualTo("1");
    assertThat(same.path("compared_cells").toString()).isEqualTo("" + CELLS);
    assertThat(same.path("max_abs_difference").asDouble()).isLessThan(1e-6);
    assertThat(same.path("min_cosine").asDouble()).isCloseTo(1, within(1e-6));
    assertThat(same.path("min_cosine_bfloat16").asDouble()).isBetween(0.999, 1.0);
    assertThat(same.path("max_abs_difference_bfloat16").asDouble()).isGreaterThan(1e-6);
    assertThat(other.path("max_abs_difference").asDouble()).isCloseTo(0.25, within(1e-6));
    assertThat(other.path("min_cosine").asDouble()).isLessThan(0.99);
  }

  @Test
  void aPeerOfOtherCellsIsRefused() throws IOException {
    BenchPeer peer = standIn(CELLS + 1, new float[0][]);

    assertThatThrownBy(() -> measured(peer))
        .hasMessage("Cannot compare (the peer embedded 21 cells, expected 20)");
  }

  @Test
  void anotherModelGivesItsGenes() throws IOException {
    measured(new BenchPeer.None());
    Path model = Files.move(work.resolve("model"), work.resolve("mine"));
    JsonNode report = measured(new BenchPeer.None(), Optional.of(model), 1000);

    assertThat(report.path("widths").path(0).asInt()).isEqualTo(60);
    assertThat(work.resolve("model")).doesNotExist();
  }

  /** What Cellora's transformer makes of the generated cells. */
  private float[][] embedded() {
    CellEncoder encoder = new CellEncoder().setModelUrl(work.resolve("model").toString());
    List<Row> rows =
        encoder
            .transform(
                spark
                    .read()
                    .format("h5ad")
                    .option("layer", "X")
                    .load(work.resolve("features.h5ad").toString())
                    .select("_row", "features"))
            .orderBy("_row")
            .select("embedding")
            .collectAsList();
    float[][] embedded = new float[rows.size()][LATENT];
    for (int row = 0; row < embedded.length; row++) {
      double[] values = rows.get(row).<Vector>getAs(0).toArray();
      for (int i = 0; i < LATENT; i++) {
        embedded[row][i] = (float) values[i];
      }
    }
    return embedded;
  }

  private BenchPeer standIn(int cells, float[][] rows) throws IOException {
    ByteBuffer bytes =
        ByteBuffer.allocate(Float.BYTES * LATENT * rows.length).order(ByteOrder.LITTLE_ENDIAN);
    for (float[] row : rows) {
      for (float value : row) {
        bytes.putFloat(value);
      }
    }
    Path file = Files.write(work.resolve("rows.f32"), bytes.array());
    String script = PythonStandIn.answering(cells, file, LATENT);
    return new BenchPeer.Python(
        Optional.of(PythonStandIn.environment(work.resolve("stand-in"), script)));
  }

  private JsonNode measured(BenchPeer peer) throws IOException {
    return measured(peer, Optional.empty(), 60);
  }

  private JsonNode measured(BenchPeer peer, Optional<Path> model, int genes) throws IOException {
    BenchEmbedRequest request =
        new BenchEmbedRequest(
            new BenchShardRequest(
                CELLS, genes, 10, BenchShardRequest.Compression.NONE, 1, OptionalInt.empty()),
            model,
            2,
            new BenchTurns(Precisions.BOTH, 1, 1),
            peer,
            Optional.of(work),
            OutputForm.JSON);
    told.lines.clear();
    Settings settings = Settings.defaultsWith(Map.of());
    assertThat(BenchEmbed.run(new SharedSession(), settings, request, told)).isZero();
    return new ObjectMapper().readTree(told.lines.get(told.lines.size() - 1));
  }
}
