package io.cellora.batch;

import java.util.List;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.SparkStrategy;
import scala.collection.immutable.Seq;

/** Plans {@link BatchedCalls}. */
final class BatchStrategy extends SparkStrategy {

  private static final long serialVersionUID = 1;

  @Override
  public Seq<SparkPlan> apply(LogicalPlan plan) {
    return plan instanceof BatchedCalls batched
        ? Seqs.of(List.of(batched.planned(planLater(batched.child()))))
        : Seqs.of(List.of());
  }
}
