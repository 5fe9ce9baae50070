package io.cellora.batch;

import java.util.List;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.AttributeSet;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.metric.SQLMetric;
import org.apache.spark.sql.execution.metric.SQLMetrics;
import scala.collection.IndexedSeq;
import scala.collection.immutable.Map;
import scala.collection.immutable.Seq;

/** The operator of {@link BatchedCalls}: a task's rows go through an evaluator in batches. */
public final class BatchedCallsExec extends SparkPlan implements NewChildren<SparkPlan> {

  private static final long serialVersionUID = 1;

  private final BatchPass pass;
  private final scala.collection.Seq<Expression> arguments;
  private final scala.collection.Seq<Attribute> kept;
  private final scala.collection.Seq<Attribute> results;
  private final SparkPlan child;
  private transient Map<String, SQLMetric> metrics;

  public BatchedCallsExec(
      BatchPass pass,
      scala.collection.Seq<Expression> arguments,
      scala.collection.Seq<Attribute> kept,
      scala.collection.Seq<Attribute> results,
      SparkPlan child) {
    this.pass = pass;
    this.arguments = arguments;
    this.kept = kept;
    this.results = results;
    this.child = child;
  }

  @Override
  public synchronized Map<String, SQLMetric> metrics() {
    if (metrics == null) {
      metrics =
          new Map.Map3<>(
              "numOutputRows",
              SQLMetrics.createMetric(sparkContext(), "number of output rows"),
              "batches",
              SQLMetrics.createMetric(sparkContext(), "number of batches"),
              "batchTime",
              SQLMetrics.createNanoTimingMetric(sparkContext(), "time in batches", 0));
    }
    return metrics;
  }

  @Override
  public RDD<InternalRow> doExecute() {
    BatchTask task =
        new BatchTask(
            pass,
            Seqs.list(arguments),
            Seqs.list(kept),
            Seqs.list(results),
            Catalyst.output(child),
            new BatchTask.Metrics(
                longMetric("numOutputRows"), longMetric("batches"), longMetric("batchTime")));
    return child.execute().toJavaRDD().mapPartitions(task, true).rdd();
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
  public Seq<SparkPlan> children() {
    return Seqs.of(List.of(child));
  }

  /** Scala 2.12's. */
  public SparkPlan withNewChildrenInternal(IndexedSeq<SparkPlan> children) {
    return new BatchedCallsExec(pass, arguments, kept, results, children.apply(0));
  }

  @Override // Scala 2.13's
  public SparkPlan withNewChildrenInternal(
      scala.collection.immutable.IndexedSeq<SparkPlan> children) {
    return new BatchedCallsExec(pass, arguments, kept, results, children.apply(0));
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
    return other instanceof BatchedCallsExec;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof BatchedCallsExec that
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
