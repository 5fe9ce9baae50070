package io.cellora.torch;

import ai.djl.util.Utils;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The folder that libtorch is unpacked to, and loaded from: who can write there can run code here.
 * Where nobody has chosen it, DJL takes the home or, if that cannot be written, a well-known name
 * in the shared folder of temporary files.
 */
final class NativeCache {

  private static final int ROOT = 0;

  private final Path folder;

  NativeCache(Path folder) {
    this.folder = folder;
  }

  /**
   * Refuses a folder that someone else could have filled, unless the user has named it and so
   * answers for it.
   *
   * @throws IllegalStateException naming what is wrong with which folder, and the way out
   */
  void requireOwnUnlessChosen() {
    try {
      if (!isChosen()) {
        requireOwn();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot look at native cache (" + e.getMessage() + ")", e);
    }
  }

  private static boolean isChosen() {
    String chosen = Utils.getEnvOrSystemProperty("DJL_CACHE_DIR");
    return chosen != null && !chosen.isEmpty();
  }

  void requireOwn() throws IOException {
    Path self = Path.of("/proc/self");
    if (Files.exists(self)) {
      int me = (int) Files.getAttribute(self, "unix:uid");
      requireOwnedBy(Stream.of(ROOT, me).collect(Collectors.toSet()));
    }
  }

  void requireOwnedBy(Set<Integer> users) throws IOException {
    for (Path part : parts()) {
      int owner = (int) Files.getAttribute(part, "unix:uid", LinkOption.NOFOLLOW_LINKS);
      if (!users.contains(owner)) {
        throw foreign("user " + owner + " made it", part);
      }
      boolean open = Files.getPosixFilePermissions(part).contains(PosixFilePermission.OTHERS_WRITE);
      if (open) {
        throw foreign("anyone may write to it", part);
      }
    }
  }

  /** Those that are there: the folder, the one that holds it, and the versions inside. */
  private List<Path> parts() throws IOException {
    List<Path> parts = new ArrayList<>();
    for (Path part : List.of(folder.toAbsolutePath().getParent(), folder)) {
      if (Files.exists(part, LinkOption.NOFOLLOW_LINKS)) {
        parts.add(part);
      }
    }
    if (Files.isDirectory(folder)) {
      try (Stream<Path> inside = Files.list(folder)) {
        inside.filter(Files::isDirectory).sorted().forEach(parts::add);
      }
    }
    return parts;
  }

  private static IllegalStateException foreign(String why, Path part) {
    return new IllegalStateException(
        "Cannot trust native cache (%s, and libraries in it would be run; set DJL_CACHE_DIR to a folder of your own): %s"
            .formatted(why, part));
  }
}
