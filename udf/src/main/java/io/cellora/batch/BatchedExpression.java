package io.cellora.batch;

import java.util.List;
import java.util.Objects;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Unevaluable;
import org.apache.spark.sql.catalyst.expressions.codegen.CodegenContext;
import org.apache.spark.sql.catalyst.expressions.codegen.ExprCode;
import org.apache.spark.sql.types.DataType;
import scala.collection.IndexedSeq;
import scala.collection.Seq;

/**
 * A call of a batch function between analysis and planning. It cannot be evaluated, so that the
 * optimizer does not compute it row by row on the driver for rows that it knows already.
 *
 * <p>Spark copies expressions through their constructor: its parameters are the product's elements.
 */
public final class BatchedExpression extends Expression
    implements Unevaluable, NewChildren<Expression> {

  private static final long serialVersionUID = 1;

  private final BatchFunction function;
  private final Seq<Expression> arguments;

  public BatchedExpression(BatchFunction function, Seq<Expression> arguments) {
    this.function = function;
    this.arguments = arguments;
  }

  /** The same call in the form that Spark evaluates. */
  Expression evaluable() {
    return Catalyst.apply(function, Seqs.list(arguments));
  }

  BatchFunction function() {
    return function;
  }

  @Override
  public scala.collection.immutable.Seq<Expression> children() {
    return Seqs.of(Seqs.<Expression>list(arguments));
  }

  @Override
  public DataType dataType() {
    return function.resultType();
  }

  @Override
  public boolean nullable() {
    return true;
  }

  @Override
  public boolean foldable() {
    return false;
  }

  @Override
  public Object eval(InternalRow row) {
    throw cannotEvaluate();
  }

  @Override
  public ExprCode doGenCode(CodegenContext context, ExprCode code) {
    throw cannotEvaluate();
  }

  private IllegalStateException cannotEvaluate() {
    return new IllegalStateException("Cannot evaluate a batch function (not planned): " + this);
  }

  @Override
  public String prettyName() {
    return function.name();
  }

  /** Scala 2.12's. */
  public Expression withNewChildrenInternal(IndexedSeq<Expression> children) {
    return new BatchedExpression(function, children);
  }

  @Override // Scala 2.13's
  public Expression withNewChildrenInternal(
      scala.collection.immutable.IndexedSeq<Expression> children) {
    return new BatchedExpression(function, children);
  }

  @Override
  public int productArity() {
    return 2;
  }

  @Override
  public Object productElement(int i) {
    return List.of(function, arguments).get(i);
  }

  @Override
  public boolean canEqual(Object other) {
    return other instanceof BatchedExpression;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof BatchedExpression that
        && function.equals(that.function)
        && arguments.equals(that.arguments);
  }

  @Override
  public int hashCode() {
    return Objects.hash(function, arguments);
  }
}
