package io.cellora.metrics;

import java.util.Map;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.api.plugin.SparkPlugin;

/**
 * Shows Cellora's numbers to Spark's metrics sinks, as {@code plugin.io.cellora.metrics.
 * CelloraPlugin.cellsRead} and so on of the driver and of each executor. Switched on by {@code
 * spark.plugins}, which has to be set before the session starts.
 */
public final class CelloraPlugin implements SparkPlugin {

  /** What Spark calls the executor of local mode. */
  private static final String DRIVER = "driver";

  @Override
  public DriverPlugin driverPlugin() {
    return new OnDriver();
  }

  @Override
  public ExecutorPlugin executorPlugin() {
    return new OnExecutor();
  }

  private static final class OnDriver implements DriverPlugin {

    @Override
    public void registerMetrics(String application, PluginContext plugin) {
      CelloraMetrics.registerTo(plugin.metricRegistry());
    }
  }

  private static final class OnExecutor implements ExecutorPlugin {

    /** In local mode the driver is this JVM, and shows the same numbers. */
    @Override
    public void init(PluginContext plugin, Map<String, String> ofDriver) {
      if (!plugin.executorID().equals(DRIVER)) {
        CelloraMetrics.registerTo(plugin.metricRegistry());
      }
    }
  }
}
