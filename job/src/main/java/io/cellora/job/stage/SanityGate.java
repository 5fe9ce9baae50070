package io.cellora.job.stage;

import static org.apache.spark.sql.functions.col;

import io.cellora.encoder.NativeEncoder;
import io.cellora.encoder.SparseBatch;
import io.cellora.job.config.Columns;
import io.cellora.job.config.SanityCheck;
import io.cellora.weights.LoraPair;
import io.cellora.weights.LoraWeights;
import io.cellora.weights.MlpWeights;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Row;

/**
 * Holds the encoder and the adapter against what was promised of them, on the first held-out cells:
 * the driver's own embeddings, from the files as they are after the run.
 */
final class SanityGate {

  private static final int CELLS = 256;
  private static final double TOLERANCE = 1e-5;
  private static final double CHANGE = 1e-4;

  private final MlpWeights base;
  private final LoraWeights trained;
  private final LoraWeights reloaded;

  /**
   * @param base the weights that the run embedded with
   */
  SanityGate(MlpWeights base, LoraWeights trained, LoraWeights reloaded) {
    this.base = base;
    this.trained = trained;
    this.reloaded = reloaded;
  }

  /** The first held-out cells by shard and row, at most 256. */
  static SparseBatch sample(RunContext run, int genes) {
    SparseBatch batch = new SparseBatch(genes);
    List<Row> rows =
        run.read(Columns.CELLS_TABLE)
            .filter(col(Columns.SPLIT).notEqual(Splits.TRAIN))
            .orderBy(Columns.SPLIT, Columns.SHARD, Columns.ROW)
            .limit(CELLS)
            .select(Columns.FEATURES)
            .collectAsList();
    rows.forEach(row -> batch.add(row.<Vector>getAs(0)));
    return batch;
  }

  /**
   * Checks the arms against each other.
   *
   * @param fromDisk the weights as the model folder holds them now
   */
  List<SanityCheck> check(SparseBatch cells, MlpWeights fromDisk) {
    try (NativeEncoder encoder = NativeEncoder.load(base);
        NativeEncoder reread = NativeEncoder.load(fromDisk);
        NativeEncoder merged = NativeEncoder.load(reloaded.mergedInto(fromDisk))) {
      float[] frozen = reread.encode(cells);
      float[] on = encoder.encode(cells, trained);
      float[] again = encoder.encode(cells, reloaded);
      return List.of(
          atLeast("adapters_on_change_embeddings", difference(on, frozen), CHANGE),
          equal("adapters_off_equal_base", encoder.encode(cells), frozen),
          equal("fresh_adapters_equal_base", encoder.encode(cells, fresh()), frozen),
          atMost("merged_equals_unmerged", difference(merged.encode(cells), on), TOLERANCE),
          equal("reloaded_equals_saved", again, on));
    }
  }

  /** The trained adapter with B = 0: what training started from, as far as outputs go. */
  private LoraWeights fresh() {
    Map<String, LoraPair> layers = new LinkedHashMap<>();
    trained
        .layers()
        .forEach((name, pair) -> layers.put(name, pair.withB(new float[pair.b().length])));
    return new LoraWeights(layers);
  }

  private static SanityCheck equal(String name, float[] actual, float[] expected) {
    int differing = 0;
    for (int i = 0; i < expected.length; i++) {
      differing +=
          Float.floatToRawIntBits(actual[i]) == Float.floatToRawIntBits(expected[i]) ? 0 : 1;
    }
    return new SanityCheck(
        name,
        differing == 0 && actual.length == expected.length,
        "%,d of %,d numbers differ in a bit, largest difference %s"
            .formatted(differing, expected.length, difference(actual, expected)));
  }

  private static SanityCheck atMost(String name, double value, double bound) {
    return new SanityCheck(
        name, value <= bound, "largest difference %s, at most %s allowed".formatted(value, bound));
  }

  private static SanityCheck atLeast(String name, double value, double bound) {
    return new SanityCheck(
        name, value >= bound, "largest difference %s, at least %s wanted".formatted(value, bound));
  }

  private static double difference(float[] left, float[] right) {
    double largest = 0;
    for (int i = 0; i < left.length; i++) {
      double difference = Math.abs((double) left[i] - right[i]);
      largest = Math.max(largest, Double.isNaN(difference) ? Double.POSITIVE_INFINITY : difference);
    }
    return largest;
  }
}
