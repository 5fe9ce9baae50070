package io.cellora.encoder;

import io.cellora.torch.NativeBuffer;
import io.cellora.torch.NativeScope;
import io.cellora.torch.NativeTensor;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * Cells on their way to torch, written straight to native memory as the arrays of a CSR matrix [n,
 * genes]. Every index is checked here, because torch does not check it. Reused from batch to batch;
 * not thread-safe.
 */
final class NativeBatch implements AutoCloseable {

  /** Matrix products of fewer rows go another way and round differently. */
  static final int FEWEST_CELLS = 32;

  private static final int FIRST_CAPACITY = 1 << 16;

  private final NativeScope parent;
  private final int genes;
  private NativeScope scope;
  private NativeBuffer<IntBuffer> indices;
  private NativeBuffer<FloatBuffer> values;
  private int[] offsets = new int[64];
  private int size;
  private int nonzeros;

  NativeBatch(NativeScope parent, int genes) {
    this.parent = parent;
    this.genes = genes;
    this.scope = parent.child();
    allocate(FIRST_CAPACITY);
  }

  private void allocate(int capacity) {
    indices = scope.intBuffer("x[]", capacity);
    values = scope.floatBuffer("x[]", capacity);
  }

  /** Begins a cell of {@code count} nonzeros at most. */
  void begin(int count) {
    if (size == offsets.length) {
      offsets = Arrays.copyOf(offsets, size * 2);
    }
    offsets[size++] = nonzeros;
    ensure(Math.addExact(nonzeros, count));
  }

  /** Adds a nonzero to the cell that was begun last. */
  void add(int gene, double value) {
    if (gene < 0 || gene >= genes) {
      throw new IllegalArgumentException(
          "Invalid gene index: " + gene + ", expected 0 to " + (genes - 1));
    }
    indices.values().put(nonzeros, gene);
    values.values().put(nonzeros++, (float) value);
  }

  void clear() {
    size = 0;
    nonzeros = 0;
  }

  int size() {
    return size;
  }

  int genes() {
    return genes;
  }

  /**
   * The scripts' arguments x and nnz, with empty cells behind up to {@value #FEWEST_CELLS}; the
   * offsets belong to the scope that is given.
   */
  List<NativeTensor> arguments(NativeScope call) {
    int cells = Math.max(size, FEWEST_CELLS);
    int[] padded = Arrays.copyOf(offsets, cells);
    Arrays.fill(padded, size, cells, nonzeros);
    return List.of(
        indices.tensor(),
        call.ints("x[]", padded, cells),
        values.tensor(),
        call.longs("nnz", new int[] {nonzeros}, 1));
  }

  private void ensure(int needed) {
    if (needed <= indices.values().capacity()) {
      return;
    }
    NativeScope before = scope;
    IntBuffer oldIndices = indices.values();
    FloatBuffer oldValues = values.values();
    scope = parent.child();
    allocate(Math.max(needed, (int) Math.min(Integer.MAX_VALUE - 8L, oldIndices.capacity() * 2L)));
    indices.values().put(0, oldIndices, 0, nonzeros);
    values.values().put(0, oldValues, 0, nonzeros);
    before.close();
  }

  @Override
  public void close() {
    scope.close();
  }
}
