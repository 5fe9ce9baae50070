package io.cellora.h5ad;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Shards on HDFS, in blocks so small that each spans several. */
class HdfsStoreTest extends StoreContract {

  private static final int BLOCK_BYTES = 4096;

  @TempDir static java.nio.file.Path disk;
  private static MiniDFSCluster cluster;
  private static String folder;

  @BeforeAll
  static void startCluster() throws IOException {
    Configuration conf = new Configuration();
    conf.setInt("dfs.namenode.fs-limits.min-block-size", BLOCK_BYTES);
    conf.setInt("dfs.blocksize", BLOCK_BYTES);
    conf.setClass("fs.hdfs.impl", CountedStreams.Hdfs.class, FileSystem.class);
    cluster = new MiniDFSCluster.Builder(conf, disk.toFile()).numDataNodes(1).build();
    folder = cluster.getURI() + "/atlas";
    hadoop().setClass("fs.hdfs.impl", CountedStreams.Hdfs.class, FileSystem.class);
    List<String> names = new ArrayList<>(SHARDS);
    names.add(DAMAGED);
    for (String name : names) {
      put(Fixtures.file(new Path(name).getName()), name);
    }
    put(Fixtures.file("truncated.h5ad"), HIDDEN);
  }

  private static void put(java.nio.file.Path file, String name) throws IOException {
    cluster
        .getFileSystem()
        .copyFromLocalFile(new Path(file.toUri()), new Path(folder + "/" + name));
  }

  @AfterAll
  static void stopCluster() throws IOException {
    FileSystem.get(cluster.getURI(), hadoop()).close();
    hadoop().unset("fs.hdfs.impl");
    cluster.shutdown(true);
  }

  @Override
  String folder() {
    return folder;
  }

  @Test
  void aShardSpansSeveralBlocks() throws IOException {
    Path shard = new Path(folder, "csr_counts.h5ad");
    long bytes = cluster.getFileSystem().getFileStatus(shard).getLen();
    assertThat(bytes / BLOCK_BYTES).isGreaterThan(4);
    assertThat(ShardHosts.of(Shard.open(shard.toString(), hadoop()), hadoop()).blocks())
        .hasSizeGreaterThan(4);
    assertThat(cells(shard.toString()).count()).isEqualTo(30);
  }
}
