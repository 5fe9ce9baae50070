package io.cellora.functions;

import io.cellora.batch.Catalyst;
import java.util.List;
import org.apache.spark.sql.catalyst.expressions.ApplyFunctionExpression;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.rules.Rule;
import scala.runtime.AbstractPartialFunction;

/** Tells functions their constant second argument while a query is analysed. */
final class FixArguments extends Rule<LogicalPlan> {

  @Override
  public LogicalPlan apply(LogicalPlan plan) {
    return plan.resolveExpressions(new Fix());
  }

  private static final class Fix extends AbstractPartialFunction<Expression, Expression> {

    @Override
    public boolean isDefinedAt(Expression expression) {
      return expression instanceof ApplyFunctionExpression call
          && call.function() instanceof FixesArgument
          && call.resolved()
          && Catalyst.arguments(call).get(1).foldable()
          && constant(call) != null;
    }

    @Override
    public Expression apply(Expression expression) {
      ApplyFunctionExpression call = (ApplyFunctionExpression) expression;
      return Catalyst.apply(
          ((FixesArgument) call.function()).fix(constant(call)),
          List.of(Catalyst.arguments(call).get(0)));
    }

    private static Object constant(ApplyFunctionExpression call) {
      return Catalyst.arguments(call).get(1).eval(null);
    }
  }
}
