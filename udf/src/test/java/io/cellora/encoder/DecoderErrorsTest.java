package io.cellora.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.cellora.Fixtures;
import io.cellora.SparkTestBase;
import io.cellora.weights.ScimilarityModel;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.ml.linalg.Vectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The oracle is what the scimilarity package decodes, see make_fixtures.py. */
class DecoderErrorsTest extends SparkTestBase {

  private static final JsonNode ORACLE = Fixtures.json("weights/scimilarity_small_expected.json");

  private static Broadcast<GramDecoder> broadcast;
  private static DecoderReference reference;

  @BeforeAll
  static void broadcastDecoder() {
    ScimilarityModel model = Fixtures.smallModel();
    broadcast =
        JavaSparkContext.fromSparkContext(spark.sparkContext())
            .broadcast(GramDecoder.of(model.decoderWeights().orElseThrow()));
    reference = new DecoderReference("decoder-errors-test", broadcast);
  }

  @AfterAll
  static void destroyDecoder() {
    broadcast.destroy();
  }

  private static SparseBatch cells(int from, int to) {
    SparseBatch batch = new SparseBatch(ORACLE.get("x").get(0).size());
    for (int cell = from; cell < to; cell++) {
      batch.add(Vectors.dense(Fixtures.doubles(ORACLE.get("x").get(cell))));
    }
    return batch;
  }

  private static double expected(int cell) {
    double sum = 0;
    for (int gene = 0; gene < ORACLE.get("x").get(cell).size(); gene++) {
      double off =
          ORACLE.get("decoded").get(cell).get(gene).asDouble()
              - ORACLE.get("x").get(cell).get(gene).asDouble();
      sum += off * off;
    }
    return sum;
  }

  @Test
  void errorsAreThoseOfWhatScimilarityDecodes() {
    int n = ORACLE.get("x").size();
    try (DecoderErrors errors = DecoderErrors.acquire(reference)) {
      double[] found =
          errors.errors(errors.targets(cells(0, n)), Fixtures.flat(ORACLE.get("embeddings")));
      assertThat(found).hasSize(n);
      for (int cell = 0; cell < n; cell++) {
        assertThat(found[cell]).isCloseTo(expected(cell), within(1e-5 * expected(cell)));
      }
    }
  }

  @Test
  void aCellHasTheSameErrorWithOthersAndAlone() {
    int n = ORACLE.get("x").size();
    try (DecoderErrors errors = DecoderErrors.acquire(reference)) {
      double[] together =
          errors.errors(errors.targets(cells(0, n)), Fixtures.flat(ORACLE.get("embeddings")));
      for (int cell = 0; cell < n; cell++) {
        float[] own = Fixtures.floats(ORACLE.get("embeddings").get(cell));
        assertThat(errors.errors(errors.targets(cells(cell, cell + 1)), own))
            .containsExactly(together[cell]);
      }
    }
  }

  @Test
  void aBatchThatIsTooLargeIsRefused() {
    SparseBatch batch = new SparseBatch(ORACLE.get("x").get(0).size());
    for (int i = 0; i <= DecoderErrors.ROWS; i++) {
      batch.add(new int[0], new double[0], 0);
    }
    try (DecoderErrors errors = DecoderErrors.acquire(reference)) {
      assertThatThrownBy(() -> errors.targets(batch))
          .hasMessage("Invalid batch: 129 cells, expected at most 128");
    }
  }
}
