package io.cellora.batch;

import org.apache.spark.sql.catalyst.expressions.ApplyFunctionExpression;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.rules.Rule;

/** Turns calls of batch functions to the form that waits for an operator. */
final class MarkBatchCalls extends Rule<LogicalPlan> {

  @Override
  public LogicalPlan apply(LogicalPlan plan) {
    LogicalPlan marked = plan.mapChildren(this::apply);
    boolean calls =
        Catalyst.expressions(marked).stream()
            .anyMatch(expression -> expression.exists(MarkBatchCalls::isCall));
    return calls ? marked.mapExpressions(MarkBatchCalls::mark) : marked;
  }

  private static boolean isCall(Expression expression) {
    return expression instanceof ApplyFunctionExpression apply
        && apply.function() instanceof BatchFunction;
  }

  private static Expression mark(Expression expression) {
    Expression marked = expression.mapChildren(MarkBatchCalls::mark);
    return isCall(marked)
        ? new BatchedExpression(
            (BatchFunction) ((ApplyFunctionExpression) marked).function(),
            Seqs.of(Catalyst.arguments(marked)))
        : marked;
  }
}
