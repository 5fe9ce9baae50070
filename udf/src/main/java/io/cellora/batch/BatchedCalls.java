package io.cellora.batch;

import java.util.List;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.AttributeSet;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import scala.collection.IndexedSeq;
import scala.collection.immutable.Seq;

/**
 * The child's rows with the values of some calls behind them.
 *
 * <p>Spark copies plans through their constructor: its parameters are the product's elements.
 */
public final class BatchedCalls extends LogicalPlan implements NewChildren<LogicalPlan> {

  private static final long serialVersionUID = 1;

  private final BatchPass pass;
  private final scala.collection.Seq<Expression> arguments;
  private final scala.collection.Seq<Attribute> kept;
  private final scala.collection.Seq<Attribute> results;
  private final LogicalPlan child;

  /**
   * @param arguments of all calls
   * @param kept attributes of the child that the output begins with
   * @param results one for each call of the pass
   */
  public BatchedCalls(
      BatchPass pass,
      scala.collection.Seq<Expression> arguments,
      scala.collection.Seq<Attribute> kept,
      scala.collection.Seq<Attribute> results,
      LogicalPlan child) {
    this.pass = pass;
    this.arguments = arguments;
    this.kept = kept;
    this.results = results;
    this.child = child;
  }

  /** The operator over the planned child. */
  BatchedCallsExec planned(org.apache.spark.sql.execution.SparkPlan plannedChild) {
    return new BatchedCallsExec(pass, arguments, kept, results, plannedChild);
  }

  LogicalPlan child() {
    return child;
  }

  @Override
  public Seq<Attribute> output() {
    return Seqs.concat(kept, results);
  }

  @Override
  public AttributeSet producedAttributes() {
    return Seqs.attributes(results);
  }

  @Override
  public Seq<LogicalPlan> children() {
    return Seqs.of(List.of(child));
  }

  /** Scala 2.12's. */
  public LogicalPlan withNewChildrenInternal(IndexedSeq<LogicalPlan> children) {
    return new BatchedCalls(pass, arguments, kept, results, children.apply(0));
  }

  @Override // Scala 2.13's
  public LogicalPlan withNewChildrenInternal(
      scala.collection.immutable.IndexedSeq<LogicalPlan> children) {
    return new BatchedCalls(pass, arguments, kept, results, children.apply(0));
  }

  @Override
  public int productArity() {
    return 5;
  }

  @Override
  public Object productElement(int i) {
    return List.of(pass, arguments, kept, results, child).get(i);
  }

  @Override
  public boolean canEqual(Object other) {
    return other instanceof BatchedCalls;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof BatchedCalls that
        && pass.equals(that.pass)
        && arguments.equals(that.arguments)
        && kept.equals(that.kept)
        && results.equals(that.results)
        && child.equals(that.child);
  }

  @Override
  public int hashCode() {
    return java.util.Objects.hash(pass, arguments, kept, results, child);
  }
}
