package io.cellora.h5ad;

import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;

/**
 * What the driver learned about one file from its obs; sent to executors.
 *
 * @param version of the file that was looked at
 * @param columns of obs, in the file's order and by the file's names
 * @param error why the file cannot be read, or empty
 */
record Shard(
    String path,
    FileVersion version,
    long rows,
    FrameColumn index,
    List<FrameColumn> columns,
    String error)
    implements Serializable {

  static Shard open(String path, Configuration conf) {
    return FileErrors.naming(
        path,
        () -> {
          try (H5adFile file = H5adFile.open(path, conf)) {
            Frame obs = Frame.open(file, "obs");
            return new Shard(
                path, file.channel().version(), obs.rows(), obs.index(), obs.columns(), "");
          }
        });
  }

  /** A file that cannot be read, without any cell. */
  static Shard bad(String path, String error) {
    return new Shard(path, new FileVersion(0, 0, ""), 0, null, List.of(), error);
  }

  /**
   * Opens the file again.
   *
   * @throws UncheckedIOException if it is another one by now: nothing that was learned holds
   */
  H5adFile reopen(Configuration conf) {
    H5adFile file = H5adFile.open(path, conf);
    FileVersion now = file.channel().version();
    if (!now.equals(version)) {
      file.close();
      throw FileErrors.cannotRead(
          path,
          "it was written anew since the reading began: %d bytes then, %d now; start again"
              .formatted(version.bytes(), now.bytes()),
          null);
    }
    return file;
  }

  /** Length of the file in bytes. */
  long bytes() {
    return version.bytes();
  }

  /** File name without its folders. */
  String name() {
    return ShardPaths.name(path);
  }

  Optional<FrameColumn> column(String obsName) {
    return columns.stream().filter(column -> column.name().equals(obsName)).findFirst();
  }
}
