package io.cellora.encoder;

import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.ParamValidators;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.sql.Dataset;

/**
 * What MLlib transformers around an encoder have in common.
 *
 * <p>Params keep the names of DJL's Spark extension: {@code modelUrl} (a SCimilarity folder on any
 * Hadoop path), {@code engine} (PyTorch), {@code batchSize}; {@code adapterUrl} (a PEFT folder),
 * {@code precision}, {@code device} and {@code threads} are Cellora's own.
 *
 * @param <T> the transformer itself, which setters return
 */
public abstract class EncoderTransformer<T extends EncoderTransformer<T>> extends Transformer
    implements DefaultParamsWritable {

  private static final String ENGINE = "PyTorch";

  private final String uid;
  private final Param<String> modelUrl;
  private final Param<String> adapterUrl;
  private final Param<String> engine;
  private final Param<String> precision;
  private final Param<String> device;
  private final IntParam batchSize;
  private final IntParam threads;

  protected EncoderTransformer(String uid) {
    this.uid = uid;
    this.modelUrl = new Param<>(uid, "modelUrl", "SCimilarity folder on any Hadoop path");
    this.adapterUrl = new Param<>(uid, "adapterUrl", "PEFT adapter folder; empty for none");
    this.engine = new Param<>(uid, "engine", "DJL engine; PyTorch is the only one");
    this.precision =
        new Param<>(uid, "precision", "of the frozen weights: float32, bfloat16 or auto");
    this.device =
        new Param<>(uid, "device", "auto (a GPU that Spark assigned to the task), cpu or gpu");
    this.batchSize =
        new IntParam(uid, "batchSize", "cells a call of torch", ParamValidators.gtEq(1));
    this.threads =
        new IntParam(
            uid, "threads", "torch threads a task; 0: spark.task.cpus", ParamValidators.gtEq(0));
    setDefault(adapterUrl, "");
    setDefault(engine, ENGINE);
    setDefault(precision, EncoderOptions.DEFAULT.precision().toString());
    setDefault(device, EncoderOptions.DEFAULT.device().toString());
    setDefault(batchSize, EncoderOptions.DEFAULT.batchSize());
    setDefault(threads, EncoderOptions.DEFAULT.threads());
  }

  protected abstract T self();

  /** Checks what can be checked without the model. */
  protected final EncoderOptions options() {
    if (!ENGINE.equals(getOrDefault(engine))) {
      throw new IllegalArgumentException(
          "Invalid engine: " + getOrDefault(engine) + ", expected " + ENGINE);
    }
    return new EncoderOptions(
        Precision.of(getOrDefault(precision)),
        (Integer) getOrDefault(batchSize),
        (Integer) getOrDefault(threads),
        DeviceChoice.of(getOrDefault(device)));
  }

  /** Reads the model at once, on the driver. */
  protected final BroadcastModel model(Dataset<?> cells) {
    if (!isDefined(modelUrl)) {
      throw new IllegalArgumentException(
          "Invalid modelUrl: not set, expected a SCimilarity folder");
    }
    return BroadcastModel.read(getOrDefault(modelUrl), options(), context(cells));
  }

  /** The arm of the adapter, or the base if there is none. */
  protected final Arm arm(BroadcastModel model) {
    String url = getOrDefault(adapterUrl);
    return url.isEmpty() ? Arm.BASE : model.adapter(url);
  }

  protected static JavaSparkContext context(Dataset<?> cells) {
    return JavaSparkContext.fromSparkContext(cells.sparkSession().sparkContext());
  }

  @Override
  public T copy(ParamMap extra) {
    return defaultCopy(extra);
  }

  @Override
  public final String uid() {
    return uid;
  }

  public final Param<String> modelUrl() {
    return modelUrl;
  }

  public final Param<String> adapterUrl() {
    return adapterUrl;
  }

  public final Param<String> engine() {
    return engine;
  }

  public final Param<String> precision() {
    return precision;
  }

  public final Param<String> device() {
    return device;
  }

  public final IntParam batchSize() {
    return batchSize;
  }

  public final IntParam threads() {
    return threads;
  }

  public final T setModelUrl(String url) {
    set(modelUrl, url);
    return self();
  }

  public final T setAdapterUrl(String url) {
    set(adapterUrl, url);
    return self();
  }

  public final T setPrecision(String name) {
    Precision.of(name);
    set(precision, name);
    return self();
  }

  public final T setDevice(String name) {
    DeviceChoice.of(name);
    set(device, name);
    return self();
  }

  public final T setBatchSize(int cells) {
    set(batchSize, cells);
    return self();
  }

  public final T setThreads(int count) {
    set(threads, count);
    return self();
  }
}
