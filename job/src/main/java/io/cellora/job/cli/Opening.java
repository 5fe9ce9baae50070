package io.cellora.job.cli;

import io.cellora.job.config.Progress;
import io.cellora.job.config.Settings;
import io.cellora.job.config.SettingsDifference;
import org.apache.spark.SparkContext;

/**
 * What a command tells first: where Spark runs, and the settings that are not the reference's, or
 * all of them. Secrets are hidden.
 */
record Opening(SparkContext context, Settings settings, Detail detail) {

  private static final int LONGEST = 100;

  /** Which settings are told. */
  enum Detail {
    CHANGED,
    ALL
  }

  void tell(Progress progress) {
    progress.step(spark());
    String json = settings.toJson();
    if (detail == Detail.ALL) {
      SettingsDifference.leaves(json).forEach((key, value) -> tell(progress, key, value));
    } else {
      SettingsDifference.fromReference(json)
          .forEach(setting -> tell(progress, setting.key(), setting.value()));
    }
  }

  private static void tell(Progress progress, String key, String value) {
    String shown = value.length() > LONGEST ? value.substring(0, LONGEST) + " ..." : value;
    progress.step("  %s = %s".formatted(key.replace("\"", ""), shown));
  }

  private String spark() {
    int executors = context.statusTracker().getExecutorInfos().length - 1;
    return "Spark %s, %s, %s, application %s"
        .formatted(
            context.version(),
            context.master(),
            context.isLocal()
                ? context.defaultParallelism() + " cores"
                : executors + " executors so far",
            context.applicationId());
  }
}
