package io.cellora.job.cli;

import io.cellora.job.config.Progress;
import io.cellora.job.config.Settings;
import io.cellora.job.stage.JobGroup;
import org.apache.spark.sql.SparkSession;

/** A command that needs Spark: paths are checked first, because Spark takes seconds to start. */
abstract class SparkCommand extends AnyCommand {

  abstract void check(LocalPaths paths, boolean overwrite);

  abstract int run(SparkSession spark, Settings settings, Progress progress, boolean overwrite);

  @Override
  final int run(CommonOptions common, Settings settings, Progress progress) {
    Sessions sessions = common.sessions(settings, name());
    check(
        sessions.local() ? LocalPaths.ofThisMachine() : LocalPaths.ofCluster(), common.overwrite());
    SparkSession spark = sessions.open();
    try {
      JobGroup.of(spark, name()).begin(name());
      Settings effective = sessions.recorded(settings);
      sessions.warnings().forEach(progress::step);
      Opening.Detail detail = common.verbose() ? Opening.Detail.ALL : Opening.Detail.CHANGED;
      new Opening(spark.sparkContext(), effective, detail).tell(progress);
      return run(spark, effective, progress, common.overwrite());
    } finally {
      sessions.close(spark);
    }
  }
}
