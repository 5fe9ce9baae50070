package io.cellora.encoder;

import io.cellora.weights.Folder;
import io.cellora.weights.LoraWeights;
import io.cellora.weights.PeftAdapter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;

/** A folder of model files on any Hadoop file system. */
public final class HadoopFolder implements Folder {

  private final FileSystem files;
  private final Path folder;

  /** Opens the folder at a path or URL; it need not exist yet. */
  public HadoopFolder(String url, Configuration configuration) throws IOException {
    this.folder = new Path(url);
    this.files = fileSystem(folder, configuration);
  }

  /** Reads the PEFT adapter in a folder. */
  public static LoraWeights readAdapter(String url, Configuration configuration) {
    try {
      return PeftAdapter.read(new HadoopFolder(url, configuration));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read adapter (" + e.getMessage() + "): " + url, e);
    }
  }

  /** A path's file system; on a local disk one that puts no hidden .crc beside each file. */
  public static FileSystem fileSystem(Path path, Configuration configuration) throws IOException {
    FileSystem files = path.getFileSystem(configuration);
    return files instanceof LocalFileSystem local ? local.getRawFileSystem() : files;
  }

  @Override
  public String name() {
    return folder.toString();
  }

  @Override
  public boolean exists(String file) throws IOException {
    return files.exists(new Path(folder, file));
  }

  @Override
  public InputStream open(String file) throws IOException {
    return files.open(new Path(folder, file));
  }

  @Override
  public void write(String file, Content content) throws IOException {
    Path target = new Path(folder, file);
    Path hidden = new Path(folder, "." + file + ".inprogress");
    try (OutputStream out = files.create(hidden, true)) {
      content.writeTo(out);
    }
    files.delete(target, false);
    if (!files.rename(hidden, target)) {
      throw new IOException("Cannot rename " + hidden + " (file system refused): " + target);
    }
  }
}
