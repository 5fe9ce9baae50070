package io.cellora.torch;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets one JVM of a machine after the other unpack natives into a folder, so that the first does it
 * and the others find them. The lock lies in that folder and not in the temporary one, which is
 * another for each container of YARN. In a folder that cannot be written nothing is unpacked
 * either.
 *
 * @param channel what holds the lock; none in a folder that cannot be written
 */
record NativeLock(Path folder, Optional<FileChannel> channel) implements AutoCloseable {

  static final String FILE = ".cellora.lock";

  private static final Logger LOG = LoggerFactory.getLogger(NativeLock.class);

  /** Waits for the lock of a folder, which is made if need be. */
  static NativeLock take(Path folder) {
    try {
      Files.createDirectories(folder);
      FileChannel channel =
          FileChannel.open(
              folder.resolve(FILE),
              Set.of(
                  StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      channel.lock();
      return new NativeLock(folder, Optional.of(channel));
    } catch (IOException e) {
      LOG.debug("No lock in {}: what is there is used as it is", folder, e);
      return new NativeLock(folder, Optional.empty());
    }
  }

  @Override
  public void close() {
    try {
      if (channel.isPresent()) {
        channel.get().close();
      }
    } catch (IOException e) {
      LOG.debug("The lock of {} ends with this JVM", folder, e);
    }
  }
}
