package io.cellora.h5ad;

import io.jhdf.HdfFile;
import io.jhdf.Superblock;
import io.jhdf.exceptions.HdfException;
import io.jhdf.storage.HdfBackingStorage;
import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The bytes of a shard as the HDF5 library asks for them: a range that the file does not have is
 * refused before memory is taken for it, whatever length a damaged file declares.
 */
final class StoreStorage implements HdfBackingStorage {

  private static final byte[] SIGNATURE = {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'};
  private static final int FIRST_USER_BLOCK = 512;

  /** B-trees of version 2 and fixed arrays begin so, and with their number of records. */
  private static final int TREE = signature("BTHD");

  private static final int ARRAY = signature("FAHD");
  private static final int TREE_RECORDS = 18;
  private static final int ARRAY_RECORDS = 8;

  private static final MethodHandle HDF_FILE = constructor();

  private final HadoopChannel channel;
  private final Superblock superblock;
  private final HeaderVersions versions;
  private final ReadBudget budget;

  private StoreStorage(HadoopChannel channel, Superblock superblock, ReadBudget budget) {
    this.channel = channel;
    this.superblock = superblock;
    this.versions = new HeaderVersions(channel);
    this.budget = budget;
  }

  /** Finds the signature and reads the root group. */
  static HdfFile open(HadoopChannel channel, ReadBudget budget) throws IOException {
    long start = start(channel);
    Superblock superblock = Superblock.readSuperblock(channel, start);
    if (superblock.getBaseAddressByte() != start) {
      throw new HdfException(
          "superblock at " + start + " says it is at " + superblock.getBaseAddressByte());
    }
    try {
      return (HdfFile)
          HDF_FILE.invokeExact(new StoreStorage(channel, superblock, budget).asStorage());
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new HdfException("root group: " + e.getMessage(), e);
    }
  }

  private HdfBackingStorage asStorage() {
    return this;
  }

  /** A user block before the file proper is empty or 512 bytes times a power of two. */
  private static long start(HadoopChannel channel) throws IOException {
    byte[] found = new byte[SIGNATURE.length];
    long last = channel.size() - SIGNATURE.length;
    for (long at = 0; at <= last; at = Math.max(FIRST_USER_BLOCK, 2 * at)) {
      channel.readFully(at, found, 0, found.length);
      if (Arrays.equals(found, SIGNATURE)) {
        return at;
      }
    }
    throw new HdfException("no HDF5 signature in it");
  }

  /**
   * The library has the constructor over any storage, but keeps it for its files in memory; the
   * public one over a channel takes memory first and reads then.
   */
  private static MethodHandle constructor() {
    try {
      return MethodHandles.privateLookupIn(HdfFile.class, MethodHandles.lookup())
          .findConstructor(
              HdfFile.class, MethodType.methodType(void.class, HdfBackingStorage.class));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("Cannot open HDF5 files (another version of jhdf)", e);
    }
  }

  @Override
  public ByteBuffer readBufferFromAddress(long address, int length) {
    ByteBuffer buffer = mapNoOffset(address + superblock.getBaseAddressByte(), length);
    checkRecords(buffer);
    return buffer;
  }

  @Override
  public ByteBuffer map(long address, long length) {
    return mapNoOffset(address + superblock.getBaseAddressByte(), length);
  }

  @Override
  public ByteBuffer mapNoOffset(long address, long length) {
    try {
      budget.admit(address, length);
      byte[] bytes = new byte[Math.toIntExact(length)];
      channel.readFully(address, bytes, 0, bytes.length);
      ByteBuffer buffer = ByteBuffer.wrap(bytes).position(bytes.length);
      versions.show(buffer, 0, address);
      return buffer.flip().order(ByteOrder.LITTLE_ENDIAN);
    } catch (IOException e) {
      throw new HdfException(e.getMessage(), e);
    }
  }

  @Override
  public long getUserBlockSize() {
    return superblock.getBaseAddressByte();
  }

  @Override
  public Superblock getSuperblock() {
    return superblock;
  }

  @Override
  public FileChannel getFileChannel() {
    return channel;
  }

  @Override
  public int getSizeOfOffsets() {
    return superblock.getSizeOfOffsets();
  }

  @Override
  public int getSizeOfLengths() {
    return superblock.getSizeOfLengths();
  }

  @Override
  public long size() {
    return channel.size();
  }

  @Override
  public boolean inMemory() {
    return false;
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new HdfException("Cannot close", e);
    }
  }

  /** The library takes memory for as many records as an index says it has, before it reads them. */
  private void checkRecords(ByteBuffer buffer) {
    int signature = buffer.remaining() < Integer.BYTES ? 0 : buffer.getInt(0);
    if (signature != TREE && signature != ARRAY) {
      return;
    }
    int at = signature == TREE ? TREE_RECORDS + getSizeOfOffsets() : ARRAY_RECORDS;
    if (buffer.remaining() >= at + Integer.BYTES) {
      long records = Integer.toUnsignedLong(buffer.getInt(at));
      if (records > size()) {
        throw new HdfException("an index of " + records + " records in " + size() + " bytes");
      }
    }
  }

  private static int signature(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt();
  }
}
