package io.cellora.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.cellora.Fixtures;
import io.cellora.SparkTestBase;
import io.cellora.weights.LocalFolder;
import io.cellora.weights.LoraWeights;
import io.cellora.weights.PeftAdapter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
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

class CellEncoderTest extends SparkTestBase {

  private static final StructType SCHEMA =
      new StructType()
          .add("id", DataTypes.IntegerType)
          .add("features", SQLDataTypes.VectorType(), true);

  private final JsonNode expected = Fixtures.json("weights/scimilarity_small_expected.json");

  @Test
  void everyRowGetsItsEmbeddingWhateverTheBatchAndThePartition() {
    for (int batch : new int[] {1, 3, 512}) {
      List<Row> rows =
          encoder()
              .setBatchSize(batch)
              .transform(cells().repartition(3))
              .orderBy("id")
              .collectAsList();
      assertThat(rows).hasSize(expected.get("x").size() + 1);
      for (int i = 0; i < expected.get("x").size(); i++) {
        double[] embedding = rows.get(i).<Vector>getAs("embedding").toArray();
        double[] oracle = Fixtures.doubles(expected.get("embeddings").get(i));
        for (int j = 0; j < oracle.length; j++) {
          assertThat(embedding[j]).isCloseTo(oracle[j], within(1e-5));
        }
      }
    }
  }

  @Test
  void aRowWithoutFeaturesGetsNull() {
    Row last = encoder().transform(cells()).orderBy("id").collectAsList().get(7);
    assertThat(last.isNullAt(last.fieldIndex("embedding"))).isTrue();
  }

  @Test
  void columnsOfSeveralArmsAreComputedInOnePass() throws Exception {
    Broadcast<LoraWeights> adapter =
        JavaSparkContext.fromSparkContext(spark.sparkContext())
            .broadcast(PeftAdapter.read(new LocalFolder(Fixtures.path("weights/peft_small"))));
    Map<String, Arm> arms = new TreeMap<>(Map.of("a", Arm.BASE, "b", Arm.adapted("peft", adapter)));
    Dataset<Row> both =
        EncoderFrames.encode(cells(), reference(), "features", arms, EmbeddingForms.VECTOR);
    CellEncoder alone = encoder().setAdapterUrl(Fixtures.path("weights/peft_small").toString());

    assertThat(both.queryExecution().optimizedPlan().toString()).containsOnlyOnce("BatchedCalls");
    assertThat(both.select("b").collectAsList())
        .isEqualTo(alone.transform(cells()).select("embedding").collectAsList())
        .isNotEqualTo(both.select("a").collectAsList());
  }

  @Test
  void cellsOfAnotherGeneOrderFailTheQueryByName() {
    Dataset<Row> wrong =
        spark.createDataFrame(List.of(RowFactory.create(0, Vectors.zeros(13))), SCHEMA);

    assertThatThrownBy(() -> encoder().transform(wrong).collectAsList())
        .hasMessageContaining("Invalid size of a features vector: 13, expected the model's 12");
  }

  @Test
  void sparseAndDenseVectorsAreTheSameCell() {
    Vector dense = Vectors.dense(Fixtures.doubles(expected.get("x").get(2)));
    List<Row> rows =
        encoder()
            .transform(
                spark.createDataFrame(
                    List.of(RowFactory.create(0, dense), RowFactory.create(1, dense.toSparse())),
                    SCHEMA))
            .select("embedding")
            .collectAsList();

    assertThat(rows.get(0)).isEqualTo(rows.get(1));
  }

  @Test
  void aTaskThatEndsEarlyGivesItsEncoderBack() {
    assertThat(encoder().setBatchSize(1).transform(cells().coalesce(1)).limit(2).count())
        .isEqualTo(2);
    for (int i = 0; i < EncoderCache.BOUND + 1; i++) {
      EncoderCache.acquire(
              "after" + i, () -> NativeEncoder.load(Fixtures.smallModel().encoderWeights()))
          .close();
    }
    assertThat(EncoderCache.loaded()).isEqualTo(EncoderCache.BOUND);
  }

  @Test
  void savedAndLoadedItGivesTheSame(@TempDir Path folder) throws Exception {
    String path = folder.resolve("encoder").toString();
    encoder().setBatchSize(2).save(path);
    CellEncoder loaded = CellEncoder.load(path);
    assertThat(loaded.explainParams()).isEqualTo(encoder().setBatchSize(2).explainParams());
    assertThat(loaded.transform(cells()).collectAsList())
        .isEqualTo(encoder().setBatchSize(2).transform(cells()).collectAsList());
  }

  @Test
  void wrongColumnsAreRefusedBeforeAnythingRuns() {
    assertThatThrownBy(() -> encoder().setInputCol("genes").transform(cells()))
        .hasMessageContaining("Invalid inputCol: genes, expected one of");
    assertThatThrownBy(() -> encoder().setInputCol("id").transform(cells()))
        .hasMessageContaining("Invalid type of column id: int, expected an ml vector");
    assertThatThrownBy(() -> encoder().setOutputCol("id").transform(cells()))
        .hasMessageContaining("Invalid outputCol: id");
  }

  private EncoderReference reference() {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    return new EncoderReference(
        "cell-encoder-test",
        context.broadcast(Fixtures.smallModel().encoderWeights()),
        EncoderOptions.DEFAULT);
  }

  private CellEncoder encoder() {
    return new CellEncoder("cellEncoder_test")
        .setModelUrl(Fixtures.path("weights/scimilarity_small").toString());
  }

  private Dataset<Row> cells() {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < expected.get("x").size(); i++) {
      Vector cell = Vectors.dense(Fixtures.doubles(expected.get("x").get(i)));
      rows.add(RowFactory.create(i, cell.toSparse()));
    }
    rows.add(RowFactory.create(rows.size(), null));
    return spark.createDataFrame(rows, SCHEMA);
  }
}
