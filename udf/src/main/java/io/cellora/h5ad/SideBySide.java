package io.cellora.h5ad;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/** Looks at many files on a few threads of the driver: most of the time is waiting for a store. */
final class SideBySide {

  private static final int THREADS = 16;

  private SideBySide() {}

  /** The results in the order of the inputs; the first failure in that order is thrown. */
  static <T, R> List<R> map(List<T> inputs, Function<T, R> look) {
    if (inputs.size() < 2) {
      return inputs.stream().map(look).toList();
    }
    ExecutorService pool = Executors.newFixedThreadPool(Math.min(THREADS, inputs.size()));
    try {
      List<Future<R>> futures = new ArrayList<>();
      for (T input : inputs) {
        futures.add(pool.submit(() -> look.apply(input)));
      }
      List<R> results = new ArrayList<>();
      for (Future<R> future : futures) {
        results.add(result(future));
      }
      return results;
    } finally {
      pool.shutdownNow();
    }
  }

  private static <R> R result(Future<R> future) {
    try {
      return future.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      if (e.getCause() instanceof Error cause) {
        throw cause;
      }
      throw new IllegalStateException("Cannot look at a file (" + e.getCause() + ")", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Cannot look at files (interrupted)", e);
    }
  }
}
