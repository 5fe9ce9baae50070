package io.cellora.weights;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A folder of the local disk; created by the first write. */
public record LocalFolder(Path path) implements Folder {

  @Override
  public String name() {
    return path.toString();
  }

  @Override
  public boolean exists(String file) {
    return Files.exists(path.resolve(file));
  }

  @Override
  public InputStream open(String file) throws IOException {
    return Files.newInputStream(path.resolve(file));
  }

  @Override
  public void write(String file, Content content) throws IOException {
    Files.createDirectories(path);
    Path unfinished = Files.createTempFile(path, "." + file, ".tmp");
    try {
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(unfinished))) {
        content.writeTo(out);
      }
      Files.move(unfinished, path.resolve(file), StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(unfinished);
    }
  }
}
