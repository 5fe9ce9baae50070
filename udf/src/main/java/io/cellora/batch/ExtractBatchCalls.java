package io.cellora.batch;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.catalyst.expressions.And;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.plans.logical.Aggregate;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.catalyst.rules.Rule;

/**
 * Moves batch functions out of the expressions of a query into operators below them.
 *
 * <p>Conditions that call none of them stay below, so that only the rows they keep are computed; a
 * projection and the filter under it share their calls. An operator of several inputs, such as a
 * join, keeps its calls.
 */
final class ExtractBatchCalls extends Rule<LogicalPlan> {

  @Override
  public LogicalPlan apply(LogicalPlan plan) {
    return evaluable(extract(plan));
  }

  /** What is left is computed row by row. */
  private static LogicalPlan evaluable(LogicalPlan plan) {
    LogicalPlan mapped = plan.mapChildren(ExtractBatchCalls::evaluable);
    boolean left =
        Catalyst.expressions(mapped).stream()
            .anyMatch(expression -> expression.exists(e -> e instanceof BatchedExpression));
    return left ? mapped.mapExpressions(ExtractBatchCalls::evaluable) : mapped;
  }

  private static Expression evaluable(Expression expression) {
    Expression mapped = expression.mapChildren(ExtractBatchCalls::evaluable);
    return mapped instanceof BatchedExpression batched ? batched.evaluable() : mapped;
  }

  private LogicalPlan extract(LogicalPlan plan) {
    if (plan instanceof Project project && project.child() instanceof Filter filter) {
      return extract(project, filter);
    }
    LogicalPlan rewritten = plan.mapChildren(this::extract);
    if (rewritten instanceof Filter filter) {
      return filter(filter, List.of());
    }
    List<LogicalPlan> inputs = Catalyst.inputs(rewritten);
    return inputs.size() == 1 && BatchCalls.anyIn(rewritten)
        ? extract(List.of(rewritten), inputs.get(0))
        : rewritten;
  }

  private LogicalPlan extract(Project project, Filter filter) {
    if (!BatchCalls.anyIn(project) && !BatchCalls.anyIn(filter)) {
      return project.mapChildren(this::extract);
    }
    Filter rewritten = (Filter) filter.mapChildren(this::extract);
    return filter(rewritten, List.of(project));
  }

  /**
   * @param above the projection over the filter, if there is one
   */
  private static LogicalPlan filter(Filter filter, List<LogicalPlan> above) {
    if (above.isEmpty() && !BatchCalls.anyIn(filter)) {
      return filter;
    }
    List<Expression> calling = new ArrayList<>();
    List<Expression> others = new ArrayList<>();
    for (Expression condition : conditions(filter.condition())) {
      (BatchCalls.anyIn(condition) ? calling : others).add(condition);
    }
    LogicalPlan below = filtered(others, filter.child());
    List<LogicalPlan> plans = new ArrayList<>(above);
    if (!calling.isEmpty()) {
      plans.add(filtered(calling, below));
    }
    return extract(plans, below);
  }

  /** The parts of a condition that may be asked one after the other. */
  private static List<Expression> conditions(Expression condition) {
    if (!(condition instanceof And and) || !condition.deterministic()) {
      return List.of(condition);
    }
    List<Expression> all = new ArrayList<>(conditions(and.left()));
    all.addAll(conditions(and.right()));
    return all;
  }

  private static LogicalPlan filtered(List<Expression> conditions, LogicalPlan child) {
    return conditions.stream()
        .reduce(And::new)
        .<LogicalPlan>map(c -> new Filter(c, child))
        .orElse(child);
  }

  /**
   * @param plans of one child each, the outermost first, that stand over {@code child}
   */
  private static LogicalPlan extract(List<LogicalPlan> plans, LogicalPlan child) {
    LogicalPlan outermost = plans.get(0);
    boolean choosesOutput = outermost instanceof Project || outermost instanceof Aggregate;
    BatchCalls calls = BatchCalls.of(plans);
    LogicalPlan below = calls.over(child, choosesOutput);
    List<LogicalPlan> rewritten = calls.plans();
    for (int i = rewritten.size() - 1; i >= 0; i--) {
      below = Catalyst.withInput(rewritten.get(i), below);
    }
    return choosesOutput ? below : Catalyst.project(Catalyst.output(outermost), below);
  }
}
