package io.cellora.batch;

import org.apache.spark.sql.SparkSessionExtensions;
import org.apache.spark.sql.SparkSessionExtensionsProvider;
import scala.runtime.BoxedUnit;

/**
 * Teaches every session to compute batch functions in batches; Spark finds this class by itself
 * when the jar is on its class path.
 */
public final class BatchExtensions implements SparkSessionExtensionsProvider {

  @Override
  public BoxedUnit apply(SparkSessionExtensions extensions) {
    extensions.injectPostHocResolutionRule(session -> new MarkBatchCalls());
    extensions.injectPreCBORule(session -> new ExtractBatchCalls());
    extensions.injectPlannerStrategy(session -> new BatchStrategy());
    return BoxedUnit.UNIT;
  }
}
