package io.cellora.quality;

import io.cellora.encoder.DecoderReference;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Measures the embeddings that arms give to a sample of cells; the driver's side.
 *
 * <p>The cells come as rows of split, place (int, the cell's place in its split's sample), label,
 * donor (or null), features (ml vector; null without a decoder) and arms: an array of (arm, seed,
 * delta_scale, embedding array of float), the same arms in every row of a split, the frozen encoder
 * first. A task holds one arm's embeddings of one sample. Answers arm, seed, delta_scale, split,
 * metric, value, n and note, which says why a value is null; no number depends on partitions.
 */
public final class ArmMeasures {

  public static final String SPLIT = "split";
  public static final String PLACE = "place";
  public static final String LABEL = "label";
  public static final String DONOR = "donor";
  public static final String FEATURES = "features";
  public static final String ARMS = "arms";
  public static final String ARM = "arm";
  public static final String SEED = "seed";
  public static final String SCALE = "delta_scale";
  public static final String EMBEDDING = "embedding";

  private static final StructType SCHEMA =
      new StructType()
          .add(ARM, DataTypes.StringType, false)
          .add(SEED, DataTypes.IntegerType, false)
          .add(SCALE, DataTypes.DoubleType, false)
          .add(SPLIT, DataTypes.StringType, false)
          .add("metric", DataTypes.StringType, false)
          .add("value", DataTypes.DoubleType, true)
          .add("n", DataTypes.LongType, false)
          .add("note", DataTypes.StringType, true);

  private final DecoderReference decoder;
  private final int genes;

  /**
   * @param decoder the model's, or {@link DecoderReference#NONE}
   * @param genes of the model
   */
  public ArmMeasures(DecoderReference decoder, int genes) {
    this.decoder = decoder;
    this.genes = genes;
  }

  /**
   * Triplet loss and violation rate, silhouettes and neighbours' purity by label and by donor,
   * effective rank and the decoder's errors.
   *
   * @param triplets that are drawn in each split, the same for every arm
   */
  public Dataset<Row> quality(Dataset<Row> cells, int triplets, double margin) {
    return measured(cells, new EmbeddingQuality(triplets, margin, genes));
  }

  /**
   * The label that the 50 nearest cells vote for (agreement and macro-F1), the share of the frozen
   * neighbours that stay, cosine and linear CKA to the frozen embeddings, effective rank and the
   * decoder's errors.
   */
  public Dataset<Row> forgetting(Dataset<Row> cells) {
    return measured(cells, new Forgetting(genes));
  }

  /** The column of features as it is needed: null without a decoder, so that it is not read. */
  public Column features(Column features) {
    return decoder.exists() ? features : functions.lit(null).cast(SQLDataTypes.VectorType());
  }

  private Dataset<Row> measured(Dataset<Row> cells, Measurement measurement) {
    return cells
        .sparkSession()
        .createDataFrame(
            cells
                .toJavaRDD()
                .mapPartitionsToPair(new ToSampledCells(decoder, genes))
                .groupByKey()
                .flatMap(new MeasureArm(measurement)),
            SCHEMA);
  }
}
