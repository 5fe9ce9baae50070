package io.cellora.job.stage;

import io.cellora.job.config.OutputForm;
import io.cellora.job.config.Progress;
import io.cellora.job.config.Settings;
import io.cellora.job.report.DoctorJson;
import io.cellora.job.report.DoctorText;
import io.cellora.probe.Advice;
import io.cellora.probe.Finding;
import io.cellora.probe.JvmFacts;
import io.cellora.probe.Probe;
import io.cellora.probe.SessionFacts;
import io.cellora.probe.SessionFacts.Wanted;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/** {@code cellora doctor}: what the JVMs of a session see, and what to change. */
public final class Doctor {

  private static final int MUST_CHANGE = 1;

  private Doctor() {}

  /** Answers the exit code. */
  public static int run(SparkSession spark, Settings settings, OutputForm form, Progress progress) {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    int threads = threads(context.getConf(), settings.encoder());
    progress.step("Looking at the driver");
    List<JvmFacts> jvms = new ArrayList<>();
    jvms.add(Probe.ofThisJvm(threads));
    Executors executors = new Executors(context, progress);
    if (!context.isLocal()) {
      progress.step("Looking at the executors");
      int slots = ExecutorShape.of(context.getConf(), context.defaultParallelism()).slots();
      jvms.addAll(executors.ask(threads, slots));
    }
    SessionFacts session = session(context, settings.encoder(), executors.known());
    show(jvms, session, form, progress);
    return Advice.ready(Advice.of(jvms, session)) ? 0 : MUST_CHANGE;
  }

  private static SessionFacts session(
      JavaSparkContext context, Settings.Encoder settings, int executors) {
    SparkConf conf = context.getConf();
    int cores = context.defaultParallelism() / Math.max(1, executors);
    ExecutorShape shape = ExecutorShape.of(conf, cores);
    return new SessionFacts(
        conf.get("spark.master"),
        taskCpus(conf),
        shape.slots(),
        shape.overheadBytes(),
        executors,
        new Wanted(settings.device(), threads(conf, settings), settings.batchSize()));
  }

  /** As many threads as a task has cores, unless they are set. */
  private static int threads(SparkConf conf, Settings.Encoder settings) {
    return settings.threads() > 0 ? settings.threads() : taskCpus(conf);
  }

  private static int taskCpus(SparkConf conf) {
    return conf.getInt("spark.task.cpus", 1);
  }

  private static void show(
      List<JvmFacts> jvms, SessionFacts session, OutputForm form, Progress progress) {
    List<Finding> findings = Advice.of(jvms, session);
    if (form == OutputForm.JSON) {
      progress.output(DoctorJson.of(jvms, findings));
    } else {
      progress.table(DoctorText.machines(jvms));
      progress.table(DoctorText.advice(jvms, findings));
    }
  }
}
