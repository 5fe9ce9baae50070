package io.cellora.job.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.cellora.SparkTestBase;
import io.cellora.job.config.SplitSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

/** Cells drawn into splits by Spark; the arithmetic has tests of its own. */
class SplitDrawTest extends SparkTestBase {

  private static final Map<String, Double> PARTS =
      new SplitSettings.Fractions(0.7, 0.1, 0.1, 0.1).bySplit();
  private static final StructType CELLS =
      StructType.fromDDL("shard STRING, row INT, split STRING, label STRING, _group STRING");

  @Test
  void byCellEveryClassHasItsExactParts() {
    Dataset<Row> drawn = new SplitDraw(cells(), PARTS, 0).byCell();
    assertThat(drawn.columns()).containsExactly("shard", "row", "split", "label");
    assertThat(counts(drawn, "label"))
        .containsExactly(
            "[null,calibration,5]",
            "[null,test,5]",
            "[null,train,35]",
            "[null,val,5]",
            "[B cell,calibration,100]",
            "[B cell,test,100]",
            "[B cell,train,700]",
            "[B cell,val,100]",
            "[one,train,1]",
            "[rare,calibration,1]",
            "[rare,test,1]",
            "[rare,train,7]",
            "[rare,val,1]");
  }

  @Test
  void byGroupNoneIsInTwoSplitsAndUnknownOnesStayTogether() {
    Dataset<Row> drawn = new SplitDraw(cells(), PARTS, 0).byGroup();
    assertThat(drawn.count()).isEqualTo(1061);
    Dataset<Row> sides =
        drawn
            .join(cells().drop("split", "label"), new String[] {"shard", "row"})
            .groupBy("_group")
            .agg(
                org.apache.spark.sql.functions.countDistinct("split").as("splits"),
                org.apache.spark.sql.functions.count("*").as("cells"));
    assertThat(sides.filter("splits > 1").count()).isZero();
    assertThat(sides.filter("_group IS NULL").count()).isEqualTo(1);
    long train = drawn.filter("split = 'train'").count();
    assertThat(train).isBetween(637L, 849L);
    assertThat(drawn.select("split").distinct().count()).isEqualTo(4);
  }

  @Test
  void neitherPartitionsNorTheOrderOfCellsChangeADraw() {
    SplitDraw here = new SplitDraw(cells(), PARTS, 5);
    SplitDraw there = new SplitDraw(cells().orderBy("label", "row").repartition(7), PARTS, 5);
    assertThat(rows(there.byCell())).isEqualTo(rows(here.byCell()));
    assertThat(rows(there.byGroup())).isEqualTo(rows(here.byGroup()));
  }

  @Test
  void anotherSeedDrawsOtherCells() {
    assertThat(rows(new SplitDraw(cells(), PARTS, 1).byCell()))
        .isNotEqualTo(rows(new SplitDraw(cells(), PARTS, 0).byCell()));
  }

  @Test
  void groupsAreCountedWithoutTheUnknown() {
    assertThat(new SplitDraw(cells(), PARTS, 0).groups()).isEqualTo(30);
  }

  private static Dataset<Row> cells() {
    Random random = new Random(2);
    List<Row> cells = new ArrayList<>();
    for (int i = 0; i < 1061; i++) {
      String label = i < 1000 ? "B cell" : i < 1010 ? "rare" : i < 1011 ? "one" : null;
      int donor = random.nextInt(31);
      cells.add(
          RowFactory.create(
              "shard-" + i % 3 + ".h5ad", i / 3, "input", label, donor == 30 ? null : "d" + donor));
    }
    return spark.createDataFrame(cells, CELLS);
  }

  private static List<String> counts(Dataset<Row> cells, String by) {
    return rows(cells.groupBy(by, "split").count().orderBy(by, "split"));
  }

  private static List<String> rows(Dataset<Row> rows) {
    List<String> all = rows.collectAsList().stream().map(Row::toString).toList();
    return rows.columns()[0].equals("shard") ? all.stream().sorted().toList() : all;
  }
}
