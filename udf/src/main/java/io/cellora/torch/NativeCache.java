package io.cellora.torch;

import ai.djl.util.Utils;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
  private static final String LOCK = "cellora.lock";

  private final Path folder;

  NativeCache(Path folder) {
    this.folder = folder;
  }

  static NativeCache ofThisJvm() {
    return new NativeCache(TorchProbe.cacheFolder());
  }

  /** Whether the user has named the folder, and so answers for it. */
  static boolean isChosen() {
    String chosen = Utils.getEnvOrSystemProperty("DJL_CACHE_DIR");
    return chosen != null && !chosen.isEmpty();
  }

  /**
   * Refuses a folder that someone else could have filled.
   *
   * @throws IllegalStateException naming what is wrong with which folder, and the way out
   */
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

  /**
   * A lock under which one process of this machine after the other unpacks; none where nothing can
   * be unpacked, because the folder is read-only, or where the lock is another user's.
   */
  Optional<FileChannel> lockFile() {
    try {
      Files.createDirectories(folder);
      return Optional.of(open(folder.resolve(LOCK)));
    } catch (AccessDeniedException e) {
      return Optional.empty();
    } catch (IOException e) {
      if (!Files.isWritable(folder)) {
        return Optional.empty();
      }
      throw new UncheckedIOException("Cannot lock the native cache (" + e.getMessage() + ")", e);
    }
  }

  /** For the user alone, and never through a link. */
  private static FileChannel open(Path file) throws IOException {
    return FileChannel.open(
        file,
        Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
  }
}
