package io.cellora.job.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.cellora.SparkTestBase;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

class SampleKeysTest extends SparkTestBase {

  private static Dataset<Row> cells(int partitions) {
    return spark
        .range(0, 1000, 1, partitions)
        .selectExpr(
            "concat('cell-', id) AS cell_id",
            "if(id % 4 = 0, 'test', 'val') AS split",
            "'a.h5ad' AS shard",
            "id AS row",
            "if(id % 10 = 3, NULL, 'x') AS label",
            "id * 2 AS doubled");
  }

  @Test
  void eachSplitGivesItsFirstLabelledCellsByHashWhateverThePartitions() {
    Dataset<Row> keys = SampleKeys.of(cells(1), 60);
    assertThat(keys.collectAsList()).isEqualTo(SampleKeys.of(cells(7), 60).collectAsList());
    assertThat(keys.groupBy("split").count().orderBy("split").collectAsList().toString())
        .isEqualTo("[[test,60], [val,60]]");
    assertThat(keys.filter("row % 10 = 3").count()).isZero();
    // By hash, not from the start of the file.
    assertThat(keys.filter("row > 500").count()).isBetween(40L, 80L);
  }

  @Test
  void aSmallerSampleIsTheStartOfALarger() {
    List<Row> large = SampleKeys.of(cells(2), 60).filter("place <= 20").collectAsList();
    assertThat(SampleKeys.of(cells(2), 20).collectAsList()).isEqualTo(large);
  }

  @Test
  void theRowsOfTheSampleKeepTheirColumns() {
    Dataset<Row> sample = SampleKeys.in(cells(3), SampleKeys.of(cells(3), 5));
    assertThat(sample.columns()).contains("place", "label", "doubled");
    assertThat(sample.count()).isEqualTo(10);
    assertThat(sample.filter("doubled <> 2 * row").count()).isZero();
  }
}
