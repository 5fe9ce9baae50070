package io.cellora.job.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class ConsoleTest {

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final HandClock clock = new HandClock();

  @Test
  void stepsShowTheTimeSinceTheStart() {
    Console console = console(false);
    console.step("Reading 2 files");
    clock.forward(64);
    console.step("Training");

    assertThat(err).hasToString("  0:00  Reading 2 files\n  1:04  Training\n");
  }

  @Test
  void withoutATerminalUpdatesComeEveryFewSecondsAndTheLastStays() {
    Console console = console(false);
    console.step("Training");
    for (int epoch = 1; epoch <= 12; epoch++) {
      clock.forward(1);
      console.update("epoch " + epoch);
    }
    console.step("Evaluating");

    assertThat(err.toString().lines())
        .containsExactly(
            "  0:00  Training",
            "        epoch 5",
            "        epoch 10",
            "        epoch 12",
            "  0:12  Evaluating");
  }

  @Test
  void onATerminalAnUpdateReplacesTheOneBefore() {
    Console console = console(true);
    console.update("epoch 1");
    console.update("epoch 2");
    console.step("Evaluating");

    assertThat(err.toString()).contains("\r        epoch 2\n").endsWith("Evaluating\n");
    assertThat(err.toString()).doesNotContain("epoch 1\n");
  }

  @Test
  void tablesAloneGoToStandardOutput() {
    Console console = console(false);
    console.step("Evaluating");
    console.table("arm   macro-F1\nlora      0.9\n");

    assertThat(out).hasToString("\narm   macro-F1\nlora      0.9\n\n");
  }

  @Test
  void aFailureIsOneLineAndItsTraceOnlyWhenAsked() {
    Exception failure = new IllegalArgumentException("Cannot read shard: a");

    console(false).fail(failure, false);
    assertThat(err).hasToString("cellora: Cannot read shard: a\n");

    console(false).fail(failure, true);
    assertThat(err.toString()).contains("at " + ConsoleTest.class.getName());
  }

  private Console console(boolean terminal) {
    return new Console(new PrintWriter(out), new PrintWriter(err), terminal, clock);
  }

  /** A clock that stands until it is moved. */
  private static final class HandClock extends Clock {

    private Instant now = Instant.EPOCH;

    void forward(int seconds) {
      now = now.plusSeconds(seconds);
    }

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }
}
