package io.cellora.job.stage;

import io.cellora.job.config.Progress;
import io.cellora.probe.JvmFacts;
import io.cellora.probe.ProbeTask;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaSparkContext;

/** Asks each executor of a session once what it sees. */
final class Executors {

  private static final int ROUNDS = 5;
  private static final int PATIENCE_SECONDS = 120;
  private static final int MOST_POLLS = 40;
  private static final long POLL_MILLIS = 500;

  /** Polls without a newcomer after which the executors are taken to be all there. */
  private static final int QUIET_POLLS = 4;

  /** Ids are numbers: 2 stands before 10. */
  private static final Comparator<String> BY_NUMBER =
      Comparator.comparing(String::length).thenComparing(Comparator.naturalOrder());

  private final JavaSparkContext context;
  private final Progress progress;

  Executors(JavaSparkContext context, Progress progress) {
    this.context = context;
    this.progress = progress;
  }

  /** How many Spark knows of, without the driver. */
  int known() {
    return context.sc().statusTracker().getExecutorInfos().length - 1;
  }

  /** Tasks go wherever a slot is free, hence more of them until every executor has had one. */
  Collection<JvmFacts> ask(int threads, int slots) {
    Map<String, JvmFacts> answers = new TreeMap<>(BY_NUMBER);
    awaitRegistration();
    new JobGroup(context.sc(), "doctor").begin("cellora doctor: what each executor sees");
    try {
      int rounds = 0;
      do {
        int tasks = Math.max(1, known()) * slots;
        answers(threads, tasks).forEach(facts -> answers.merge(id(facts), facts, Executors::both));
        progress.update(answers.size() + " of " + known() + " executors answered");
        rounds++;
      } while (answers.size() < known() && rounds < ROUNDS);
    } finally {
      context.clearJobGroup();
    }
    return answers.values();
  }

  private void awaitRegistration() {
    int quiet = 0;
    int before = known();
    for (int poll = 0; poll < MOST_POLLS && (before == 0 || quiet < QUIET_POLLS); poll++) {
      sleep();
      int now = known();
      quiet = now == before ? quiet + 1 : 0;
      before = now;
    }
  }

  private List<JvmFacts> answers(int threads, int tasks) {
    JavaFutureAction<List<JvmFacts>> job =
        context
            .parallelize(IntStream.range(0, tasks).boxed().toList(), tasks)
            .mapPartitions(new ProbeTask(threads))
            .collectAsync();
    try {
      return job.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      job.cancel(true);
      return List.of();
    } catch (ExecutionException e) {
      throw new IllegalStateException("Cannot ask the executors (" + e.getMessage() + ")", e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private static void sleep() {
    try {
      Thread.sleep(POLL_MILLIS);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private static IllegalStateException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new IllegalStateException("Cannot wait for the executors (interrupted)", e);
  }

  private static String id(JvmFacts facts) {
    return facts.place().id();
  }

  private static JvmFacts both(JvmFacts first, JvmFacts second) {
    return first.withAssigned(second.gpus().assigned());
  }
}
