package io.cellora.job.stage;

import io.cellora.encoder.EncoderOptions;
import io.cellora.encoder.EncoderReference;
import io.cellora.encoder.HadoopFolder;
import io.cellora.job.config.Settings;
import io.cellora.weights.MlpWeights;
import io.cellora.weights.ScimilarityFolder;
import io.cellora.weights.ScimilarityModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;

/** A SCimilarity folder, read once on the driver, its encoder broadcast once until closed. */
record Model(String url, ScimilarityModel files, MlpWeights weights, EncoderReference encoder)
    implements AutoCloseable {

  static Model load(String url, JavaSparkContext context, Settings.Encoder settings) {
    ScimilarityModel files = read(url, context.hadoopConfiguration());
    MlpWeights weights = files.encoderWeights();
    EncoderReference encoder =
        new EncoderReference(
            files.encoder().sha256(),
            context.broadcast(weights),
            new EncoderOptions(
                settings.precision(), settings.batchSize(), settings.threads(), settings.device()));
    return new Model(url, files, weights, encoder);
  }

  static ScimilarityModel read(String url, Configuration hadoop) {
    try {
      return ScimilarityFolder.read(new HadoopFolder(url, hadoop));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read model (" + e.getMessage() + "): " + url, e);
    }
  }

  /**
   * The frozen decoder.
   *
   * @throws IllegalArgumentException if the folder has none
   */
  MlpWeights decoder() {
    return files
        .decoderWeights()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "Cannot train with the reconstruction loss (the model folder has no decoder.ckpt;"
                        + " leave out arms with train.losses.reconstruction): "
                        + url));
  }

  /** Where the h5ad source finds the gene order. */
  String geneOrder() {
    return url + "/gene_order.tsv";
  }

  @Override
  public void close() {
    encoder.weights().destroy();
  }
}
