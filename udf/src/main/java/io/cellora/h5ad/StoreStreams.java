package io.cellora.h5ad;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.ExecutionException;
import org.apache.hadoop.fs.EtagSource;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;

/** Opens streams for positioned reads, in the one way that each store understands best. */
final class StoreStreams {

  private StoreStreams() {}

  /**
   * An object store that knows status and length asks for neither again, and one that is told of
   * random reads does not fetch the file to its end. Stores pass over options that they do not
   * know.
   */
  static FSDataInputStream open(FileSystem fs, FileStatus status) throws IOException {
    try {
      return fs.openFile(status.getPath())
          .opt("fs.option.openfile.read.policy", "random")
          .opt("fs.option.openfile.length", Long.toString(status.getLen()))
          // the same before Hadoop 3.3.5
          .opt("fs.s3a.experimental.input.fadvise", "random")
          // how far to read is decided here, not there
          .opt("fs.s3a.readahead.range", Integer.toString(ReadAhead.BLOCK_BYTES))
          .withFileStatus(status)
          .build()
          .get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (IOException) new InterruptedIOException("interrupted").initCause(e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
    }
  }

  static boolean isLocal(FileSystem fs) {
    return "file".equals(fs.getUri().getScheme());
  }

  /** Tells one version of a file from the next. */
  static String version(FileStatus status) {
    String etag = status instanceof EtagSource source ? source.getEtag() : "";
    return String.join(
        " ",
        status.getPath().toString(),
        Long.toString(status.getLen()),
        Long.toString(status.getModificationTime()),
        etag);
  }
}
