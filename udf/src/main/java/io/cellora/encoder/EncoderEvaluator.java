package io.cellora.encoder;

import io.cellora.batch.BatchEvaluator;
import io.cellora.batch.BatchResult;
import io.cellora.metrics.CelloraMetrics;
import io.cellora.torch.NativeScope;
import io.cellora.weights.LoraWeights;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;

/**
 * A task's share of an encoder: fills a batch in native memory and embeds it for all arms at once.
 * A cell without features has no embedding. Holds a lease until closed.
 */
final class EncoderEvaluator implements BatchEvaluator {

  private static final int EMPTY = -1;

  private final EncoderReference reference;
  private final List<EmbedCall> calls;
  private final int[] armOfCall;
  private final EncoderCache.Lease lease;
  private final NativeScope scope;
  private final ArmTensors arms;
  private final NativeBatch batch;
  private int[] positions;
  private int rows;
  private boolean closed;

  EncoderEvaluator(EncoderReference reference, List<EmbedCall> calls) {
    this.reference = reference;
    this.calls = calls;
    this.positions = new int[reference.options().batchSize()];
    List<Arm> distinct =
        new ArrayList<>(new LinkedHashSet<>(calls.stream().map(EmbedCall::arm).toList()));
    this.armOfCall = calls.stream().mapToInt(call -> distinct.indexOf(call.arm())).toArray();
    this.lease = reference.acquire();
    this.scope = lease.encoder().newScope();
    this.batch = new NativeBatch(lease.encoder().weights().inputSize());
    try {
      List<LoraWeights> weights = distinct.stream().map(Arm::weights).toList();
      this.arms = ArmTensors.of(scope, lease.encoder().weights(), weights);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  @Override
  public int batchSize() {
    return reference.options().batchSize();
  }

  @Override
  public void add(InternalRow arguments) {
    if (rows == positions.length) {
      positions = Arrays.copyOf(positions, 2 * rows);
    }
    boolean empty = arguments.isNullAt(0);
    positions[rows++] = empty ? EMPTY : batch.size();
    if (!empty) {
      VectorRows.copy(arguments, 0, batch);
    }
  }

  @Override
  public int batchesUnderWay() {
    return lease.encoder().device().isGpu() ? 2 : 1;
  }

  @Override
  public BatchResult evaluate() {
    CelloraMetrics.embedded(batch.size());
    PendingEmbeddings embeddings = lease.encoder().encode(batch, arms, scope);
    if (batchesUnderWay() == 1) {
      embeddings.fetch();
    }
    int[] places = Arrays.copyOf(positions, rows);
    batch.clear();
    rows = 0;
    int latent = lease.encoder().weights().outputSize();
    return (row, call) ->
        places[row] == EMPTY
            ? null
            : calls
                .get(call)
                .form()
                .value(embeddings.fetch().get(armOfCall[call]), places[row] * latent, latent);
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      batch.close();
      scope.close();
      lease.close();
    }
  }
}
