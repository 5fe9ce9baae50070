package io.cellora.encoder;

import io.cellora.weights.LoraWeights;
import io.cellora.weights.MlpWeights;
import io.cellora.weights.ScimilarityFolder;
import io.cellora.weights.ScimilarityModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.spark.api.java.JavaSparkContext;

/** A model folder on any Hadoop path, read on the driver and broadcast once. */
public final class BroadcastModel {

  private final JavaSparkContext context;
  private final MlpWeights weights;
  private final EncoderKernel kernel;

  private BroadcastModel(JavaSparkContext context, ScimilarityModel model, EncoderOptions options) {
    this.context = context;
    this.weights = model.encoderWeights();
    this.kernel =
        new EncoderKernel(
            new EncoderReference(model.encoder().sha256(), context.broadcast(weights), options));
  }

  public static BroadcastModel read(String url, EncoderOptions options, JavaSparkContext context) {
    try {
      return new BroadcastModel(
          context,
          ScimilarityFolder.read(new HadoopFolder(url, context.hadoopConfiguration())),
          options);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read model (" + e.getMessage() + "): " + url, e);
    }
  }

  /** Reads a PEFT adapter of this model. */
  public Arm adapter(String url) {
    LoraWeights adapter = HadoopFolder.readAdapter(url, context.hadoopConfiguration());
    adapter.checkFits(weights);
    return Arm.adapted(url, context.broadcast(adapter));
  }

  public EncoderReference encoder() {
    return kernel.encoder();
  }

  public EncoderKernel kernel() {
    return kernel;
  }

  /** Numbers of an embedding. */
  public int latent() {
    return weights.outputSize();
  }
}
