package io.cellora.lora;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.cellora.Fixtures;
import io.cellora.SparkTestBase;
import io.cellora.encoder.CellEncoder;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.ml.feature.IndexToString;
import org.apache.spark.ml.feature.VectorSlicer;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CellClassifierTest extends SparkTestBase {

  private static final StructType SCHEMA =
      new StructType()
          .add("id", DataTypes.IntegerType)
          .add("label", DataTypes.DoubleType)
          .add("features", SQLDataTypes.VectorType(), true);

  private final JsonNode expected = Fixtures.json("lora/classifier_expected.json");

  @Test
  void scoresProbabilitiesAndPredictionsAreTorchsOwn() {
    List<Row> rows = classifier().transform(cells()).orderBy("id").collectAsList();

    for (int i = 0; i < expected.get("raw").size(); i++) {
      Row row = rows.get(i);
      assertClose(row.<Vector>getAs("rawPrediction"), expected.get("raw").get(i), 1e-4);
      assertClose(row.<Vector>getAs("probability"), expected.get("probability").get(i), 1e-5);
      assertThat(row.<Double>getAs("prediction"))
          .isEqualTo(expected.get("prediction").get(i).asDouble());
    }
  }

  @Test
  void aRowWithoutFeaturesGetsNullsAndAnEmptyTableAnEmptyOne() {
    Dataset<Row> classified = classifier().transform(cells());
    Row last = classified.orderBy("id").collectAsList().get(expected.get("raw").size());

    for (String column : List.of("rawPrediction", "probability", "prediction")) {
      assertThat(last.isNullAt(last.fieldIndex(column))).as(column).isTrue();
    }
    assertThat(classifier().transform(cells().filter("id < 0").repartition(3)).collectAsList())
        .isEmpty();
  }

  @Test
  void itsColumnsAreWhatMllibsEvaluatorsAndIndexersTake() {
    Dataset<Row> classified = classifier().transform(cells()).filter("features IS NOT NULL");

    assertThat(
            new MulticlassClassificationEvaluator("e")
                .setMetricName("accuracy")
                .evaluate(classified))
        .isEqualTo(1);
    assertThat(
            new IndexToString("i")
                .setInputCol("prediction")
                .setOutputCol("name")
                .transform(classified)
                .select("name")
                .distinct()
                .collectAsList()
                .toString())
        .contains("cell");
  }

  @Test
  void aPipelineSavedAndLoadedInANewJvmGivesTheSame(@TempDir Path folder) throws Exception {
    Pipeline pipeline =
        new Pipeline()
            .setStages(
                new PipelineStage[] {
                  classifier().setBatchSize(3),
                  new CellEncoder()
                      .setModelUrl(model())
                      .setAdapterUrl(adapter())
                      .setOutputCol("embedding"),
                  new VectorSlicer()
                      .setInputCol("embedding")
                      .setOutputCol("part")
                      .setIndices(new int[] {0, 2}),
                  new IndexToString().setInputCol("prediction").setOutputCol("cell_type")
                });
    // MLlib's own stages take no nulls
    cells().filter("features IS NOT NULL").write().parquet(folder.resolve("cells").toString());
    Dataset<Row> cells = spark.read().parquet(folder.resolve("cells").toString());
    PipelineModel fitted = pipeline.fit(cells);
    fitted.save(folder.resolve("pipeline").toString());

    run(folder.resolve("pipeline"), folder.resolve("cells"), folder.resolve("out"));

    Dataset<Row> again = spark.read().parquet(folder.resolve("out").toString());
    assertThat(again.columns()).contains("embedding", "part", "cell_type", "probability");
    assertThat(again.orderBy("id").collectAsList())
        .isEqualTo(fitted.transform(cells).orderBy("id").collectAsList());
  }

  private static void run(Path pipeline, Path input, Path output) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(option -> option.startsWith("--add-opens") || option.startsWith("-D"))
        .forEach(command::add);
    command.addAll(List.of("-Xmx1g", "-cp", System.getProperty("java.class.path")));
    command.add(PipelineProgram.class.getName());
    List.of(pipeline, input, output).forEach(path -> command.add(path.toString()));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes());
    assertThat(process.waitFor()).as(said).isZero();
  }

  @Test
  void whatCannotWorkIsRefusedBeforeAnythingRuns() {
    assertThatThrownBy(() -> classifier().setAdapterUrl("").transform(cells()))
        .hasMessage("Invalid adapterUrl: empty, expected the folder of an adapter and its head");
    assertThatThrownBy(() -> classifier().setFeaturesCol("genes").transform(cells()))
        .hasMessageContaining("Invalid inputCol: genes");
    assertThatThrownBy(() -> classifier().setPredictionCol("id").transform(cells()))
        .hasMessage("Invalid predictionCol: id, expected a name that is not taken");
    assertThatThrownBy(() -> classifier().setPrecision("half"))
        .hasMessageContaining("Invalid precision: half");
    assertThatThrownBy(() -> classifier().setBatchSize(0))
        .hasMessageContaining("parameter batchSize given invalid value 0");
    assertThatThrownBy(() -> new CellClassifier().setAdapterUrl(adapter()).transform(cells()))
        .hasMessage("Invalid modelUrl: not set, expected a SCimilarity folder");
  }

  private static CellClassifier classifier() {
    return new CellClassifier("cellClassifier_test").setModelUrl(model()).setAdapterUrl(adapter());
  }

  private static String model() {
    return Fixtures.path("weights/scimilarity_small").toString();
  }

  private static String adapter() {
    return Fixtures.path("lora/classifier").toString();
  }

  private Dataset<Row> cells() {
    JsonNode x = Fixtures.json("weights/scimilarity_small_expected.json").get("x");
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < x.size(); i++) {
      double label = expected.get("prediction").get(i).asDouble();
      rows.add(RowFactory.create(i, label, Vectors.dense(Fixtures.doubles(x.get(i))).toSparse()));
    }
    rows.add(RowFactory.create(rows.size(), 0.0, null));
    return spark.createDataFrame(rows, SCHEMA);
  }

  private static void assertClose(Vector actual, JsonNode expected, double tolerance) {
    double[] oracle = Fixtures.doubles(expected);
    assertThat(actual.size()).isEqualTo(oracle.length);
    for (int i = 0; i < oracle.length; i++) {
      assertThat(actual.apply(i)).isCloseTo(oracle[i], within(tolerance));
    }
  }
}
