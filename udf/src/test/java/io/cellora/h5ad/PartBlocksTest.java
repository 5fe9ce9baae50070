package io.cellora.h5ad;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cellora.SparkTestBase;
import io.jhdf.HdfFile;
import io.jhdf.WritableHdfFile;
import io.jhdf.api.WritableGroup;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Parts of more rows than a block, and columns that a query does not name. */
class PartBlocksTest extends SparkTestBase {

  private static final int CELLS = 20_000;

  @TempDir static Path folder;

  @BeforeAll
  static void write() {
    double[][] element = new double[CELLS][3];
    Arrays.setAll(element, i -> new double[] {i, 2 * i, 3 * i});
    String[] ids = new String[CELLS];
    Arrays.setAll(ids, i -> "c" + i);
    byte[] codes = new byte[CELLS];
    codes[CELLS - 1] = 2;
    try (WritableHdfFile file = HdfFile.write(folder.resolve("many.h5ad"))) {
      WritableGroup var = file.putGroup("var");
      var.putAttribute("_index", "_index");
      var.putAttribute("column-order", new String[] {"damaged"});
      var.putDataset("_index", ids);
      WritableGroup damaged = var.putGroup("damaged");
      damaged.putAttribute("encoding-type", "categorical");
      damaged.putDataset("codes", codes);
      damaged.putDataset("categories", new String[] {"a", "b"});
      file.putGroup("varm").putDataset("E", element);
    }
  }

  private static Dataset<Row> part(String part) {
    return spark.read().format("h5ad").option("part", part).load(folder + "/many.h5ad");
  }

  @Test
  void blocksFollowEachOther() {
    Dataset<Row> element = part("varm/E");
    assertThat(element.count()).isEqualTo(CELLS);
    assertThat(
            element
                .where("gene_id = concat('c', _row) AND E = array(_row, 2 * _row, 3 * _row)")
                .count())
        .isEqualTo(CELLS);
  }

  @Test
  void aColumnThatIsNotAskedForIsNotRead() {
    assertThat(part("var").selectExpr("max(gene_id)").first().getString(0)).isEqualTo("c9999");
    assertThatThrownBy(() -> part("var").selectExpr("max(damaged)").first())
        .hasMessageContaining("many.h5ad (var/damaged holds code 2 of 2 categories");
  }

  @Test
  void blocksOfWideRowsAreShorter() {
    assertThat(blocks(0, 20_000, 3)).containsExactly(8192, 8192, 3616);
    assertThat(blocks(5, 1005, 4096)).containsExactly(256, 256, 256, 232);
    assertThat(blocks(0, 2, 1L << 40)).containsExactly(1, 1);
    assertThat(blocks(7, 7, 1)).isEmpty();
  }

  private static List<Integer> blocks(long from, long to, long width) {
    List<Integer> rows = new ArrayList<>();
    RowBlocks blocks = new RowBlocks(from, to, width, (start, n) -> new Object[n]);
    blocks.forEachRemaining(block -> rows.add(block.length));
    return rows;
  }
}
