package io.cellora.job.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cellora.SparkTestBase;
import io.cellora.job.config.Settings;
import io.cellora.job.eval.Predictions;
import io.cellora.lora.Calibration;
import io.cellora.weights.LocalFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Calibration as a stage of a run; make_calibration.py and make_unknown.py tell the numbers. */
class CalibrateTest extends SparkTestBase {

  private static final StructType EMBEDDINGS =
      new StructType()
          .add("cell_id", DataTypes.StringType)
          .add("shard", DataTypes.StringType)
          .add("row", DataTypes.LongType)
          .add("split", DataTypes.StringType)
          .add("label", DataTypes.StringType)
          .add("arm", DataTypes.StringType)
          .add("seed", DataTypes.IntegerType)
          .add("embedding", DataTypes.createArrayType(DataTypes.FloatType));

  @TempDir Path folder;

  private final StageTestBase.Told told = new StageTestBase.Told();

  private RunContext run(Map<String, String> settings) {
    WorkFolder work =
        WorkFolder.create(
            folder.resolve("out").toString(), false, spark.sparkContext().hadoopConfiguration());
    return new RunContext(spark, Settings.defaultsWith(settings), "run-1", work, told);
  }

  private static JsonNode json(String resource) throws IOException {
    return new ObjectMapper().readTree(CalibrateTest.class.getResource(resource));
  }

  @Test
  void aRunLeavesTablesAbstentionsAndAFileBesideTheAdapter() throws IOException {
    RunContext run = run(Map.of());
    Dataset<Row> predictions = predictions();
    run.append(Predict.RAW_TABLE, predictions);
    Predict.writeClasses(run, classes(json("/eval/calibration.json").get("classes")));

    new Calibrate(run).predictions(List.of(new TrainingUnit("lora-ce", 0)));
    new Calibrate(run).tables();

    Dataset<Row> judged = run.read("predictions");
    assertThat(judged.columns()).startsWith("run_id").hasSize(predictions.columns().length + 1);
    assertThat(judged.drop("abstained", "run_id").exceptAll(predictions.drop("abstained")).count())
        .isZero();
    assertThat(judged.count()).isEqualTo(predictions.count());
    assertThat(abstained(judged)).isEqualTo(expectedAbstentions("overconfident"));
    for (String table : List.of("calibration", "reliability", "risk_coverage", "conformal")) {
      assertThat(run.read(table).count()).as(table).isPositive();
    }
    Calibration saved = Calibration.read(adapter(run));
    assertThat(saved.temperature())
        .isCloseTo(fit("overconfident").get("temperature").asDouble(), within(1e-6));
    assertThat(saved.threshold().getAsDouble())
        .isCloseTo(fit("overconfident").get("threshold").asDouble(), within(1e-7));
    assertThat(saved.cells()).isEqualTo(160);
    assertThat(told.lines).anyMatch(line -> line.contains("constant, 0] abstains on nothing"));
  }

  @Test
  void aRunWithoutCalibrationCellsSaysSoAndLeavesNoFile() throws IOException {
    RunContext run = run(Map.of());
    run.append(Predict.RAW_TABLE, predictions().filter("split = 'test'"));
    Predict.writeClasses(run, classes(json("/eval/calibration.json").get("classes")));

    new Calibrate(run).predictions(List.of(new TrainingUnit("lora-ce", 0)));
    new Calibrate(run).tables();

    assertThat(told.lines).anyMatch(line -> line.contains("no calibration split"));
    assertThat(run.read("predictions").filter("abstained is not null").count()).isZero();
    assertThat(run.read("calibration").filter("fitted_on is not null").count()).isZero();
    assertThat(run.read("conformal").count()).isZero();
    assertThat(Calibration.exists(adapter(run))).isFalse();
  }

