package io.cellora.h5ad;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cellora.SparkTestBase;
import io.jhdf.HdfFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files beside shards. */
class ObsSheetsTest extends SparkTestBase {

  private static final StructType COLUMNS =
      new StructType()
          .add("shard", DataTypes.StringType)
          .add("row", DataTypes.LongType)
          .add("cell", DataTypes.StringType)
          .add("type", DataTypes.StringType)
          .add("share", DataTypes.FloatType)
          .add("far", DataTypes.DoubleType)
          .add("unsure", DataTypes.BooleanType)
          .add("vector", DataTypes.createArrayType(DataTypes.FloatType));

  @TempDir private Path folder;

  @Test
  void csvHasEveryCellInTheShardsOrder() throws IOException {
    Files.writeString(Files.createDirectories(folder.resolve("obs")).resolve(".left.csv.7"), "x");
    ObsSheets.csv(table().drop("vector"), hadoop("obs"), "cell_id");
    assertThat(folder.resolve("obs").toFile().list())
        .containsExactlyInAnyOrder("big.csv", "small.csv");
    List<String> lines = Files.readAllLines(folder.resolve("obs/big.csv"));
    assertThat(lines).hasSize(8).startsWith("cell_id,type,share,far,unsure", "c0,T0,0.0,,False");
    assertThat(lines.subList(1, 8))
        .extracting(line -> line.substring(0, 2))
        .containsExactly("c0", "c1", "c2", "c3", "c4", "c5", "c6");
    assertThat(Files.readString(folder.resolve("obs/small.csv")))
        .isEqualTo("cell_id,type,share,far,unsure\n\"a,\"\"b\"\"\",\"x\ny\",0.25,1.0E-4,True\n");
  }

  @Test
  void h5adGoesOnInFurtherFilesWhereAShardIsLarge() throws IOException {
    ObsSheets.h5ad(table(), hadoop("h5ad"), "X_v", 3);
    assertThat(folder.resolve("h5ad").toFile().list())
        .containsExactlyInAnyOrder("big.h5ad", "big.1.h5ad", "big.2.h5ad", "small.h5ad");
    try (HdfFile file = new HdfFile(folder.resolve("h5ad/big.1.h5ad"))) {
      assertThat(data(file, "obs/_index")).isEqualTo(new String[] {"c3", "c4", "c5"});
      assertThat(data(file, "obs/type/categories")).isEqualTo(new String[] {"T0", "T1"});
      assertThat(data(file, "obs/type/codes")).isEqualTo(new byte[] {1, 0, -1});
      assertThat(data(file, "obs/share")).isEqualTo(new float[] {3, 4, 5});
      assertThat(data(file, "obs/far")).isEqualTo(new double[] {3, 4, 5});
      assertThat(data(file, "obs/unsure")).isEqualTo(new byte[] {1, 0, 1});
      assertThat(data(file, "obsm/X_v")).isEqualTo(new float[][] {{3, -3}, {4, -4}, {5, -5}});
    }
    try (HdfFile file = new HdfFile(folder.resolve("h5ad/big.h5ad"))) {
      assertThat((double[]) data(file, "obs/far")).startsWith(Double.NaN, 1);
    }
  }

  @Test
  void matricesOfOtherCellsAreRefused() {
    H5adWriterFrame obs =
        new H5adWriterFrame(
            new String[] {"a"}, Map.of("n", new H5adWriterColumn.Floats(new float[1])));
    Path file = folder.resolve("a.h5ad");
    assertThatThrownBy(() -> H5adWriter.writeObs(file, obs, Map.of("X_v", new float[2][3])))
        .hasMessage("Invalid obsm X_v: 2 rows, expected 1");
    assertThat(file).doesNotExist();
  }

  /** Seven cells of big and one of small, in no order. */
  private static Dataset<Row> table() {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      rows.add(
          RowFactory.create(
              "big.h5ad",
              (long) i,
              "c" + i,
              i == 5 ? null : "T" + i % 2,
              (float) i,
              i == 0 ? null : (double) i,
              i % 2 == 1,
              new Float[] {(float) i, (float) -i}));
    }
    rows.add(
        RowFactory.create(
            "small.h5ad", 0L, "a,\"b\"", "x\ny", 0.25f, 1e-4, true, new Float[] {0f, 1f}));
    Collections.shuffle(rows, new Random(3));
    return spark.createDataFrame(rows, COLUMNS).repartition(4);
  }

  private org.apache.hadoop.fs.Path hadoop(String name) {
    return new org.apache.hadoop.fs.Path(folder.resolve(name).toString());
  }

  private static Object data(HdfFile file, String path) {
    return file.getDatasetByPath(path).getData();
  }
}
