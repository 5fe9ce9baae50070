package io.cellora.h5ad;

import java.io.Serializable;
import org.apache.hadoop.fs.EtagSource;
import org.apache.hadoop.fs.FileStatus;

/**
 * What tells one content of a file from the next without reading it.
 *
 * @param modified milliseconds; 0 on local disks, where each host may have a copy of its own age
 * @param etag empty where the store has none
 */
record FileVersion(long bytes, long modified, String etag) implements Serializable {

  static FileVersion of(FileStatus status) {
    boolean local = "file".equals(status.getPath().toUri().getScheme());
    String etag = status instanceof EtagSource source ? source.getEtag() : null;
    return new FileVersion(
        status.getLen(), local ? 0 : status.getModificationTime(), etag == null ? "" : etag);
  }
}