  @Test
  void cellsOfALeftOutClassStandOutAsScikitLearnSays() throws IOException {
    JsonNode oracle = json("/unknown/unknown.json");
    RunContext run =
        run(
            Map.of(
                "calibration.minCells",
                "50",
                "calibration.unknown.classes",
                "2",
                "calibration.unknown.minCells",
                "1"));
    run.append("embeddings", embeddings(oracle.get("cells")).repartition(3));

    new UnknownClasses(run, classes(oracle.get("labels"))).write();

    List<Row> found = run.read("unknown_classes").orderBy("arm", "label", "split").collectAsList();
    List<JsonNode> expected = new ArrayList<>();
    oracle.get("expected").forEach(expected::add);
    expected.sort(Comparator.comparing(CalibrateTest::place));
    assertThat(found).hasSize(expected.size());
    for (int i = 0; i < found.size(); i++) {
      Row row = found.get(i);
      assertThat(row.<String>getAs("head")).isEqualTo("centroid");
      for (String name : List.of("n_unknown", "n_known")) {
        assertThat(row.<Long>getAs(name)).isEqualTo(expected.get(i).get(name).asLong());
      }
      for (String name :
          List.of("temperature", "threshold", "auroc", "unknown_abstained", "known_abstained")) {
        assertThat(row.<Double>getAs(name))
            .as(name + " of " + row)
            .isCloseTo(expected.get(i).get(name).asDouble(), within(1e-6));
      }
    }
  }

  @Test
  void theTestOfUnknownClassesLooksAtNoMoreCellsThanTheSettingSays() throws IOException {
    JsonNode oracle = json("/unknown/unknown.json");
    RunContext run =
        run(
            Map.of(
                "calibration.unknown.classes",
                "1",
                "calibration.unknown.cells",
                "100",
                "calibration.unknown.minCells",
                "1"));
    run.append("embeddings", embeddings(oracle.get("cells")));

    new UnknownClasses(run, classes(oracle.get("labels"))).write();

    long cells =
        run.read("unknown_classes")
            .filter("arm = 'baseline'")
            .agg(functions.sum(functions.expr("n_known + n_unknown")))
            .first()
            .getLong(0);
    assertThat(cells).isBetween(60L, 140L);
  }

  private static String place(JsonNode row) {
    return row.get("arm").asText() + row.get("label").asText() + row.get("split").asText();
  }

  private static Classes classes(JsonNode names) {
    List<String> labels = new ArrayList<>();
    names.forEach(name -> labels.add(name.asText()));
    return new Classes(labels, List.of());
  }

  private static Dataset<Row> embeddings(JsonNode cells) {
    List<Row> rows = new ArrayList<>();
    for (JsonNode cell : cells) {
      Float[] embedding = new Float[cell.get("embedding").size()];
      for (int i = 0; i < embedding.length; i++) {
        embedding[i] = (float) cell.get("embedding").get(i).asDouble();
      }
      rows.add(
          RowFactory.create(
              "cell-" + rows.size(),
              "shard",
              (long) rows.size(),
              cell.get("split").asText(),
              cell.get("label").isNull() ? null : cell.get("label").asText(),
              cell.get("arm").asText(),
              0,
              embedding));
    }
    return spark.createDataFrame(rows, EMBEDDINGS);
  }

  /** The committed predictions, one of their heads as if it were a trained arm's. */
  private static Dataset<Row> predictions() {
    return spark
        .read()
        .schema(
            "cell_id STRING, arm STRING, head STRING, seed INT, split STRING, label STRING,"
                + " predicted STRING, confidence FLOAT, probabilities ARRAY<FLOAT>,"
                + " abstained BOOLEAN")
        .json(Predictions.FOLDER.resolve("calibration.jsonl").toString())
        .withColumn("arm", functions.expr("if(head = 'overconfident', 'lora-ce', 'baseline')"))
        .withColumn("head", functions.expr("if(head = 'overconfident', 'mlp', head)"));
  }

  private static long abstained(Dataset<Row> judged) {
    return judged.filter("arm = 'lora-ce' and abstained").count();
  }

  private static JsonNode fit(String head) throws IOException {
    return json("/eval/calibration.json").get("heads").get(head);
  }

  private static long expectedAbstentions(String head) throws IOException {
    JsonNode splits = fit(head).get("splits");
    return splits.get("calibration").get("abstained").asLong()
        + splits.get("test").get("abstained").asLong();
  }

  private LocalFolder adapter(RunContext run) {
    return new LocalFolder(Path.of(run.work().path("adapters/lora-ce/seed-0").toUri().getPath()));
  }
}
