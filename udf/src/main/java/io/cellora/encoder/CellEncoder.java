package io.cellora.encoder;

import java.util.Map;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/**
 * MLlib transformer: embeds the column {@code inputCol} of aligned, log-normalised cells (vectors
 * of the model's genes) with a SCimilarity encoder, and an adapter if one is named. The column
 * {@code outputCol} holds unit-length vectors of the latent size; null features give null.
 */
public final class CellEncoder extends EncoderTransformer<CellEncoder> {

  private final Param<String> inputCol;
  private final Param<String> outputCol;

  public CellEncoder() {
    this(Identifiable$.MODULE$.randomUID("cellEncoder"));
  }

  /** Used by MLlib when it loads a saved transformer. */
  public CellEncoder(String uid) {
    super(uid);
    this.inputCol = new Param<>(uid, "inputCol", "column with the cells' gene vectors");
    this.outputCol = new Param<>(uid, "outputCol", "column for the embeddings");
    setDefault(inputCol, "features");
    setDefault(outputCol, "embedding");
  }

  public static MLReader<CellEncoder> read() {
    return new DefaultParamsReader<>();
  }

  public static CellEncoder load(String path) {
    return read().load(path);
  }

  /** Reads the model at once, on the driver; the cells are embedded when the result is used. */
  @Override
  public Dataset<Row> transform(Dataset<?> cells) {
    transformSchema(cells.schema());
    BroadcastModel model = model(cells);
    return EncoderFrames.encode(
        cells.toDF(),
        model.encoder(),
        getOrDefault(inputCol),
        Map.of(getOrDefault(outputCol), arm(model)),
        EmbeddingForms.VECTOR);
  }

  @Override
  public StructType transformSchema(StructType schema) {
    options();
    return EncoderFrames.outputSchema(
        schema, getOrDefault(inputCol), getOrDefault(outputCol), EmbeddingForms.VECTOR);
  }

  @Override
  protected CellEncoder self() {
    return this;
  }

  public Param<String> inputCol() {
    return inputCol;
  }

  public Param<String> outputCol() {
    return outputCol;
  }

  public CellEncoder setInputCol(String column) {
    set(inputCol, column);
    return this;
  }

  public CellEncoder setOutputCol(String column) {
    set(outputCol, column);
    return this;
  }
}
