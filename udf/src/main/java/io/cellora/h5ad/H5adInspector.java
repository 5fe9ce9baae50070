package io.cellora.h5ad;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;

/** Says what is in h5ad files and what of it the source cannot read; needs no Spark session. */
public final class H5adInspector {

  private final H5adOptions options;
  private final Configuration conf;

  private H5adInspector(H5adOptions options, Configuration conf) {
    this.options = options;
    this.conf = conf;
  }

  /**
   * A report for each shard behind a file, a folder or a glob; one that cannot be read has its
   * error and does not stop the others.
   *
   * @param options of the source, see {@link H5adOptions}
   * @throws RuntimeException if an option is wrong or the gene order cannot be read
   */
  public static List<ShardReport> inspect(
      String path, Configuration conf, Map<String, String> options) {
    H5adOptions checked = options(path, options);
    new MatrixPlanner(checked, conf);
    List<String> shards;
    try {
      shards = ShardPaths.resolve(checked, conf);
    } catch (RuntimeException e) {
      return List.of(ShardReport.unreadable(path, e.getMessage()));
    }
    H5adInspector inspector = new H5adInspector(checked, conf);
    return shards.stream().map(inspector::report).toList();
  }

  private static H5adOptions options(String path, Map<String, String> options) {
    Map<String, String> all = new HashMap<>(options);
    try {
      all.put("paths", new ObjectMapper().writeValueAsString(List.of(path)));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("Invalid path: " + path + ", expected text", e);
    }
    return H5adOptions.of(all);
  }

  private ShardReport report(String path) {
    try {
      Shard shard = Shard.open(path, conf);
      try (H5adFile file = H5adFile.open(path, conf)) {
        return new ShardInspection(file, shard, options, conf).report(shard.bytes());
      }
    } catch (RuntimeException e) {
      return ShardReport.unreadable(path, String.valueOf(e.getMessage()));
    }
  }
}
