package io.cellora.job.stage;

import io.cellora.job.config.PlanRequest;
import io.cellora.job.config.PlanRequest.Cluster;
import io.cellora.job.plan.ClusterPlan;
import io.cellora.job.plan.Memory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The command that submits what was planned, in two forms; words in capitals are the user's. */
final class SubmitLine {

  private static final long MEBI = 1L << 20;
  private static final long GIBI = 1L << 30;
  private static final int SHUFFLE_PARTITIONS = 200;

  private final Cluster cluster;
  private final ClusterPlan plan;
  private final List<String> words = new ArrayList<>();

  private SubmitLine(Cluster cluster, ClusterPlan plan) {
    this.cluster = cluster;
    this.plan = plan;
  }

  /** A line for a shell. */
  static String line(List<String> words) {
    return String.join(" ", words.stream().map(SubmitLine::quoted).toList());
  }

  private static String quoted(String word) {
    return word.matches("[\\w./:=,+-]*") ? word : "'" + word.replace("'", "'\\''") + "'";
  }

  /** By script and by class, as words. */
  static Map<String, List<String>> of(PlanRequest request, ClusterPlan plan) {
    List<String> spark = new SubmitLine(request.cluster(), plan).spark();
    List<String> command = command(request, plan);
    String version = RunRecord.version();
    List<String> script = new ArrayList<>(List.of("deploy/spark-submit.sh"));
    script.addAll(spark);
    script.add("--");
    script.addAll(command);
    List<String> byClass =
        new ArrayList<>(List.of("spark-submit", "--class", "io.cellora.job.Main"));
    byClass.addAll(spark);
    byClass.addAll(List.of("--jars", "cellora-natives-cpu-" + version + ".jar"));
    byClass.add("cellora-job-" + version + "-all.jar");
    byClass.addAll(command);
    Map<String, List<String>> forms = new LinkedHashMap<>();
    forms.put("script", script);
    forms.put("class", byClass);
    return forms;
  }

  private List<String> spark() {
    Memory memory = plan.memory();
    word("--master", cluster.master());
    boolean standalone = cluster.master().startsWith("spark:");
    if (standalone) {
      word("--total-executor-cores", Integer.toString(cluster.allCores()));
    } else {
      word("--num-executors", Integer.toString(cluster.executors()));
    }
    word("--executor-cores", Integer.toString(cluster.cores()));
    word("--executor-memory", memory.heap() / GIBI + "g");
    word("--driver-memory", memory.driver() / GIBI + "g");
    conf("spark.executor.memoryOverhead", memory.overhead() / MEBI + "m");
    conf("spark.executor.extraJavaOptions", "-XX:+UseParallelGC");
    if (2 * cluster.allCores() > SHUFFLE_PARTITIONS) {
      conf("spark.sql.shuffle.partitions", Integer.toString(2 * cluster.allCores()));
    }
    if (2 * plan.answerBytes() > GIBI) {
      conf("spark.driver.maxResultSize", 1 + 2 * plan.answerBytes() / GIBI + "g");
    }
    if (cluster.gpus() > 0) {
      conf("spark.executor.resource.gpu.amount", "1");
      conf("spark.task.resource.gpu.amount", Double.toString(1.0 / cluster.cores()));
    }
    return words;
  }

  private void word(String option, String value) {
    words.addAll(List.of(option, value));
  }

  private void conf(String key, String value) {
    word("--conf", key + "=" + value);
  }

  private static List<String> command(PlanRequest request, ClusterPlan plan) {
    List<String> words = new ArrayList<>(List.of("run-all", "--input", "CELLS"));
    words.addAll(List.of("--model", "MODEL", "--out", "OUT"));
    if (request.cluster().gpus() > 0 && !request.settingsWords().contains("--settings")) {
      words.addAll(List.of("--settings", "conf/gpu.conf"));
    }
    words.addAll(request.settingsWords());
    plan.changes().forEach((key, value) -> words.addAll(List.of("--set", key + "=" + value)));
    return words;
  }
}
