package io.cellora.batch;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/** A kernel that multiplies a long with itself and counts what it is asked. */
record Squares(int underWay) implements BatchKernel {

  static final int BATCH = 4;
  static final AtomicInteger OPENED = new AtomicInteger();
  static final AtomicInteger CLOSED = new AtomicInteger();
  static final AtomicInteger BATCHES = new AtomicInteger();
  static final AtomicInteger ROWS = new AtomicInteger();

  static void reset() {
    List.of(OPENED, CLOSED, BATCHES, ROWS).forEach(count -> count.set(0));
  }

  /** {@code times} the square. */
  record Call(BatchKernel kernel, int times) implements BatchCall {
    @Override
    public DataType resultType() {
      return DataTypes.LongType;
    }
  }

  /** The function around a call. */
  record Function(BatchCall call) implements BatchFunction {
    @Override
    public DataType[] inputTypes() {
      return new DataType[] {DataTypes.LongType};
    }

    @Override
    public String name() {
      return "square";
    }
  }

  static Function function(int times) {
    return new Function(new Call(new Squares(1), times));
  }

  static Function functionUnderWay(int underWay) {
    return new Function(new Call(new Squares(underWay), 1));
  }

  @Override
  public BatchEvaluator open(List<BatchCall> calls) {
    OPENED.incrementAndGet();
    return new Evaluator(calls, underWay);
  }

  private static final class Evaluator implements BatchEvaluator {
    private final List<BatchCall> calls;
    private final int underWay;
    private List<Long> added = new ArrayList<>();

    Evaluator(List<BatchCall> calls, int underWay) {
      this.calls = calls;
      this.underWay = underWay;
    }

    @Override
    public int batchSize() {
      return BATCH;
    }

    @Override
    public int batchesUnderWay() {
      return underWay;
    }

    @Override
    public void add(InternalRow arguments) {
      ROWS.incrementAndGet();
      added.add(arguments.isNullAt(0) ? null : arguments.getLong(0));
    }

    @Override
    public BatchResult evaluate() {
      BATCHES.incrementAndGet();
      List<Long> batch = added;
      added = new ArrayList<>();
      return (row, call) -> {
        Long x = batch.get(row);
        return x == null ? null : x * x * ((Call) calls.get(call)).times();
      };
    }

    @Override
    public void close() {
      CLOSED.incrementAndGet();
    }
  }
}
