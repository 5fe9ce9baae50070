package io.cellora.h5ad;

import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;

/**
 * What the driver learned about one file from its obs; sent to executors.
 *
 * @param bytes length of the file
 * @param columns of obs, in the file's order and by the file's names
 * @param error why the file cannot be read, or empty
 */
record Shard(
    String path, long bytes, long rows, FrameColumn index, List<FrameColumn> columns, String error)
    implements Serializable {

  static Shard open(String path, Configuration conf) {
    return FileErrors.naming(
        path,
        () -> {
          try (H5adFile file = H5adFile.open(path, conf)) {
            Frame obs = Frame.open(file, "obs");
            return new Shard(path, file.size(), obs.rows(), obs.index(), obs.columns(), "");
          }
        });
  }

  /** A file that cannot be read, without any cell. */
  static Shard bad(String path, String error) {
    return new Shard(path, 0, 0, null, List.of(), error);
  }

  /** File name without its folders. */
  String name() {
    return ShardPaths.name(path);
  }

  Optional<FrameColumn> column(String obsName) {
    return columns.stream().filter(column -> column.name().equals(obsName)).findFirst();
  }
}
