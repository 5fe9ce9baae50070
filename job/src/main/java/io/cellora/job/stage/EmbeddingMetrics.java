package io.cellora.job.stage;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sort_array;
import static org.apache.spark.sql.functions.struct;

import io.cellora.job.config.Columns;
import io.cellora.job.config.Settings;
import io.cellora.quality.ArmMeasures;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The tables cells and embeddings to the table embedding_metrics, of the held-out splits. */
final class EmbeddingMetrics {

  private static final String TUNED = "_tuned";

  private final RunContext run;
  private final ArmMeasures measures;

  EmbeddingMetrics(RunContext run, ArmMeasures measures) {
    this.run = run;
    this.measures = measures;
  }

  void write() {
    run.begin("Measuring the embeddings");
    Settings settings = run.settings();
    Dataset<Row> measured =
        measures.quality(
            cells(), settings.evaluate().triplets(), settings.train().losses().triplet().margin());
    // Sorted in one partition: a sort over several would first measure everything for its samples.
    run.append(
        Columns.EMBEDDING_METRICS_TABLE,
        measured
            .drop(Columns.DELTA_SCALE)
            .repartition(1)
            .sortWithinPartitions(Columns.ARM, Columns.SEED, Columns.SPLIT, Columns.METRIC));
  }

  private Dataset<Row> cells() {
    Dataset<Row> heldOut =
        run.read(Columns.CELLS_TABLE).filter(col(Columns.SPLIT).notEqual(Splits.TRAIN));
    Dataset<Row> keys = SampleKeys.of(heldOut, run.settings().evaluate().sampleCells());
    Dataset<Row> sample =
        SampleKeys.in(heldOut, keys)
            .select(
                col(Columns.SPLIT),
                col(Columns.PLACE),
                col(Columns.LABEL),
                col(Columns.DONOR),
                measures.features(col(Columns.FEATURES)).as(Columns.FEATURES));
    return sample.join(arms(keys), new String[] {Columns.SPLIT, Columns.PLACE});
  }

  /** All embeddings of each cell of the sample, the frozen one first. */
  private Dataset<Row> arms(Dataset<Row> keys) {
    return SampleKeys.in(run.read(Columns.EMBEDDINGS_TABLE), keys)
        .groupBy(Columns.SPLIT, Columns.PLACE)
        .agg(
            sort_array(
                    collect_list(
                        struct(
                            col(Columns.ARM).notEqual(Arms.BASELINE).as(TUNED),
                            col(Columns.ARM),
                            col(Columns.SEED),
                            lit(1.0).as(Columns.DELTA_SCALE),
                            col(Columns.EMBEDDING))))
                .as(Columns.ARMS));
  }
}
