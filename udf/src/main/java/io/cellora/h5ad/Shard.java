package io.cellora.h5ad;

import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;

/**
 * What the driver learned about one file from its obs; sent to executors.
 *
 * @param columns of obs, in the file's order and by the file's names
 */
record Shard(String path, long rows, FrameColumn index, List<FrameColumn> columns)
    implements Serializable {

  static Shard open(String path, Configuration conf) {
    return FileErrors.naming(
        path,
        () -> {
          try (H5adFile file = H5adFile.open(path, conf)) {
            Frame obs = Frame.open(file, "obs");
            return new Shard(path, obs.rows(), obs.index(), obs.columns());
          }
        });
  }

  /** File name without its folders. */
  String name() {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  Optional<FrameColumn> column(String obsName) {
    return columns.stream().filter(column -> column.name().equals(obsName)).findFirst();
  }
}
