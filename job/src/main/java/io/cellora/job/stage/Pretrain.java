package io.cellora.job.stage;

import static org.apache.spark.sql.functions.col;

import io.cellora.encoder.HadoopFolder;
import io.cellora.encoder.NetworkTrainer;
import io.cellora.genes.GeneOrder;
import io.cellora.job.config.Columns;
import io.cellora.job.config.PretrainRequest;
import io.cellora.job.config.Progress;
import io.cellora.job.config.Settings;
import io.cellora.job.demo.Pretraining;
import io.cellora.weights.ScimilarityFolder;
import io.cellora.weights.ScimilarityModel;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.ml.linalg.SparseVector;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** {@code cellora pretrain}: h5ad files to a SCimilarity folder, on one machine by design. */
public final class Pretrain {

  private Pretrain() {}

  /** Answers the exit code. */
  public static int run(
      SparkSession spark, Settings settings, PretrainRequest request, Progress progress) {
    Configuration hadoop = spark.sparkContext().hadoopConfiguration();
    GeneOrder genes = geneOrder(request.geneOrder(), hadoop);
    try (WorkFolder work = WorkFolder.create(request.out(), request.overwrite(), hadoop)) {
      progress.step("Reading cells to pretrain on");
      JobGroup.of(spark, "pretrain").begin("Reading cells to pretrain on");
      Cells cells = read(spark, settings, request);
      progress.step(
          "Pretraining encoder and decoder on this machine: %,d cells, %d classes, %,d genes"
              .formatted(cells.genes().size(), cells.classes().size(), genes.size()));
      Pretraining.Result result =
          new Pretraining(settings.pretrain(), genes.size())
              .train(
                  cells.genes(),
                  cells.labels(),
                  (epoch, losses, seconds) ->
                      progress.update(describe(settings.pretrain(), epoch, losses, seconds)));
      ScimilarityFolder.write(
          new HadoopFolder(work.root().toString(), hadoop),
          ScimilarityModel.of(
              result.encoder(),
              Optional.of(result.decoder()),
              genes.symbols(),
              hyperparameters(settings.pretrain()),
              cells.classes()));
      work.publish();
      progress.step("Base model written to " + request.out());
      return 0;
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Cannot write model (" + e.getMessage() + "): " + request.out(), e);
    }
  }

  /** The cells on the driver: what one machine holds is what can be pretrained on. */
  private record Cells(List<SparseVector> genes, int[] labels, List<String> classes) {}

  private static Cells read(SparkSession spark, Settings settings, PretrainRequest request) {
    Dataset<Row> rows =
        new CellReader(spark, settings.input(), request.geneOrder(), request.label())
            .labelled(request.input(), Splits.TRAIN)
            .filter(col(Columns.LABEL).isNotNull())
            .orderBy(Columns.SHARD, Columns.ROW)
            .select(Columns.LABEL, Columns.FEATURES);
    List<SparseVector> genes = new ArrayList<>();
    List<String> names = new ArrayList<>();
    Iterator<Row> iterator = rows.toLocalIterator();
    while (iterator.hasNext()) {
      Row row = iterator.next();
      names.add(row.getString(0));
      genes.add(row.<Vector>getAs(1).toSparse());
    }
    List<String> classes = List.copyOf(new TreeSet<>(names));
    if (classes.size() < 2) {
      throw new IllegalArgumentException(
          "Cannot pretrain (triplets need at least 2 classes in "
              + request.label()
              + "): "
              + classes);
    }
    return new Cells(genes, names.stream().mapToInt(classes::indexOf).toArray(), classes);
  }

  static GeneOrder geneOrder(String path, Configuration hadoop) {
    Path file = new Path(path);
    try (InputStream in = file.getFileSystem(hadoop).open(file)) {
      return GeneOrder.read(in, path);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read gene order (" + e.getMessage() + "): " + path, e);
    }
  }

  private static String describe(
      Settings.Pretrain settings, int epoch, NetworkTrainer.Losses losses, double seconds) {
    return "epoch %d/%d  error %.4f  triplet %.4f  %.1f s, %.0f s left"
        .formatted(
            epoch,
            settings.epochs(),
            losses.squaredError(),
            losses.triplet(),
            seconds,
            seconds * (settings.epochs() - epoch));
  }

  private static Map<String, Object> hyperparameters(Settings.Pretrain settings) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("latent_dim", settings.latent());
    all.put("hidden_dim", settings.hidden());
    all.put("dropout", settings.dropout());
    all.put("input_dropout", settings.inputDropout());
    all.put("margin", settings.margin());
    all.put("triplet_loss_weight", settings.tripletWeight());
    all.put("negative_selection", "semihard");
    all.put("sample_across_studies", false);
    all.put("perturb_labels", false);
    all.put("perturb_labels_fraction", 0.0);
    all.put("lr", settings.learningRate());
    all.put("l1_lambda", 0.0);
    all.put("l2_lambda", settings.weightDecay());
    all.put("batch_size", settings.batchSize());
    all.put("max_epochs", settings.epochs());
    return all;
  }
}
