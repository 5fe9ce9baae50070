package io.cellora.job.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cellora.FaultyFileSystem;
import io.cellora.FaultyFileSystem.Call;
import io.cellora.FaultyFileSystem.Fault;
import io.cellora.job.config.EmbedRequest;
import io.cellora.job.config.TrainRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands that write to a store that goes wrong: whole results, or a reason and nothing. */
@Tag("runs")
class FaultyOutputTest extends StageTestBase {

  private static final Map<String, String> TRAINING =
      Map.of("arms.run", "lora-ce", "train.epochs", "2", "train.checkpoint.everySteps", "2");

  @TempDir Path folder;

  private Path out;

  @BeforeEach
  void nameOutput() {
    // Spark writes a page for each task that fails.
    spark.sparkContext().setLogLevel("OFF");
    FaultyFileSystem.register(spark.sparkContext().hadoopConfiguration());
    out = folder.resolve("out");
  }

  @AfterEach
  void mend() {
    FaultyFileSystem.mend();
    spark.sparkContext().setLogLevel("WARN");
  }

  @Test
  void anEmbeddingThatFailsAtAnyChangeLeavesNothingAndTheNextIsTheSame() {
    embed(false);
    List<String> expected = embeddings();
    int failures = 0;
    FailingOnce fault;
    int n = 1;
    do {
      fault = new FailingOnce(n);
      boolean failed = failed(fault, () -> embed(true));
      if (failed) {
        failures++;
        assertThat(names(folder)).as("change %d", n).isSubsetOf("out");
      }
      // Replaced or not, or gone; what looks whole is.
      if (Files.exists(out.resolve("embeddings/_SUCCESS"))) {
        assertThat(embeddings()).as("change %d", n).isEqualTo(expected);
      }
      n += 9;
    } while (fault.happened());
    embed(true);
    assertThat(embeddings()).isEqualTo(expected);
    assertThat(names(folder)).containsExactly("out");
    assertThat(failures).isGreaterThan(2);
  }

  @Test
  void aStoreThatIsGoneAtAnyMomentOfATrainingCostsNoByte() {
    Counting counting = new Counting();
    FaultyFileSystem.set(counting);
    train(false);
    Map<String, String> expected = contents(out.resolve("adapters"));
    for (int part = 1; part <= 3; part++) {
      Path killed = folder.resolve("killed-" + part);
      out = killed;
      assertThat(failed(new Gone(counting.calls.get() * part / 4), () -> train(false))).isTrue();
      assertThat(killed.resolve("tables/cells/_SUCCESS")).as("part %d", part).doesNotExist();
      train(true);
      assertThat(contents(killed.resolve("adapters"))).as("part %d", part).isEqualTo(expected);
      assertThat(names(folder)).contains("killed-" + part).noneMatch(name -> name.startsWith("."));
    }
  }

  @Test
  void aDiskThatIsFullWhileTablesAreWrittenIsSaidAndNothingIsLeft() {
    FaultyFileSystem.set(
        (call, path) -> {
          if (call == Call.WRITE) {
            throw new IOException("No space left on device");
          }
          return true;
        });
    assertThatThrownBy(() -> embed(false))
        .hasStackTraceContaining("IOException: No space left on device");
    assertThat(names(folder)).isEmpty();
  }

  private void embed(boolean overwrite) {
    EmbedCells.run(
        spark,
        settings(Map.of("input.rowsPerPartition", "100")),
        new EmbedRequest(
            strings(atlas.val()),
            model.toString(),
            FaultyFileSystem.url(out),
            Map.of(),
            true,
            overwrite),
        new Told());
  }

  private void train(boolean resume) {
    Train.run(
        spark,
        settings(TRAINING),
        new TrainRequest(
            strings(atlas.train()),
            strings(atlas.val()),
            model.toString(),
            FaultyFileSystem.url(out),
            List.of(),
            false,
            resume),
        new Told());
  }

  /** Whether the work failed; errors of the store, and no others. */
  private static boolean failed(Fault fault, Runnable work) {
    FaultyFileSystem.set(fault);
    try {
      work.run();
      return false;
    } catch (Exception e) { // Spark throws checked ones that it does not declare
      assertThat(e).hasStackTraceContaining("the store failed");
      return true;
    } finally {
      FaultyFileSystem.mend();
    }
  }

  private List<String> embeddings() {
    return spark
        .read()
        .parquet(out.resolve("embeddings").toString())
        .toJSON()
        .collectAsList()
        .stream()
        .sorted()
        .toList();
  }

  private static final class Counting implements Fault {
    private final AtomicInteger calls = new AtomicInteger();

    @Override
    public boolean before(Call call, org.apache.hadoop.fs.Path path) {
      calls.incrementAndGet();
      return true;
    }
  }

  /** One call that changes something fails. */
  private record FailingOnce(int n, AtomicInteger changes) implements Fault {

    FailingOnce(int n) {
      this(n, new AtomicInteger());
    }

    boolean happened() {
      return changes.get() >= n;
    }

    @Override
    public boolean before(Call call, org.apache.hadoop.fs.Path path) throws IOException {
      if (call.changes() && changes.incrementAndGet() == n) {
        throw new IOException("the store failed at " + call + " of " + path);
      }
      return true;
    }
  }

  /** From one call on none is heard, as after a kill. */
  private record Gone(int n, AtomicInteger calls) implements Fault {

    Gone(int n) {
      this(n, new AtomicInteger());
    }

    @Override
    public boolean before(Call call, org.apache.hadoop.fs.Path path) throws IOException {
      if (calls.incrementAndGet() >= n) {
        throw new IOException("the store failed");
      }
      return true;
    }
  }
}
