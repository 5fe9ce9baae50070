package io.cellora.knn;

import io.cellora.batch.BatchEvaluator;
import io.cellora.batch.BatchResult;
import java.util.Arrays;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.catalyst.util.GenericArrayData;
import org.apache.spark.unsafe.types.UTF8String;

/** Answers a task's calls of {@code nearest} with one search a batch. */
final class NearestEvaluator implements BatchEvaluator {

  private static final String NAME = "embedding (argument 1 of nearest)";

  private final NearestReference reference;
  private final KnnCache.Lease lease;
  private final float[] values;
  private final int[] places;
  private final int[] wanted;
  private int rows;
  private int queries;

  NearestEvaluator(NearestReference reference) {
    this.reference = reference;
    this.lease = reference.acquire();
    this.values = new float[Math.multiplyExact(reference.batch(), reference.size().width())];
    this.places = new int[reference.batch()];
    this.wanted = new int[reference.batch()];
  }

  @Override
  public int batchSize() {
    return reference.batch();
  }

  @Override
  public void add(InternalRow arguments) {
    if (arguments.isNullAt(0) || arguments.isNullAt(1)) {
      places[rows++] = -1;
      return;
    }
    UnitVectors.normalise(embedding(arguments.getArray(0)), values, queries);
    wanted[rows] = reference.size().limit(count(arguments.getInt(1)));
    places[rows++] = queries++;
  }

  private float[] embedding(ArrayData array) {
    EmbeddingColumn.requireWidth(NAME, array.numElements(), reference.size().width());
    float[] embedding = new float[array.numElements()];
    for (int i = 0; i < embedding.length; i++) {
      Float value = array.isNullAt(i) ? null : (Float) array.getFloat(i);
      embedding[i] = EmbeddingColumn.requireFinite(NAME, value, i);
    }
    return embedding;
  }

  private static int count(int k) {
    if (k < 1) {
      throw new IllegalArgumentException(
          "Invalid k (argument 2 of nearest): " + k + ", expected at least 1");
    }
    return k;
  }

  @Override
  public BatchResult evaluate() {
    int[] asked = Arrays.copyOf(wanted, rows);
    int[] placed = Arrays.copyOf(places, rows);
    int most = Arrays.stream(asked).max().orElse(0);
    Neighbours[] best = Neighbours.none(queries, most);
    lease.index().search(Arrays.copyOf(values, queries * reference.size().width()), best);
    rows = 0;
    queries = 0;
    Arrays.fill(wanted, 0);
    return (row, call) -> placed[row] < 0 ? null : array(best[placed[row]], asked[row]);
  }

  private ArrayData array(Neighbours nearest, int k) {
    Object[] structs = new Object[Math.min(k, nearest.size())];
    for (int i = 0; i < structs.length; i++) {
      UTF8String label = UTF8String.fromString(reference.labels().name(nearest.code(i)));
      structs[i] =
          new GenericInternalRow(
              reference.hasIds()
                  ? new Object[] {
                    UTF8String.fromString(reference.id(nearest.row(i))), label, nearest.distance(i)
                  }
                  : new Object[] {label, nearest.distance(i)});
    }
    return new GenericArrayData(structs);
  }

  @Override
  public void close() {
    lease.close();
  }
}
