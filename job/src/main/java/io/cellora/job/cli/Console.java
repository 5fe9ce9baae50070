package io.cellora.job.cli;

import io.cellora.job.config.Progress;
import io.cellora.job.config.Redaction;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * Shows progress calmly: steps with the time since the start and one line that updates in place go
 * to standard error, tables to standard output.
 *
 * <pre>
 *   0:00  Reading 2 files
 *   0:04  Training adapters
 *         epoch 12 of 40, loss 0.31
 * </pre>
 */
final class Console implements Progress {

  private static final Duration BETWEEN_UPDATES = Duration.ofSeconds(5);
  private static final String INDENT = " ".repeat(8);
  private static final int WIDTH = 79;
  private static final String ERASE = "\r" + " ".repeat(WIDTH) + "\r";

  private final PrintWriter out;
  private final PrintWriter err;
  private final boolean terminal;
  private final Clock clock;
  private final Instant start;
  private Instant nextUpdate;
  private String pending = "";
  private Redaction redaction = Redaction.BY_NAME;

  Console(PrintWriter out, PrintWriter err, boolean terminal, Clock clock) {
    this.out = out;
    this.err = err;
    this.terminal = terminal;
    this.clock = clock;
    this.start = clock.instant();
    this.nextUpdate = start.plus(BETWEEN_UPDATES);
  }

  static Console of(PrintWriter out, PrintWriter err) {
    boolean terminal = System.console() != null && !"dumb".equals(System.getenv("TERM"));
    return new Console(out, err, terminal, Clock.systemUTC());
  }

  /** From now on tells nothing that is secret. */
  Console hiding(Redaction secrets) {
    redaction = secrets;
    return this;
  }

  @Override
  public synchronized void step(String what) {
    finish();
    Duration elapsed = Duration.between(start, clock.instant());
    err.printf(
        "%3d:%02d  %s%n", elapsed.toMinutes(), elapsed.toSecondsPart(), redaction.text(what));
    err.flush();
    nextUpdate = clock.instant().plus(BETWEEN_UPDATES);
  }

  /** On a terminal the line is replaced; elsewhere a line every few seconds. */
  @Override
  public synchronized void update(String text) {
    String line = INDENT + redaction.text(text);
    pending = line.length() > WIDTH ? line.substring(0, WIDTH) : line;
    if (terminal) {
      err.print(ERASE + pending);
      err.flush();
    } else if (!clock.instant().isBefore(nextUpdate)) {
      finish();
      nextUpdate = clock.instant().plus(BETWEEN_UPDATES);
    }
  }

  @Override
  public synchronized void table(String text) {
    finish();
    err.flush();
    out.println();
    out.println(redaction.text(text.stripTrailing()));
    out.println();
    out.flush();
  }

  @Override
  public synchronized void output(String text) {
    finish();
    err.flush();
    out.println(redaction.text(text.stripTrailing()));
    out.flush();
  }

  /** Keeps the last update as a line of its own. */
  synchronized void finish() {
    if (!pending.isEmpty()) {
      err.println(terminal ? "" : pending);
      err.flush();
      pending = "";
    }
  }

  /** Shows a failure, and answers why it was, as it is shown. */
  synchronized String fail(Throwable failure, boolean verbose) {
    finish();
    String why = redaction.text(Failures.oneLine(failure));
    err.println("cellora: " + why);
    if (verbose) {
      err.print(redaction.text(stackTrace(failure)));
    }
    err.flush();
    return why;
  }

  private static String stackTrace(Throwable failure) {
    StringWriter trace = new StringWriter();
    failure.printStackTrace(new PrintWriter(trace, true));
    return trace.toString();
  }
}
