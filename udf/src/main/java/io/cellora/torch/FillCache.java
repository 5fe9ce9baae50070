package io.cellora.torch;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Unpacks the natives into the folder of DJL_CACHE_DIR and starts them once: for images, whose
 * containers then need no folder that can be written. A system that is too old fails here already.
 *
 * <pre>
 * java -cp "$SPARK_HOME/jars/*:cellora-udf-all.jar:cellora-natives-cpu.jar" io.cellora.torch.FillCache
 * </pre>
 */
public final class FillCache {

  private static final Set<PosixFilePermission> FOLDER =
      PosixFilePermissions.fromString("rwxr-xr-x");
  private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-r--r--");

  private FillCache() {}

  /** Takes no arguments: the environment names the folder, as it does when Cellora runs. */
  public static void main(String[] args) throws IOException {
    TorchEngine.start(1);
    Path folder = TorchProbe.cacheFolder();
    open(folder);
    PrintStream out = System.out;
    out.println("libtorch " + TorchEngine.version() + " is in " + folder);
  }

  /** Lets every user read: what is unpacked is its owner's alone, and images change users. */
  static void open(Path folder) throws IOException {
    List<Path> all;
    try (Stream<Path> found = Files.walk(folder)) {
      all = found.filter(path -> !Files.isSymbolicLink(path)).toList();
    }
    for (Path path : all) {
      boolean isFolder = Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
      Files.setPosixFilePermissions(path, isFolder ? FOLDER : FILE);
    }
  }
}
