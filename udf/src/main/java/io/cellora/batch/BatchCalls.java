package io.cellora.batch;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.ExprId;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.expressions.NamedLambdaVariable;
import org.apache.spark.sql.catalyst.expressions.aggregate.AggregateExpression;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;

/**
 * The batch functions that some plans call, and the plans with attributes in their place. Calls
 * whose arguments call others come in a later round.
 */
final class BatchCalls {

  /** Calls of one pass with the attributes of their values, by the call's canonical expression. */
  private record Group(
      List<Expression> arguments, List<BatchCall> calls, Map<Expression, Attribute> results) {}

  /** What calls of one group have in common. */
  private record Key(BatchKernel kernel, List<Expression> arguments) {}

  private final List<Group> groups = new ArrayList<>();
  private List<LogicalPlan> plans;

  private BatchCalls(List<LogicalPlan> plans) {
    this.plans = plans;
  }

  static boolean anyIn(LogicalPlan plan) {
    return !(plan instanceof BatchedCalls)
        && Catalyst.expressions(plan).stream().anyMatch(BatchCalls::anyIn);
  }

  /** Whether an expression has a call that can be computed before it. */
  static boolean anyIn(Expression expression) {
    return isCall(expression) || anyInside(expression);
  }

  private static boolean anyInside(Expression expression) {
    return Catalyst.arguments(expression).stream().anyMatch(BatchCalls::anyIn);
  }

  private static boolean isCall(Expression expression) {
    return expression instanceof BatchedExpression
        && !expression.exists(BatchCalls::isLaterThanRows);
  }

  /** Whether a value is not there yet where the rows come from: an element's, a group's. */
  private static boolean isLaterThanRows(Expression expression) {
    return expression instanceof NamedLambdaVariable || expression instanceof AggregateExpression;
  }

  static BatchCalls of(List<LogicalPlan> plans) {
    BatchCalls calls = new BatchCalls(plans);
    while (calls.plans.stream().anyMatch(BatchCalls::anyIn)) {
      calls.replaceInnermost();
    }
    return calls;
  }

  /** The plans without calls. */
  List<LogicalPlan> plans() {
    return plans;
  }

  private void replaceInnermost() {
    Map<Key, Group> found = new LinkedHashMap<>();
    for (LogicalPlan plan : plans) {
      Catalyst.expressions(plan).forEach(e -> collect(e, found));
    }
    Map<Expression, Attribute> attributes = new LinkedHashMap<>();
    found.values().forEach(group -> attributes.putAll(group.results()));
    groups.addAll(found.values());
    plans = plans.stream().map(plan -> plan.mapExpressions(e -> replace(e, attributes))).toList();
  }

  private static void collect(Expression expression, Map<Key, Group> found) {
    if (isCall(expression) && !anyInside(expression)) {
      BatchFunction function = ((BatchedExpression) expression).function();
      List<Expression> arguments = Catalyst.arguments(expression);
      Key key =
          new Key(
              function.call().kernel(), arguments.stream().map(Expression::canonicalized).toList());
      Group group =
          found.computeIfAbsent(
              key, k -> new Group(arguments, new ArrayList<>(), new LinkedHashMap<>()));
      if (!group.results().containsKey(expression.canonicalized())) {
        group.calls().add(function.call());
        group.results().put(expression.canonicalized(), attribute(function));
      }
    } else {
      Catalyst.arguments(expression).forEach(inner -> collect(inner, found));
    }
  }

  private static Attribute attribute(BatchFunction function) {
    ExprId id = NamedExpression.newExprId();
    return Catalyst.attribute(function.name(), function.resultType(), id);
  }

  private static Expression replace(Expression expression, Map<Expression, Attribute> attributes) {
    Attribute attribute = attributes.get(expression.canonicalized());
    return attribute == null
        ? expression.mapChildren(inner -> replace(inner, attributes))
        : attribute;
  }

  /**
   * The operators that compute the calls.
   *
   * @param onlyNeeded whether what the plans do not refer to is dropped; else all of the child's
   *     output stays, in its order
   */
  LogicalPlan over(LogicalPlan child, boolean onlyNeeded) {
    Set<ExprId> needed = new LinkedHashSet<>();
    for (LogicalPlan plan : plans) {
      Catalyst.expressions(plan).forEach(e -> needed.addAll(references(e)));
    }
    List<Set<ExprId>> above = new ArrayList<>();
    for (int i = groups.size() - 1; i >= 0; i--) {
      above.add(0, new LinkedHashSet<>(needed));
      groups.get(i).arguments().forEach(argument -> needed.addAll(references(argument)));
    }
    LogicalPlan plan = onlyNeeded ? pruned(child, needed) : child;
    for (int i = 0; i < groups.size(); i++) {
      Set<ExprId> kept = above.get(i);
      List<Attribute> attributes = Catalyst.output(plan);
      attributes.removeIf(a -> onlyNeeded && !kept.contains(a.exprId()));
      plan = operator(groups.get(i), attributes, plan);
    }
    return plan;
  }

  private static LogicalPlan pruned(LogicalPlan child, Set<ExprId> needed) {
    List<Attribute> attributes = Catalyst.output(child);
    return attributes.removeIf(attribute -> !needed.contains(attribute.exprId()))
        ? Catalyst.project(attributes, child)
        : child;
  }

  private static LogicalPlan operator(Group group, List<Attribute> kept, LogicalPlan child) {
    return new BatchedCalls(
        new BatchPass(group.calls().get(0).kernel(), group.calls()),
        Seqs.of(group.arguments()),
        Seqs.of(kept),
        Seqs.of(List.copyOf(group.results().values())),
        child);
  }

  private static List<ExprId> references(Expression expression) {
    return Seqs.<Attribute>list(expression.references()).stream().map(Attribute::exprId).toList();
  }
}
