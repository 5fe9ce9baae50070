package io.cellora.h5ad;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cellora.SparkTestBase;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

/** {@code mode=PERMISSIVE}: a bad shard costs its own cells, and is reported. */
class H5adPermissiveTest extends SparkTestBase {

  private static Dataset<Row> permissive(String... fixtures) {
    String[] paths = new String[fixtures.length];
    for (int i = 0; i < paths.length; i++) {
      paths[i] = Fixtures.h5ad(fixtures[i]);
    }
    return spark.read().format("h5ad").option("mode", "permissive").load(paths);
  }

  /** All columns are fetched: a query that needs no matrix does not find out that it is bad. */
  private static void assertReported(Dataset<Row> cells, String shard, String why) {
    List<Row> bad =
        cells.selectExpr("_shard", "*").collectAsList().stream()
            .filter(row -> row.getAs("_corrupt_shard") != null)
            .toList();
    assertThat(bad).hasSize(1);
    assertThat(bad.get(0).getString(0)).isEqualTo(shard);
    assertThat(bad.get(0).<String>getAs("_corrupt_shard")).contains(why).contains(shard);
    assertThat(bad.get(0).<String>getAs("cell_id")).isNull();
    assertThat(bad.get(0).<Object>getAs("features")).isNull();
  }

  @Test
  void aTruncatedShardIsReportedAndTheOthersAreRead() {
    Dataset<Row> cells = permissive("csr_counts", "truncated", "csc_counts");
    assertReported(cells, "truncated.h5ad", "truncated: ");
    assertThat(cells.filter("_corrupt_shard is null").count()).isEqualTo(60);
    assertThat(cells.count()).as("cells and a report").isEqualTo(61);
  }

  @Test
  void aMatrixThatIsRefusedIsReportedWhereItIsNeeded() {
    Dataset<Row> cells = permissive("csr_counts", "negative");
    assertReported(cells, "negative.h5ad", "it looks scaled");
    assertThat(permissive("csr_counts", "negative").select("cell_id").count()).isEqualTo(60);
  }

  @Test
  void damageThatIsFoundWhileReadingEndsTheShardThere() {
    Dataset<Row> cells = permissive("csr_counts", "index_outside");
    assertReported(cells, "index_outside.h5ad", "X/indices holds 40, expected 0 to 39");
    assertThat(cells.filter("_shard = 'csr_counts.h5ad'").count()).isEqualTo(30);
  }

  @Test
  void failFastIsTheDefault() {
    assertThatThrownBy(
            () ->
                spark
                    .read()
                    .format("h5ad")
                    .load(Fixtures.h5ad("csr_counts"), Fixtures.h5ad("truncated")))
        .hasMessageContaining("truncated.h5ad (truncated: ");
    assertThat(spark.read().format("h5ad").load(Fixtures.h5ad("csr_counts")).columns())
        .doesNotContain("_corrupt_shard");
    assertThatThrownBy(
            () -> spark.read().format("h5ad").option("mode", "DROPMALFORMED").load("x.h5ad"))
        .hasMessage("Invalid h5ad option mode: DROPMALFORMED, expected FAILFAST or PERMISSIVE");
  }
}
