package io.cellora.job.cli;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Says in one line why a command failed.
 *
 * <p>Our own messages ({@code Cannot ...}, {@code Invalid ...}) come first wherever they stand: in
 * the chain of causes, or as text inside the message that Spark makes of a task's stack trace.
 */
final class Failures {

  private static final Pattern OURS = Pattern.compile("^(Cannot|Invalid) .*");

  /** {@code java.io.IOException: } in front of a message, also twice. */
  private static final Pattern CLASS_NAMES =
      Pattern.compile("^(?:(?:[a-z_]\\w*\\.)+[A-Z][\\w$]*(?:: |$))+");

  /** What Spark puts around a message: {@code [FAILED_READ_FILE] ... SQLSTATE: KD001}. */
  private static final Pattern SPARK_CONDITION =
      Pattern.compile("^\\[[A-Z][A-Z0-9_.]+\\] | SQLSTATE: \\w{5}$");

  /** A line of a stack trace in Spark's text that starts a throwable. */
  private static final Pattern THROWN =
      Pattern.compile(
          "(?:^|\\): |Caused by: )((?:[a-z_]\\w*\\.)+[A-Z][\\w$]*(?:Exception|Error): .*)$");

  private static final int MOST_CAUSES = 3;

  private Failures() {}

  static String oneLine(Throwable failure) {
    if (failure instanceof OutOfMemoryError) {
      return "Cannot finish (out of memory, give the driver more by CELLORA_DRIVER_MEMORY=8g): "
          + failure.getMessage();
    }
    List<String> messages = messages(failure);
    return messages.stream()
        .filter(message -> OURS.matcher(message).matches())
        .findFirst()
        .map(ours -> withCauses(ours, messages.subList(messages.indexOf(ours), messages.size())))
        .orElseGet(() -> unexpected(failure, messages));
  }

  private static String unexpected(Throwable failure, List<String> messages) {
    String kind = rootOf(failure).getClass().getSimpleName();
    String last = messages.isEmpty() ? "" : ": " + messages.get(messages.size() - 1);
    if (last.contains("No space left on device")) {
      return "Cannot write (a disk is full, make room where --out and spark.local.dir are)" + last;
    }
    return "Cannot finish (unexpected %s, --verbose shows where)%s".formatted(kind, last);
  }

  /** Adds what the causes say beyond what was said already. */
  private static String withCauses(String headline, List<String> messages) {
    StringBuilder line = new StringBuilder(headline);
    int added = 0;
    for (String message : messages) {
      if (added < MOST_CAUSES && !line.toString().contains(message)) {
        line.append("; cause: ").append(message);
        added++;
      }
    }
    return line.toString();
  }

  private static List<String> messages(Throwable failure) {
    Set<String> messages = new LinkedHashSet<>();
    Set<Throwable> seen = new LinkedHashSet<>();
    for (Throwable t = failure; t != null && seen.add(t); t = t.getCause()) {
      String text = t.getMessage() == null ? "" : t.getMessage();
      messages.addAll(text.contains("\n\tat ") ? thrownIn(text) : List.of(firstLine(text)));
    }
    messages.remove("");
    return new ArrayList<>(messages);
  }

  private static List<String> thrownIn(String stackTrace) {
    return stackTrace
        .lines()
        .map(THROWN::matcher)
        .filter(Matcher::find)
        .map(thrown -> bare(thrown.group(1)))
        .toList();
  }

  private static String firstLine(String text) {
    return bare(text.lines().findFirst().orElse("").strip());
  }

  private static String bare(String text) {
    String message = CLASS_NAMES.matcher(text).replaceFirst("");
    return SPARK_CONDITION.matcher(message).replaceAll("");
  }

  private static Throwable rootOf(Throwable failure) {
    Throwable root = failure;
    for (int depth = 0; root.getCause() != null && depth < 100; depth++) {
      root = root.getCause();
    }
    return root;
  }
}
