package io.cellora.probe;

import io.cellora.probe.JvmFacts.Cache;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Looks at the folder that libtorch is unpacked to, without making it. */
final class CacheFolder {

  private static final List<String> LIBTORCH = List.of("libtorch_cpu.so", "libtorch.so");

  private CacheFolder() {}

  static Cache look(Path folder, String libraryPath, boolean offline) {
    Path there = existing(folder.toAbsolutePath());
    boolean filled = libraryPath.isEmpty() ? unpacked(folder) : holdsLibtorch(Path.of(libraryPath));
    return new Cache(
        folder.toString(),
        Files.isDirectory(there) && Files.isWritable(there),
        filled,
        free(there),
        libraryPath,
        offline);
  }

  /** The folder, or the nearest above it that would hold it. */
  private static Path existing(Path folder) {
    Path at = folder;
    while (!Files.exists(at) && at.getParent() != null) {
      at = at.getParent();
    }
    return at;
  }

  private static boolean unpacked(Path folder) {
    try (Stream<Path> versions = Files.list(folder)) {
      return versions.anyMatch(CacheFolder::holdsLibtorch);
    } catch (IOException e) {
      return false;
    }
  }

  private static boolean holdsLibtorch(Path folder) {
    return LIBTORCH.stream().allMatch(name -> Files.isReadable(folder.resolve(name)));
  }

  private static long free(Path folder) {
    try {
      return Files.getFileStore(folder).getUsableSpace();
    } catch (IOException e) {
      return 0;
    }
  }
}
