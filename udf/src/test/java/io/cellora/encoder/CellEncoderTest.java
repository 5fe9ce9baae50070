package io.cellora.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.cellora.Fixtures;
import io.cellora.SparkTestBase;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
