package io.cellora.h5ad;

import java.io.IOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.BlockLocation;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where a shard's blocks are kept, if its store says so: hints for Spark's scheduler. */
record ShardHosts(List<BlockLocation> blocks) {

  private static final Logger LOG = LoggerFactory.getLogger(ShardHosts.class);
  private static final int MOST_HOSTS = 3;

  /** Schemes of stores that run on the cluster's own machines. */
  private static final Set<String> NEAR = Set.of("hdfs", "webhdfs", "viewfs", "ofs", "o3fs");

  /** Asks the store once for the whole file; others have no hosts, or take long to say so. */
  static ShardHosts of(Shard shard, Configuration conf) {
    Path path = new Path(shard.path());
    if (!NEAR.contains(String.valueOf(path.toUri().getScheme()))) {
      return new ShardHosts(List.of());
    }
    try {
      FileSystem fs = path.getFileSystem(conf);
      return new ShardHosts(List.of(fs.getFileBlockLocations(path, 0, shard.bytes())));
    } catch (IOException e) {
      // a query does not fail for want of a hint
      LOG.warn("Cannot find out where {} is kept ({})", shard.path(), e.getMessage());
      return new ShardHosts(List.of());
    }
  }

  /**
   * The few hosts that keep most of the bytes {@code from} to {@code to} (exclusive), most first;
   * none where the store is on no host in particular.
   */
  String[] of(long from, long to) {
    Map<String, Long> bytes = new TreeMap<>();
    for (BlockLocation block : blocks) {
      long shared =
          Math.min(to, block.getOffset() + block.getLength()) - Math.max(from, block.getOffset());
      if (shared > 0) {
        for (String host : hosts(block)) {
          bytes.merge(host, shared, Long::sum);
        }
      }
    }
    return bytes.entrySet().stream()
        .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
        .limit(MOST_HOSTS)
        .map(Map.Entry::getKey)
        .toArray(String[]::new);
  }

  /** The same for rows, as if all of them took as many bytes. */
  List<String> ofRows(Shard shard, long from, long to) {
    if (blocks.isEmpty()) {
      return List.of();
    }
    double bytesPerRow = (double) shard.bytes() / Math.max(1, shard.rows());
    return List.of(of((long) (from * bytesPerRow), (long) (to * bytesPerRow)));
  }

  /** Local files and object stores call themselves localhost; so does Spark leave it out. */
  private static List<String> hosts(BlockLocation block) {
    try {
      return Arrays.stream(block.getHosts())
          .filter(host -> !host.isBlank() && !host.equals("localhost"))
          .toList();
    } catch (IOException e) {
      return List.of();
    }
  }
}
