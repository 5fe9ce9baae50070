package io.cellora.encoder;

import io.cellora.weights.PeftAdapter;
import io.cellora.weights.ScimilarityFolder;
import io.cellora.weights.ScimilarityModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.ParamValidators;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/**
 * MLlib transformer: embeds a column of aligned, log-normalised cells (vectors of the model's
 * genes) with a SCimilarity encoder, and an adapter if one is named. The output column holds
 * unit-length vectors of the latent size; null features give null.
 *
 * <p>Params keep the names of DJL's Spark extension: {@code modelUrl} (a SCimilarity folder on any
 * Hadoop path), {@code engine} (PyTorch), {@code batchSize}, {@code inputCol}, {@code outputCol};
 * {@code adapterUrl} (a PEFT folder), {@code precision} and {@code threads} are Cellora's own.
 */
public final class CellEncoder extends Transformer implements DefaultParamsWritable {

  private final String uid;
  private final Param<String> inputCol;
  private final Param<String> outputCol;
  private final Param<String> modelUrl;
  private final Param<String> adapterUrl;
  private final Param<String> engine;
  private final IntParam batchSize;
  private final IntParam threads;
  private final Param<String> precision;

  public CellEncoder() {
    this(Identifiable$.MODULE$.randomUID("cellEncoder"));
  }

  /** Used by MLlib when it loads a saved transformer. */
  public CellEncoder(String uid) {
    this.uid = uid;
    this.inputCol = new Param<>(uid, "inputCol", "column with the cells' gene vectors");
    this.outputCol = new Param<>(uid, "outputCol", "column for the embeddings");
    this.modelUrl = new Param<>(uid, "modelUrl", "SCimilarity folder on any Hadoop path");
    this.adapterUrl = new Param<>(uid, "adapterUrl", "PEFT adapter folder; empty for none");
    this.engine = new Param<>(uid, "engine", "DJL engine; PyTorch is the only one");
    this.batchSize =
        new IntParam(uid, "batchSize", "cells a call of torch", ParamValidators.gtEq(1));
    this.threads =
        new IntParam(
            uid, "threads", "torch threads a task; 0: spark.task.cpus", ParamValidators.gtEq(0));
    this.precision =
        new Param<>(uid, "precision", "of the frozen weights: float32, bfloat16 or auto");
    setDefault(inputCol, "features");
    setDefault(outputCol, "embedding");
    setDefault(adapterUrl, "");
    setDefault(engine, "PyTorch");
    setDefault(batchSize, 512);
    setDefault(threads, EncoderOptions.DEFAULT.threads());
    setDefault(precision, EncoderOptions.DEFAULT.precision().toString());
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
    JavaSparkContext context =
        JavaSparkContext.fromSparkContext(cells.sparkSession().sparkContext());
    try {
      ScimilarityModel model = ScimilarityFolder.read(folder(context, getOrDefault(modelUrl)));
      EncoderReference encoder =
          new EncoderReference(
              model.encoder().sha256(), context.broadcast(model.encoderWeights()), options());
      return EncoderFrames.encode(
          cells.toDF(),
          encoder,
          getOrDefault(inputCol),
          Map.of(getOrDefault(outputCol), arm(context)),
          EmbeddingForms.VECTOR);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Cannot read model (" + e.getMessage() + "): " + getOrDefault(modelUrl), e);
    }
  }

  private EncoderOptions options() {
    return new EncoderOptions(
        Precision.of(getOrDefault(precision)),
        (Integer) getOrDefault(batchSize),
        (Integer) getOrDefault(threads));
  }

  private Arm arm(JavaSparkContext context) throws IOException {
    String url = getOrDefault(adapterUrl);
    return url.isEmpty()
        ? Arm.BASE
        : Arm.adapted(url, context.broadcast(PeftAdapter.read(folder(context, url))));
  }

  private static HadoopFolder folder(JavaSparkContext context, String url) throws IOException {
    return new HadoopFolder(url, context.hadoopConfiguration());
  }

  @Override
  public StructType transformSchema(StructType schema) {
    if (!"PyTorch".equals(getOrDefault(engine))) {
      throw new IllegalArgumentException(
          "Invalid engine: " + getOrDefault(engine) + ", expected PyTorch");
    }
    options();
    return EncoderFrames.outputSchema(
        schema, getOrDefault(inputCol), getOrDefault(outputCol), EmbeddingForms.VECTOR);
  }

  @Override
  public CellEncoder copy(ParamMap extra) {
    return defaultCopy(extra);
  }

  @Override
  public String uid() {
    return uid;
  }

  public Param<String> inputCol() {
    return inputCol;
  }

  public Param<String> outputCol() {
    return outputCol;
  }

  public Param<String> modelUrl() {
    return modelUrl;
  }

  public Param<String> adapterUrl() {
    return adapterUrl;
  }

  public Param<String> engine() {
    return engine;
  }

  public IntParam batchSize() {
    return batchSize;
  }

  public IntParam threads() {
    return threads;
  }

  public Param<String> precision() {
    return precision;
  }

  public CellEncoder setPrecision(String name) {
    set(precision, name);
    return this;
  }

  public CellEncoder setInputCol(String column) {
    set(inputCol, column);
    return this;
  }

  public CellEncoder setOutputCol(String column) {
    set(outputCol, column);
    return this;
  }

  public CellEncoder setModelUrl(String url) {
    set(modelUrl, url);
    return this;
  }

  public CellEncoder setAdapterUrl(String url) {
    set(adapterUrl, url);
    return this;
  }

  public CellEncoder setBatchSize(int cells) {
    set(batchSize, cells);
    return this;
  }

  public CellEncoder setThreads(int count) {
    set(threads, count);
    return this;
  }
}
