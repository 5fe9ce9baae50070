package io.cellora.h5ad;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Supplier;

/**
 * Errors of reading a file, in the form that names it: a damaged file fails in any place of the
 * HDF5 library or of ours that believed it.
 */
final class FileErrors {

  private FileErrors() {}

  /** Runs work on a file; whatever goes wrong without a name gets the file's. */
  static <T> T naming(String path, Supplier<T> work) {
    try {
      return work.get();
    } catch (RuntimeException | StackOverflowError e) {
      if (isNamed(e)) {
        throw e;
      }
      throw cannotRead(path, "damaged: " + why(e), e);
    }
  }

  private static boolean isNamed(Throwable e) {
    String message = String.valueOf(e.getMessage());
    return (e instanceof UncheckedIOException || e instanceof IllegalArgumentException)
        && (message.startsWith("Cannot ") || message.startsWith("Invalid "));
  }

  static UncheckedIOException cannotRead(String path, String why, Throwable cause) {
    return new UncheckedIOException(
        "Cannot read " + path + " (" + why + ")", new IOException(why, cause));
  }

  /** What an error says and, if that is something else, what its first cause says. */
  static String why(Throwable e) {
    Throwable first = e;
    while (first.getCause() != null) {
      first = first.getCause();
    }
    String message = String.valueOf(e.getMessage());
    boolean said = first == e || message.contains(String.valueOf(first.getMessage()));
    return said ? reason(e) : message + ": " + reason(first);
  }

  private static String reason(Throwable e) {
    if (e instanceof StackOverflowError) {
      return "it refers to itself, or is nested too deeply";
    }
    StackTraceElement[] trace = e.getStackTrace();
    boolean ofRuntime = trace.length == 0 || trace[0].getClassName().startsWith("java.");
    // the runtime's own messages say little without the name
    return ofRuntime ? e.getClass().getSimpleName() + ": " + e.getMessage() : e.getMessage();
  }
}
