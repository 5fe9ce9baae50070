package io.cellora.encoder;

import io.cellora.torch.NativeScope;
import io.cellora.torch.NativeTensor;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.linalg.SparseVector;
import org.apache.spark.ml.linalg.Vector;

/**
 * Cells on their way to torch, as the three arrays of a CSR matrix [n, genes]. Every index is
 * checked here, because torch does not check it. Reused from batch to batch; not thread-safe.
 */
public final class SparseBatch {

  private final int genes;
  private int size;
  private int nonzeros;
  private int[] offsets = new int[64];
  private int[] indices = new int[1 << 14];
  private float[] values = new float[1 << 14];

  public SparseBatch(int genes) {
    this.genes = genes;
  }

  /** Adds a cell. */
  public void add(Vector cell) {
    if (cell.size() != genes) {
      throw new IllegalArgumentException(
          "Invalid size of a features vector: "
              + cell.size()
              + ", expected the model's "
              + genes
              + " genes (read the cells with the model's gene order)");
    }
    SparseVector sparse = cell.toSparse();
    add(sparse.indices(), sparse.values(), sparse.indices().length);
  }

  /** Adds a cell from the first {@code count} pairs of gene and value. */
  public void add(int[] cellIndices, double[] cellValues, int count) {
    ensure(count);
    offsets[size++] = nonzeros;
    for (int i = 0; i < count; i++) {
      int gene = cellIndices[i];
      if (gene < 0 || gene >= genes) {
        throw new IllegalArgumentException(
            "Invalid gene index: " + gene + ", expected 0 to " + (genes - 1));
      }
      indices[nonzeros] = gene;
      values[nonzeros++] = (float) cellValues[i];
    }
  }

  /** The script's argument x: gene indices, row offsets, values. */
  public List<NativeTensor> arguments(NativeScope scope) {
    return List.of(
        scope.ints("x[]", indices, nonzeros),
        scope.ints("x[]", offsets, size),
        scope.floats("x[]", values(), nonzeros));
  }

  /** Adds the cells to a batch in native memory. */
  void copyTo(NativeBatch batch) {
    for (int cell = 0; cell < size; cell++) {
      int end = cell + 1 < size ? offsets[cell + 1] : nonzeros;
      batch.begin(end - offsets[cell]);
      for (int i = offsets[cell]; i < end; i++) {
        batch.add(indices[i], values[i]);
      }
    }
  }

  public void clear() {
    size = 0;
    nonzeros = 0;
  }

  /** Cells in the batch. */
  public int size() {
    return size;
  }

  public int genes() {
    return genes;
  }

  public int nonzeros() {
    return nonzeros;
  }

  /** Where each cell's nonzeros start; the first {@link #size()} entries count. */
  public int[] offsets() {
    return offsets;
  }

  /** Genes of the nonzeros; the first {@link #nonzeros()} entries count. */
  public int[] indices() {
    return indices;
  }

  /** Values of the nonzeros. */
  public float[] values() {
    return Arrays.copyOf(values, nonzeros);
  }

  private void ensure(int more) {
    if (size == offsets.length) {
      offsets = Arrays.copyOf(offsets, size * 2);
    }
    int needed = Math.addExact(nonzeros, more);
    if (needed > indices.length) {
      int capacity = Math.max(needed, (int) Math.min(Integer.MAX_VALUE - 8L, indices.length * 2L));
      indices = Arrays.copyOf(indices, capacity);
      values = Arrays.copyOf(values, capacity);
    }
  }
}
