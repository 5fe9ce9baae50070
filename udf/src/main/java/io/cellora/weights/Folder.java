package io.cellora.weights;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** A place that holds files by name: a local folder here, any Hadoop path elsewhere. */
public interface Folder {

  /** What goes into a file. */
  @FunctionalInterface
  interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  /** The folder's path, for messages. */
  String name();

  boolean exists(String file) throws IOException;

  InputStream open(String file) throws IOException;

  /** Writes the whole file or none: readers see it only when it is complete. */
  void write(String file, Content content) throws IOException;
}
