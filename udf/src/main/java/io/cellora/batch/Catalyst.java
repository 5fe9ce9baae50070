package io.cellora.batch;

import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.catalyst.expressions.ApplyFunctionExpression;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.AttributeReference;
import org.apache.spark.sql.catalyst.expressions.ExprId;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.connector.catalog.functions.ScalarFunction;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.Metadata;
import scala.collection.Iterable;
import scala.collection.Seq;

/**
 * What Catalyst takes and gives as lists. Their class is another one in Scala 2.12 and 2.13, and a
 * call that was compiled with the one is not found with the other: so these are called by name, and
 * one jar serves Spark 3.5 and 4.
 */
public final class Catalyst {

  private static final Method EXPRESSIONS = method(LogicalPlan.class, "expressions", 0);
  private static final Method INPUTS = method(LogicalPlan.class, "children", 0);
  private static final Method WITH_INPUTS = method(LogicalPlan.class, "withNewChildren", 1);
  private static final Method OUTPUT = method(LogicalPlan.class, "output", 0);
  private static final Method PLANNED_OUTPUT = method(SparkPlan.class, "output", 0);
  private static final Method ARGUMENTS = method(Expression.class, "children", 0);
  private static final Method PROJECTION = method(UnsafeProjection.class, "create", 2);
  private static final Constructor<?> PROJECT = constructor(Project.class, 2);
  private static final Constructor<?> CALL = constructor(ApplyFunctionExpression.class, 2);
  private static final Constructor<?> ATTRIBUTE = constructor(AttributeReference.class, 6);

  private Catalyst() {}

  static List<Expression> expressions(LogicalPlan plan) {
    return list(call(EXPRESSIONS, plan));
  }

  static List<LogicalPlan> inputs(LogicalPlan plan) {
    return list(call(INPUTS, plan));
  }

  static LogicalPlan withInput(LogicalPlan plan, LogicalPlan input) {
    return (LogicalPlan) call(WITH_INPUTS, plan, Seqs.of(List.of(input)));
  }

  static List<Attribute> output(LogicalPlan plan) {
    return list(call(OUTPUT, plan));
  }

  static List<Attribute> output(SparkPlan plan) {
    return list(call(PLANNED_OUTPUT, plan));
  }

  /** The arguments of a call, the parts of any expression. */
  public static List<Expression> arguments(Expression expression) {
    return list(call(ARGUMENTS, expression));
  }

  /** A call of a function of a catalog. */
  public static ApplyFunctionExpression apply(
      ScalarFunction<?> function, List<? extends Expression> arguments) {
    return (ApplyFunctionExpression) create(CALL, function, Seqs.of(arguments));
  }

  static Project project(List<? extends NamedExpression> columns, LogicalPlan input) {
    return (Project) create(PROJECT, Seqs.of(columns), input);
  }

  static Attribute attribute(String name, DataType type, ExprId id) {
    return (Attribute)
        create(ATTRIBUTE, name, type, true, Metadata.empty(), id, Seqs.of(List.of()));
  }

  static UnsafeProjection projection(List<? extends Expression> columns, List<Attribute> input) {
    return (UnsafeProjection) call(PROJECTION, null, Seqs.of(columns), Seqs.of(input));
  }

  @SuppressWarnings("unchecked")
  private static <T> List<T> list(Object elements) {
    return Seqs.list((Iterable<T>) elements);
  }

  /** The public method of that name and number of parameters; of several, one that takes a list. */
  private static Method method(Class<?> type, String name, int parameters) {
    return one(
        Arrays.stream(type.getMethods()).filter(m -> m.getName().equals(name)).toList(),
        type,
        parameters);
  }

  private static Constructor<?> constructor(Class<?> type, int parameters) {
    return one(List.of(type.getConstructors()), type, parameters);
  }

  private static <T extends Executable> T one(List<T> candidates, Class<?> type, int parameters) {
    return candidates.stream()
        .filter(candidate -> candidate.getParameterCount() == parameters)
        .filter(candidate -> parameters == 0 || takesList(candidate))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "Cannot call Catalyst (this is neither Spark 3.5 nor 4): " + type.getName()));
  }

  private static boolean takesList(Executable executable) {
    return Arrays.stream(executable.getParameterTypes()).anyMatch(Seq.class::isAssignableFrom);
  }

  private static Object call(Method method, Object target, Object... arguments) {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      throw rethrown(e.getCause());
    } catch (IllegalAccessException e) {
      throw new IllegalStateException("Cannot call Catalyst (Spark refused): " + method, e);
    }
  }

  private static Object create(Constructor<?> constructor, Object... arguments) {
    try {
      return constructor.newInstance(arguments);
    } catch (InvocationTargetException e) {
      throw rethrown(e.getCause());
    } catch (InstantiationException | IllegalAccessException e) {
      throw new IllegalStateException("Cannot call Catalyst (Spark refused): " + constructor, e);
    }
  }

  /** Scala's checked exceptions pass as they do in Scala. */
  private static RuntimeException rethrown(Throwable cause) {
    if (cause instanceof RuntimeException unchecked) {
      return unchecked;
    }
    if (cause instanceof Error error) {
      throw error;
    }
    return new IllegalStateException("Cannot plan a query: " + cause.getMessage(), cause);
  }
}
