package io.cellora.knn;

import io.cellora.batch.BatchCall;
import io.cellora.batch.BatchEvaluator;
import io.cellora.batch.BatchKernel;
import java.util.List;
import org.apache.spark.sql.types.DataType;

/**
 * {@code nearest(embedding, k)}: the k nearest rows of a reference to an array of float, nearest
 * first; null if the embedding or k is null.
 */
public record NearestCall(NearestReference reference) implements BatchCall {

  @Override
  public DataType resultType() {
    return reference.resultType();
  }

  @Override
  public BatchKernel kernel() {
    return new Kernel(reference);
  }

  private record Kernel(NearestReference reference) implements BatchKernel {
    @Override
    public BatchEvaluator open(List<BatchCall> calls) {
      return new NearestEvaluator(reference);
    }
  }
}
