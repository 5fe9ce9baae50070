package io.cellora.h5ad;

import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.SparkSessionExtensions;
import org.apache.spark.sql.SparkSessionExtensionsProvider;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.rules.Rule;
import scala.runtime.BoxedUnit;

/**
 * Gives every session the catalog {@code h5ad}; Spark finds this class by itself when the jar is on
 * its class path. A catalog of that name in the session's configuration stays as it is.
 */
public final class H5adExtensions implements SparkSessionExtensionsProvider {

  private static final String KEY = "spark.sql.catalog." + H5adCatalog.NAME;

  @Override
  public BoxedUnit apply(SparkSessionExtensions extensions) {
    // asked for when the analyzer is built: by then the session has a configuration to write to
    extensions.injectResolutionRule(H5adExtensions::registering);
    return BoxedUnit.UNIT;
  }

  private static Rule<LogicalPlan> registering(SparkSession session) {
    register(session);
    return new NoRule();
  }

  /** Gives a session the catalog unless it has one of that name. */
  static void register(SparkSession session) {
    if (session.conf().get(KEY, "").isEmpty()) {
      session.conf().set(KEY, H5adCatalog.class.getName());
    }
  }

  /** Leaves every plan as it is. */
  private static final class NoRule extends Rule<LogicalPlan> {
    @Override
    public LogicalPlan apply(LogicalPlan plan) {
      return plan;
    }
  }
}
