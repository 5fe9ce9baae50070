package io.cellora.h5ad;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cellora.SparkTestBase;
import io.cellora.h5ad.ShardPaths.Depth;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What holds for shards on any store: the cells are those of the local files. */
abstract class StoreContract extends SparkTestBase {

  /** What each store is given: two shards to find, a third under a hidden name. */
  static final List<String> SHARDS = List.of("csc_counts.h5ad", "csr_counts.h5ad");

  static final String HIDDEN = "_half_written.h5ad";
  static final String DAMAGED = "damaged/truncated.h5ad";

  /** The folder that holds the shards, as a user writes it. */
  abstract String folder();

  @BeforeEach
  void countStreams() {
    CountedStreams.reset();
  }

  @AfterEach
  void everyStreamWasClosed() {
    assertThat(CountedStreams.opened()).isPositive().isEqualTo(CountedStreams.closed());
  }

  static Configuration hadoop() {
    return spark.sparkContext().hadoopConfiguration();
  }

  static Dataset<Row> cells(String... paths) {
    return spark.read().format("h5ad").option("rowsPerPartition", 7).load(paths);
  }

  private static Dataset<Row> local() {
    return cells(Fixtures.h5ad("csc_counts"), Fixtures.h5ad("csr_counts"));
  }

  @Test
  void cellsAndFeaturesAreThoseOfTheLocalFiles() {
    Dataset<Row> remote = cells(folder() + "/csc_counts.h5ad", folder() + "/csr_counts.h5ad");
    assertThat(remote.schema()).isEqualTo(local().schema());
    assertThat(remote.collectAsList()).hasSize(60).isEqualTo(local().collectAsList());
  }

  @Test
  void hiddenColumnsAndAggregatesAreThoseOfTheLocalFiles() {
    String[] columns = {"_shard", "_row", "cell_type", "_n_counts"};
    List<Row> expected = local().selectExpr(columns).collectAsList();
    assertThat(cells(folder()).selectExpr(columns).collectAsList()).isEqualTo(expected);
  }

  @Test
  void cellsOfLocalCopiesAreTheSameAndTasksOpenNothingInTheStore() {
    Dataset<Row> copied =
        spark
            .read()
            .format("h5ad")
            .option("rowsPerPartition", 7)
            .option("copyToLocal", true)
            .load(folder());
    assertThat(copied.collectAsList()).isEqualTo(local().collectAsList());
    Dataset<Row> plain = cells(folder());
    assertThat(openedBy(plain)).isEqualTo(plain.rdd().getNumPartitions());
    assertThat(openedBy(copied)).isZero();
  }

  /** Without the streams that the driver opens to plan. */
  private static int openedBy(Dataset<Row> cells) {
    cells.collectAsList();
    int before = CountedStreams.opened();
    cells.collectAsList();
    return CountedStreams.opened() - before;
  }

  @Test
  void foldersAndGlobsFindWhatIsNotHidden() {
    for (String path : List.of(folder(), folder() + "/*.h5ad", folder() + "/c{sr,sc}_counts.*")) {
      assertThat(ShardPaths.resolve(List.of(path), Depth.FOLDER, hadoop()))
          .extracting(shard -> new Path(shard).getName())
          .isEqualTo(SHARDS);
    }
    assertThat(cells(folder() + "/cs?_counts.h5ad").groupBy("_shard").count().count()).isEqualTo(2);
  }

  @Test
  void aTruncatedShardIsNamed() {
    assertThatThrownBy(() -> cells(folder() + "/" + DAMAGED))
        .hasMessageMatching("Cannot read \\w+:.*truncated.h5ad \\(truncated: .*");
    assertThatThrownBy(() -> cells(folder() + "/absent.h5ad"))
        .hasMessageMatching("Cannot read .*absent.h5ad \\(no such file or folder\\)");
  }
}
