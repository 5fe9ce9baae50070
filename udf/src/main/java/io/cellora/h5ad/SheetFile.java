package io.cellora.h5ad;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Row;

/** A file that a task attempt writes under a name of its own and renames when it is complete. */
final class SheetFile implements Closeable {

  private final FileSystem files;
  private final Path target;
  private final Path hidden;
  private final OutputStream out;
  private final Sheet.Writer writer;

  SheetFile(Sheet sheet, Path target, long attempt, Configuration hadoop) throws IOException {
    this.files = fileSystem(target, hadoop);
    this.target = target;
    this.hidden = new Path(target.getParent(), ".%s.%d".formatted(target.getName(), attempt));
    this.out = new BufferedOutputStream(files.create(hidden, true), 1 << 16);
    this.writer = sheet.begin(out);
  }

  /** A path's file system; on a local disk one that puts no hidden .crc beside each file. */
  static FileSystem fileSystem(Path path, Configuration hadoop) throws IOException {
    FileSystem files = path.getFileSystem(hadoop);
    return files instanceof LocalFileSystem local ? local.getRawFileSystem() : files;
  }

  void add(Row row) throws IOException {
    writer.add(row);
  }

  /** Makes the file visible, in the place of one that an earlier attempt has completed. */
  void publish() throws IOException {
    writer.close();
    out.close();
    files.delete(target, false);
    if (!files.rename(hidden, target)) {
      throw new IOException("Cannot rename " + hidden + " (file system refused): " + target);
    }
  }

  /** Gives up what was not published. */
  @Override
  public void close() throws IOException {
    out.close();
    files.delete(hidden, false);
  }
}
