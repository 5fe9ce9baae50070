package io.cellora.job.stage;

import static org.assertj.core.api.Assertions.assertThat;

import com.codahale.metrics.MetricRegistry;
import io.cellora.job.config.AdapterAnnotateRequest;
import io.cellora.job.config.AnnotateRequest;
import io.cellora.job.config.AnnotationForm;
import io.cellora.job.config.EmbedRequest;
import io.cellora.job.config.TrainRequest;
import io.cellora.knn.KnnWeighting;
import io.cellora.metrics.CelloraPlugin;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.MDC;

/** What Spark's pages call the jobs of commands. */
class JobGroupsTest extends StageTestBase {

  @TempDir Path folder;

  private final Jobs jobs = new Jobs();

  /** A job as the scheduler was told of it. */
  record Job(String group, String description, String run, String stage) {

    /** Spark gives a broadcast of a join a group of its own, to cancel it by. */
    boolean isBroadcast() {
      return description != null && description.startsWith("broadcast exchange");
    }
  }

  private static final class Jobs extends SparkListener {

    private final List<Job> all = new ArrayList<>();

    @Override
    public synchronized void onJobStart(SparkListenerJobStart start) {
      Properties of = start.properties();
      all.add(
          new Job(
              of.getProperty("spark.jobGroup.id"),
              of.getProperty("spark.job.description"),
              of.getProperty("mdc.run"),
              of.getProperty("mdc.stage")));
    }

    synchronized List<Job> all() {
      return List.copyOf(all);
    }
  }

  @BeforeEach
  void listen() {
    for (String property :
        List.of("spark.jobGroup.id", "spark.job.description", "mdc.run", "mdc.stage")) {
      spark.sparkContext().setLocalProperty(property, null);
    }
    spark.sparkContext().addSparkListener(jobs);
  }

  @AfterEach
  void listenNoMore() {
    spark.sparkContext().removeSparkListener(jobs);
  }

  @Test
  void everyJobSaysWhoseItIsAndWhatItDoes() throws Exception {
    long steps = steps();
    Path out = folder.resolve("out");
    Train.run(spark, settings(Map.of("train.epochs", "2")), train(out), new Told());

    String runId = spark.read().parquet(out + "/tables/runs").first().getAs("run_id");
    assertThat(labelled()).allMatch(job -> job.run().equals(runId));
    assertThat(jobs.all())
        .filteredOn(job -> !job.isBroadcast())
        .allMatch(job -> job.group().equals(runId));
    assertThat(jobs.all())
        .extracting(Job::description)
        .contains(
            "Reading cells from h5ad",
            "train: prepare the cells",
            "train lora-ce seed 0: epoch 1 of 3, step 1",
            "train lora-ce seed 0: epoch 3 of 3, step 5",
            "train lora-ce seed 0: look at the validation cells",
            "Saving lora-ce/seed-0",
            "Embedding cells with the adapters on",
            "Recording the run");
    assertThat(jobs.all())
        .filteredOn(job -> job.description().contains(", step "))
        .hasSize(15)
        .allMatch(job -> job.stage().equals("Training lora-ce/seed-0"));
    assertThat(steps() - steps).isEqualTo(15);
    otherCommands(out);
  }

  private static TrainRequest train(Path out) {
    return new TrainRequest(
        request(out).cells(), model.toString(), out.toString(), List.of(), false, false);
  }

  private void otherCommands(Path run) throws Exception {
    String adapter = run + "/adapters/lora-ce/seed-0";
    List<String> cells = strings(atlas.val());
    EmbedCells.run(
        spark,
        settings(Map.of()),
        new EmbedRequest(
            cells, model.toString(), folder + "/embedded", Map.of("a", adapter), true, false),
        new Told());
    AnnotateByAdapter.run(
        spark,
        settings(Map.of()),
        new AdapterAnnotateRequest(
            cells,
            adapter,
            Optional.empty(),
            Optional.empty(),
            new AdapterAnnotateRequest.Limits(Optional.empty(), Optional.empty()),
            new AdapterAnnotateRequest.Output(
                folder + "/annotated", EnumSet.allOf(AnnotationForm.class), false)),
        new Told());
    Annotate.run(
        spark,
        settings(Map.of()),
        new AnnotateRequest(
            new AnnotateRequest.Cells.Files(cells, model.toString(), Optional.empty()),
            new AnnotateRequest.Reference(
                folder + "/embedded", "label", Optional.of(Arms.BASELINE)),
            new AnnotateRequest.Vote(5, KnnWeighting.UNIFORM, Optional.empty()),
            folder + "/voted",
            false),
        new Told());
    assertThat(labelled().stream().map(job -> job.run().split(" ")[0]).distinct())
        .contains("embed", "annotate");
  }

  /** All jobs so far, none of which lacks a word. */
  private List<Job> labelled() throws Exception {
    spark.sparkContext().listenerBus().waitUntilEmpty();
    assertThat(jobs.all())
        .isNotEmpty()
        .allSatisfy(
            job -> {
              assertThat(job.group()).isNotBlank();
              assertThat(job.description()).isNotBlank();
              assertThat(job.run()).isNotBlank();
              assertThat(job.stage()).isNotBlank();
            });
    return jobs.all();
  }

  @Test
  void executorsLogWithTheRunAndTheStage() {
    new JobGroup(spark.sparkContext(), "run-7").begin("Counting stars");

    assertThat(
            JavaSparkContext.fromSparkContext(spark.sparkContext())
                .parallelize(List.of(1, 2), 2)
                .map(any -> MDC.get("mdc.run") + ", " + MDC.get("mdc.stage"))
                .collect())
        .containsOnly("run-7, Counting stars");
  }

  /** Those that Spark's metrics show. */
  private static long steps() {
    MetricRegistry registry =
        SparkEnv.get()
            .metricsSystem()
            .getSourcesByName("plugin." + CelloraPlugin.class.getName())
            .head()
            .metricRegistry();
    return registry.getTimers().get("stepTime").getCount();
  }
}
