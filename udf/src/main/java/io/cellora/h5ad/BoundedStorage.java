package io.cellora.h5ad;

import io.jhdf.HdfFile;
import io.jhdf.Superblock;
import io.jhdf.exceptions.HdfException;
import io.jhdf.storage.HdfBackingStorage;
import io.jhdf.storage.HdfFileChannel;
import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel.MapMode;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;

/** A channel as the HDF5 library wants it, with every read admitted by a budget. */
final class BoundedStorage extends HdfFileChannel {

  private static final byte[] SIGNATURE = {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'};
  private static final int FIRST_USER_BLOCK = 512;

  /** Indexes that begin with their number of records: B-trees of version 2 and fixed arrays. */
  private static final Set<String> INDEXES = Set.of("BTHD", "FAHD");

  private static final int SIGNATURE_BYTES = 4;
  private static final int TREE_RECORDS = 18;
  private static final int ARRAY_RECORDS = 8;

  private static final MethodHandle HDF_FILE = constructor();

  private final ReadBudget budget;

  private BoundedStorage(HadoopChannel channel, Superblock superblock, ReadBudget budget) {
    super(channel, superblock);
    this.budget = budget;
  }

  /** Finds the signature and opens the root group. */
  static HdfFile open(HadoopChannel channel, ReadBudget budget) throws IOException {
    long start = start(channel);
    Superblock superblock = Superblock.readSuperblock(channel, start);
    if (superblock.getBaseAddressByte() != start) {
      throw new HdfException(
          "superblock at " + start + " says it is at " + superblock.getBaseAddressByte());
    }
    HdfBackingStorage storage = new BoundedStorage(channel, superblock, budget);
    try {
      return (HdfFile) HDF_FILE.invokeExact(storage);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new HdfException("root group", e);
    }
  }

  /** A user block before the file proper is empty or 512 bytes times a power of two. */
  private static long start(HadoopChannel channel) throws IOException {
    ByteBuffer found = ByteBuffer.allocate(SIGNATURE.length);
    long last = channel.size() - SIGNATURE.length;
    for (long at = 0; at <= last; at = Math.max(FIRST_USER_BLOCK, 2 * at)) {
      channel.read(found.clear(), at);
      if (Arrays.equals(found.array(), SIGNATURE)) {
        return at;
      }
    }
    throw new HdfException("no HDF5 signature in it");
  }

  /**
   * The library has a constructor over any storage, but keeps it for its files in memory; the
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
    admit(address + getUserBlockSize(), length);
    ByteBuffer buffer = super.readBufferFromAddress(address, length);
    checkRecords(buffer);
    return buffer;
  }

  @Override
  public ByteBuffer mapNoOffset(long address, long length, MapMode mode) {
    admit(address, length);
    return super.mapNoOffset(address, length, mode);
  }

  private void admit(long from, long bytes) {
    try {
      budget.admit(from, bytes);
    } catch (IOException e) {
      throw new HdfException(e.getMessage(), e);
    }
  }

  /** The library takes memory for as many records as an index says it has, before it reads them. */
  private void checkRecords(ByteBuffer buffer) {
    String signature = signature(buffer);
    int at = signature.equals("BTHD") ? TREE_RECORDS + getSizeOfOffsets() : ARRAY_RECORDS;
    if (INDEXES.contains(signature) && buffer.remaining() >= at + Integer.BYTES) {
      long records = Integer.toUnsignedLong(buffer.getInt(at));
      if (records > size()) {
        throw new HdfException("an index of " + records + " records in " + size() + " bytes");
      }
    }
  }

  private static String signature(ByteBuffer buffer) {
    byte[] bytes = new byte[Math.min(SIGNATURE_BYTES, buffer.remaining())];
    buffer.get(0, bytes);
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
