package io.cellora.functions;

import org.apache.spark.sql.SparkSessionExtensions;
import org.apache.spark.sql.SparkSessionExtensionsProvider;
import scala.runtime.BoxedUnit;

/**
 * What sessions need beyond the catalog: constants are told to functions before a query runs, and
 * DESCRIBE FUNCTION knows ours. Spark finds this class by itself when the jar is on its class path.
 */
public final class FunctionExtensions implements SparkSessionExtensionsProvider {

  @Override
  public BoxedUnit apply(SparkSessionExtensions extensions) {
    extensions.injectResolutionRule(session -> new FixArguments());
    extensions.injectParser(DescribingParser::around);
    return BoxedUnit.UNIT;
  }
}
