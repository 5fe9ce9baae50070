package io.cellora.lora;

import static org.apache.spark.sql.functions.col;

import io.cellora.encoder.BroadcastModel;
import io.cellora.encoder.EncoderFrames;
import io.cellora.encoder.EncoderTransformer;
import io.cellora.encoder.HadoopFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Map;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.ml.attribute.NominalAttribute;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructType;

/**
 * MLlib transformer: the cell type of aligned, log-normalised cells by a fine-tuned adapter and its
 * head, which lie together in {@code adapterUrl}. Columns are those of MLlib's classifiers: {@code
 * rawPrediction} (scores) and {@code probability}, vectors in the order of the head's classes, and
 * {@code prediction}, the class's index, whose metadata holds the names (see IndexToString). Null
 * features give nulls.
 */
public final class CellClassifier extends EncoderTransformer<CellClassifier> {

  private static final String BOTH = "_classification";

  private final Param<String> featuresCol;
  private final Param<String> predictionCol;
  private final Param<String> probabilityCol;
  private final Param<String> rawPredictionCol;

  public CellClassifier() {
    this(Identifiable$.MODULE$.randomUID("cellClassifier"));
  }

  /** Used by MLlib when it loads a saved transformer. */
  public CellClassifier(String uid) {
    super(uid);
    this.featuresCol = new Param<>(uid, "featuresCol", "column with the cells' gene vectors");
    this.predictionCol = new Param<>(uid, "predictionCol", "column for the class's index");
    this.probabilityCol = new Param<>(uid, "probabilityCol", "column for the probabilities");
    this.rawPredictionCol = new Param<>(uid, "rawPredictionCol", "column for the scores");
    setDefault(featuresCol, "features");
    setDefault(predictionCol, "prediction");
    setDefault(probabilityCol, "probability");
    setDefault(rawPredictionCol, "rawPrediction");
  }

  public static MLReader<CellClassifier> read() {
    return new DefaultParamsReader<>();
  }

  public static CellClassifier load(String path) {
    return read().load(path);
  }

  /** Reads model, adapter and head at once; the cells are classified when the result is used. */
  @Override
  public Dataset<Row> transform(Dataset<?> cells) {
    transformSchema(cells.schema());
    JavaSparkContext context = context(cells);
    ClassifierHead head = head(context);
    BroadcastModel model = model(cells);
    ClassifierHead.checkFits(head, model.latent());
    ScoreForm form = new ScoreForm(getOrDefault(adapterUrl()), context.broadcast(head));
    Dataset<Row> scored =
        EncoderFrames.encode(
            cells.toDF(),
            model.encoder(),
            getOrDefault(featuresCol),
            Map.of(BOTH, arm(model)),
            form);
    return scored.select(columns(cells.columns(), head));
  }

  private Column[] columns(String[] before, ClassifierHead head) {
    Column[] columns = Arrays.copyOf(names(before), before.length + 3);
    columns[before.length] = col(BOTH + "." + ScoreForm.RAW).as(getOrDefault(rawPredictionCol));
    columns[before.length + 1] =
        col(BOTH + "." + ScoreForm.PROBABILITY).as(getOrDefault(probabilityCol));
    columns[before.length + 2] =
        col(BOTH + "." + ScoreForm.PREDICTION)
            .as(getOrDefault(predictionCol), classes(getOrDefault(predictionCol), head));
    return columns;
  }

  private static Column[] names(String[] columns) {
    return Arrays.stream(columns)
        .map(name -> col("`" + name.replace("`", "``") + "`"))
        .toArray(Column[]::new);
  }

  private static Metadata classes(String column, ClassifierHead head) {
    return NominalAttribute.defaultAttr()
        .withName(column)
        .withValues(head.labels().toArray(new String[0]))
        .toMetadata();
  }

  private ClassifierHead head(JavaSparkContext context) {
    String url = getOrDefault(adapterUrl());
    if (url.isEmpty()) {
      throw new IllegalArgumentException(
          "Invalid adapterUrl: empty, expected the folder of an adapter and its head");
    }
    try {
      return HeadFiles.read(new HadoopFolder(url, context.hadoopConfiguration()));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read head (" + e.getMessage() + "): " + url, e);
    }
  }

  @Override
  public StructType transformSchema(StructType schema) {
    options();
    StructType with = schema;
    for (Param<String> vector : Arrays.asList(rawPredictionCol, probabilityCol)) {
      with =
          EncoderFrames.outputSchema(
              with, getOrDefault(featuresCol), getOrDefault(vector), ScoreForm.VECTOR);
    }
    if (Arrays.asList(with.fieldNames()).contains(getOrDefault(predictionCol))) {
      throw new IllegalArgumentException(
          "Invalid predictionCol: "
              + getOrDefault(predictionCol)
              + ", expected a name that is not taken");
    }
    return with.add(getOrDefault(predictionCol), DataTypes.DoubleType, true);
  }

  @Override
  protected CellClassifier self() {
    return this;
  }

  public Param<String> featuresCol() {
    return featuresCol;
  }

  public Param<String> predictionCol() {
    return predictionCol;
  }

  public Param<String> probabilityCol() {
    return probabilityCol;
  }

  public Param<String> rawPredictionCol() {
    return rawPredictionCol;
  }

  public CellClassifier setFeaturesCol(String column) {
    set(featuresCol, column);
    return this;
  }

  public CellClassifier setPredictionCol(String column) {
    set(predictionCol, column);
    return this;
  }

  public CellClassifier setProbabilityCol(String column) {
    set(probabilityCol, column);
    return this;
  }

  public CellClassifier setRawPredictionCol(String column) {
    set(rawPredictionCol, column);
    return this;
  }
}
