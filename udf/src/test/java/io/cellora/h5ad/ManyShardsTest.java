package io.cellora.h5ad;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cellora.SparkTestBase;
import io.cellora.h5ad.ShardPaths.Depth;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Folders of any size and shape become the same list of shards, in the same order. */
class ManyShardsTest extends SparkTestBase {

  private static final int MANY = 1500;

  @TempDir Path folder;

  private static Configuration hadoop() {
    return spark.sparkContext().hadoopConfiguration();
  }

  private void copy(String fixture, String name) throws IOException {
    Path target = folder.resolve(name);
    Files.createDirectories(target.getParent());
    Files.copy(Fixtures.file(fixture + ".h5ad"), target);
  }

  private void copies(int from, int to) throws IOException {
    for (int i = from; i < to; i++) {
      copy("nan", "shard-%04d.h5ad".formatted(i));
    }
  }

  private Dataset<Row> load() {
    return spark.read().format("h5ad").load(folder.toString());
  }

  @Test
  void thousandsOfShardsAreOpenedByAJobInTheOrderOfTheirPaths() throws IOException {
    copies(0, MANY);
    List<String> paths = ShardPaths.resolve(List.of(folder.toString()), Depth.FOLDER, hadoop());
    SparkContext context = spark.sparkContext();
    context.setJobGroup("many shards", "as the user has it", false);
    List<Shard> shards = Shards.openAll(paths, hadoop());
    assertThat(context.getLocalProperty("spark.job.description")).isEqualTo("as the user has it");
    context.clearJobGroup();
    assertThat(context.statusTracker().getJobIdsForGroup("many shards")).hasSize(1);
    assertThat(shards)
        .extracting(Shard::name)
        .containsExactlyElementsOf(
            IntStream.range(0, MANY).mapToObj("shard-%04d.h5ad"::formatted).toList());
    assertThat(shards).extracting(Shard::columns).containsOnly(shards.get(0).columns());
  }

  @Test
  void theFirstBadShardAmongManyIsNamedWithItsCause() throws IOException {
    copies(0, MANY);
    for (int bad : new int[] {1400, 777}) {
      Path shard = folder.resolve("shard-%04d.h5ad".formatted(bad));
      Files.write(shard, new byte[1000]);
    }
    assertThatThrownBy(this::load)
        .hasMessageMatching("Cannot read file:.*/shard-0777.h5ad \\(not an HDF5 file.*")
        .hasRootCauseMessage("no HDF5 signature in it");
  }

  @Test
  void aFewAreOpenedByTheDriverInTheSameWay() throws IOException {
    copies(0, 5);
    assertThat(load().selectExpr("_shard").distinct().count()).isEqualTo(5);
    Files.write(folder.resolve("shard-0003.h5ad"), new byte[1000]);
    Files.write(folder.resolve("shard-0004.h5ad"), new byte[1000]);
    assertThatThrownBy(this::load)
        .hasMessageMatching("Cannot read file:.*/shard-0003.h5ad \\(not an HDF5 file.*");
  }

  @Test
  void eachAttemptSaysWhatCameOfIt() throws IOException {
    copies(0, 3);
    Files.write(folder.resolve("shard-0001.h5ad"), new byte[1000]);
    List<String> paths = ShardPaths.resolve(List.of(folder.toString()), Depth.FOLDER, hadoop());
    List<ShardAttempt> attempts = Shards.attemptAll(paths, hadoop());
    assertThat(attempts).extracting(ShardAttempt::path).isEqualTo(paths);
    assertThat(attempts).extracting(ShardAttempt::failed).containsExactly(false, true, false);
    assertThat(attempts.get(1).error()).contains("shard-0001.h5ad (not an HDF5 file");
  }

  @Test
  void hiddenFilesAreFoundByTheirFullNameOnly() throws IOException {
    for (String name : List.of("a.h5ad", ".b.h5ad", "_c.h5ad", "d.txt")) {
      copy("nan", name);
    }
    String all = folder.toString();
    for (String path : List.of(all, all + "/*.h5ad", all + "/{a,_c,.b}.h5ad")) {
      assertThat(ShardPaths.resolve(List.of(path), Depth.FOLDER, hadoop()))
          .singleElement()
          .asString()
          .endsWith("/a.h5ad");
    }
    assertThat(ShardPaths.resolve(List.of(all + "/_c.h5ad"), Depth.FOLDER, hadoop())).hasSize(1);
    assertThatThrownBy(() -> ShardPaths.resolve(List.of(all + "/_*.h5ad"), Depth.FOLDER, hadoop()))
        .hasMessageMatching("Cannot read .*/_\\*.h5ad \\(no such file or folder\\)");
  }

  @Test
  void foldersAreLookedIntoRecursivelyOnRequest() throws IOException {
    for (String name : List.of("a.h5ad", "x/b.h5ad", "x/y/c.h5ad", "x/_tmp/d.h5ad", ".e/f.h5ad")) {
      copy("nan", name);
    }
    assertThat(load().selectExpr("_shard").distinct().count()).isEqualTo(1);
    Dataset<Row> deep =
        spark.read().format("h5ad").option("recursiveFileLookup", true).load(folder.toString());
    assertThat(deep.selectExpr("_shard").distinct().as(Encoders.STRING()).collectAsList())
        .containsExactlyInAnyOrder("a.h5ad", "b.h5ad", "c.h5ad");
    assertThatThrownBy(
            () -> spark.read().option("recursiveFileLookup", "maybe").format("h5ad").load("x"))
        .hasMessage("Invalid h5ad option recursiveFileLookup: maybe, expected false or true");
  }

  @Test
  void aFolderWithoutShardsIsRefused() throws IOException {
    Files.createDirectories(folder.resolve("empty"));
    assertThatThrownBy(() -> load())
        .hasMessageMatching("Cannot read .* \\(no \\*.h5ad file in the folder\\)");
  }
}
