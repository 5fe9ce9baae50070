package io.cellora.functions;

import static org.apache.spark.sql.functions.col;

import io.cellora.encoder.Arm;
import io.cellora.encoder.BroadcastModel;
import io.cellora.encoder.EncoderKernel;
import io.cellora.encoder.HadoopFolder;
import io.cellora.genes.GeneOrder;
import io.cellora.knn.KnnOptions;
import io.cellora.knn.LabelledKnn;
import io.cellora.knn.NearestReference;
import io.cellora.lora.ClassifierHead;
import io.cellora.lora.HeadFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * What the functions of a catalog share; each part is read when it is first needed, on the driver.
 */
final class CatalogModel {

  private static final String GENE_ORDER_FILE = "gene_order.tsv";
  private static final String EMBEDDING = "embedding";
  private static final String LABEL = "label";
  private static final String ARM = "arm";

  private final CatalogOptions options;
  private final Supplier<Broadcast<GeneOrder>> genes = Lazy.of(this::readGenes);
  private final Supplier<BroadcastModel> model = Lazy.of(this::readModel);
  private final Supplier<Optional<Arm>> adapter = Lazy.of(this::readAdapter);
  private final Supplier<Optional<Broadcast<ClassifierHead>>> head = Lazy.of(this::readHead);
  private final Supplier<NearestReference> reference = Lazy.of(this::readReference);

  CatalogModel(CatalogOptions options) {
    this.options = options;
  }

  /** The genes of the vectors: those of the option geneOrder, or else of the model. */
  Broadcast<GeneOrder> genes() {
    return genes.get();
  }

  /** The classes of the adapter's head, none without an adapter that has one. */
  List<String> labels() {
    return head.get().map(broadcast -> broadcast.value().labels()).orElse(List.of());
  }

  EncoderKernel kernel() {
    return model.get().kernel();
  }

  Optional<Arm> adapter() {
    return adapter.get();
  }

  Arm requiredAdapter() {
    options.required(CatalogOptions.ADAPTER, "it has no adapter");
    return adapter.get().orElseThrow();
  }

  /** The head of the adapter, which takes what the model gives. */
  Broadcast<ClassifierHead> head() {
    String folder = options.required(CatalogOptions.ADAPTER, "it has no adapter");
    Broadcast<ClassifierHead> found =
        head.get()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "Cannot classify cells (no head beside the adapter): " + folder));
    if (found.value().latent() != model.get().latent()) {
      throw new IllegalArgumentException(
          "Invalid head of %s: takes %d numbers, expected the model's %d"
              .formatted(folder, found.value().latent(), model.get().latent()));
    }
    return found;
  }

  /** The cells that nearest looks among. */
  NearestReference reference() {
    return reference.get();
  }

  private NearestReference readReference() {
    String table = options.required(CatalogOptions.REFERENCE, "it has no reference");
    SparkSession spark = SparkSession.active();
    return NearestReference.broadcast(
        LabelledKnn.find(spark, table)
            .orElseGet(() -> ofOneArm(spark.read().parquet(table), table)),
        EMBEDDING,
        options.find(CatalogOptions.REFERENCE_LABEL).orElse(LABEL),
        KnnOptions.Sizes.DEFAULT);
  }

  /** A table that cellora embed wrote may hold the cells by several arms. */
  private Dataset<Row> ofOneArm(Dataset<Row> rows, String table) {
    if (!List.of(rows.columns()).contains(ARM)) {
      return rows;
    }
    Optional<String> arm = options.find(CatalogOptions.REFERENCE_ARM);
    if (arm.isPresent()) {
      return rows.filter(col(ARM).equalTo(arm.get()));
    }
    List<Row> arms = rows.select(ARM).distinct().sort(ARM).collectAsList();
    if (arms.size() > 1) {
      throw new IllegalArgumentException(
          "Cannot use reference (it has several arms, choose one by %s): %s %s"
              .formatted(options.key(CatalogOptions.REFERENCE_ARM), table, arms));
    }
    return rows;
  }

  private Broadcast<GeneOrder> readGenes() {
    String file =
        options
            .find(CatalogOptions.GENE_ORDER)
            .orElseGet(
                () ->
                    new Path(
                            options.required(CatalogOptions.MODEL, "its genes are not known"),
                            GENE_ORDER_FILE)
                        .toString());
    Path path = new Path(file);
    try (InputStream in = HadoopFolder.fileSystem(path, configuration()).open(path)) {
      return context().broadcast(GeneOrder.read(in, file));
    } catch (IOException e) {
      throw unreadable("gene order", file, e);
    }
  }

  private BroadcastModel readModel() {
    String folder = options.required(CatalogOptions.MODEL, "it has no model");
    return BroadcastModel.read(folder, options.encoderOptions(), context());
  }

  private Optional<Arm> readAdapter() {
    return options.find(CatalogOptions.ADAPTER).map(folder -> model.get().adapter(folder));
  }

  private Optional<Broadcast<ClassifierHead>> readHead() {
    String adapter = options.find(CatalogOptions.ADAPTER).orElse("");
    if (adapter.isEmpty()) {
      return Optional.empty();
    }
    try {
      HadoopFolder folder = new HadoopFolder(adapter, configuration());
      return HeadFiles.exist(folder)
          ? Optional.of(context().broadcast(HeadFiles.read(folder)))
          : Optional.empty();
    } catch (IOException e) {
      throw unreadable("head", adapter, e);
    }
  }

  private static UncheckedIOException unreadable(String what, String path, IOException cause) {
    return new UncheckedIOException(
        "Cannot read %s (%s): %s".formatted(what, cause.getMessage(), path), cause);
  }

  private static Configuration configuration() {
    return context().hadoopConfiguration();
  }

  private static JavaSparkContext context() {
    return JavaSparkContext.fromSparkContext(SparkSession.active().sparkContext());
  }
}
