package io.cellora.h5ad;

import static org.assertj.core.api.Assertions.assertThat;

import io.cellora.SparkTestBase;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.Statistics;
import org.apache.spark.sql.sources.EqualTo;
import org.apache.spark.sql.sources.Filter;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Filters, limits, counts and statistics: fewer bytes are read, and never other cells. */
class H5adPushdownTest extends SparkTestBase {

  private static Dataset<Row> load(String... fixtures) {
    String[] paths = new String[fixtures.length];
    for (int i = 0; i < paths.length; i++) {
      paths[i] = Fixtures.h5ad(fixtures[i]);
    }
    return spark.read().format("h5ad").option("rowsPerPartition", 7).load(paths);
  }

  private static H5adTable table(String fixture) {
    Map<String, String> options = new HashMap<>();
    options.put("path", Fixtures.h5ad(fixture));
    options.put("rowsPerPartition", "7");
    return H5adTable.load(H5adOptions.of(options), new Configuration());
  }

  private static List<H5adInputPartition> partitions(H5adScanBuilder builder) {
    InputPartition[] planned = builder.build().toBatch().planInputPartitions();
    return List.of(planned).stream().map(H5adInputPartition.class::cast).toList();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cell_type = 'T cell'",
        "cell_type <> 'T cell'",
        "cell_type <=> null",
        "not (cell_type <=> 'T cell')",
        "cell_type in ('B cell', 'Körnerzelle')",
        "cell_type not in ('B cell', 'nothing')",
        "cell_type is null",
        "cell_type is not null and plate = 11",
        "cell_type like 'T%'",
        "cell_type like '%cell' or donor = 'd1'",
        "cell_type like '%rnerz%'",
        "cell_type > 'C'",
        "not (cell_type > 'C' or maybe_int < 9)",
        "maybe_int >= 7 and maybe_int <= 20",
        "maybe_int <> 8",
        "maybe_bool",
        "not maybe_bool",
        "maybe_text = 'x'",
        "is_doublet and score > 0.5",
        "weight < 0.25 or weight >= 0.75",
        "score = 0.5",
        "small between -2 and 2",
        "unsigned > 30000",
        "cell_id = 'cell-11'",
        "cell_id in ('cell-3', 'cell-29', 'nobody')",
        "_row = 13",
        "_row > 8 and _row < 17",
        "_row >= 29 or _row <= 0",
        "_row in (2, 3, 11)",
        "_shard = 'csr_counts.h5ad'",
        "_shard <> 'csr_counts.h5ad'",
        "_shard like 'den%' and plate = 12",
        "obs_Features % 3 = 1 and cell_type = 'T cell'",
        "_n_counts > 100 and cell_type = 'T cell'"
      })
  void aFilterKeepsExactlyTheCellsThatSparkKeeps(String filter) {
    Dataset<Row> cells =
        load("csr_counts", "dense_counts", "csc_counts")
            .selectExpr("*", "_row", "_shard", "_n_counts");
    Dataset<Row> local = spark.createDataFrame(cells.collectAsList(), cells.schema());
    assertThat(cells.filter(filter).collectAsList())
        .isEqualTo(local.filter(filter).collectAsList());
  }

  @Test
  void chosenCellsAreTheOnlyOnesWhoseMatrixIsRead() {
    // the index that lies outside is in the first cells; no other cell may look at it
    Dataset<Row> cells = load("index_outside");
    assertThat(cells.filter("_row >= 7").select("features").collectAsList()).hasSize(23);
  }

  @Test
  void filtersOnRowAndShardLeavePartitionsOut() {
    H5adScanBuilder builder = new H5adScanBuilder(table("csr_counts"));
    builder.pushFilters(new Filter[] {new EqualTo("_row", 15L)});
    assertThat(partitions(builder))
        .extracting(H5adInputPartition::from, H5adInputPartition::to)
        .containsExactly(org.assertj.core.groups.Tuple.tuple(15L, 16L));
    builder.pushFilters(new Filter[] {new EqualTo("_shard", "another.h5ad")});
    assertThat(partitions(builder)).isEmpty();
  }

  @Test
  void aLimitPlansNoMoreThanItNeeds() {
    H5adScanBuilder builder = new H5adScanBuilder(table("csr_counts"));
    assertThat(partitions(builder)).hasSize(5);
    assertThat(builder.pushLimit(9)).isTrue();
    assertThat(partitions(builder)).extracting(H5adInputPartition::rows).containsExactly(7, 2);
    assertThat(load("csr_counts").limit(9).collectAsList()).hasSize(9);
  }

  @Test
  void countsAndExtremesOfHiddenColumnsReadNoPartition() {
    Dataset<Row> counted =
        load("csr_counts", "dense_counts")
            .selectExpr("count(*)", "count(_row)", "min(_row)", "max(_row)", "max(_shard)");
    assertThat(counted.queryExecution().executedPlan().toString())
        .contains("LocalTableScan")
        .doesNotContain("BatchScan");
    assertThat(counted.first())
        .isEqualTo(org.apache.spark.sql.RowFactory.create(60L, 60L, 0L, 29L, "dense_counts.h5ad"));
    assertThat(load("csr_counts").filter("plate = 11").count())
        .isEqualTo(
            load("csr_counts").select("plate").collectAsList().stream()
                .filter(row -> row.getLong(0) == 11)
                .count());
    assertThat(load("csr_counts").selectExpr("count(cell_type)").first().getLong(0))
        .isEqualTo(30 - 4);
  }

  @Test
  void thePlannerIsToldHowManyCellsAndBytesThereAre() {
    H5adTable table = table("csr_counts");
    H5adScanBuilder builder = new H5adScanBuilder(table);
    Statistics all = ((H5adScan) builder.build()).estimateStatistics();
    assertThat(all.numRows()).hasValue(30);
    assertThat(all.sizeInBytes().getAsLong()).isGreaterThan(table.shards().get(0).bytes());
    builder.pruneColumns(new StructType().add("plate", "bigint"));
    Statistics pruned = ((H5adScan) builder.build()).estimateStatistics();
    assertThat(pruned.sizeInBytes()).hasValue(30 * 16);
  }
}
