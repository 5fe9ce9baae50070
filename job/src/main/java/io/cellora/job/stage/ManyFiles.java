package io.cellora.job.stage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Moves files of a store that copies each, several at a time. */
final class ManyFiles {

  private static final int AT_A_TIME = 16;

  private ManyFiles() {}

  /**
   * Moves files to the same places below another folder; one that is there already is what an
   * earlier move has copied and is only removed at its old place.
   */
  static void move(FileSystem files, List<Path> all, Path from, Path to) throws IOException {
    ExecutorService workers = Executors.newFixedThreadPool(AT_A_TIME);
    List<Future<?>> moves = new ArrayList<>();
    try {
      int root = from.toString().length() + 1;
      for (Path file : all) {
        Path target = new Path(to, file.toString().substring(root));
        moves.add(workers.submit(() -> move(files, file, target)));
      }
      for (Future<?> move : moves) {
        await(move);
      }
    } finally {
      end(workers, moves);
    }
  }

  /** No move may go on after a failure, while others take back what was moved. */
  private static void end(ExecutorService workers, List<Future<?>> moves) throws IOException {
    moves.forEach(move -> move.cancel(false));
    workers.shutdown();
    try {
      workers.awaitTermination(1, TimeUnit.HOURS);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private static void move(FileSystem files, Path file, Path target) {
    try {
      if (files.exists(target)) {
        files.delete(file, false);
      } else {
        files.mkdirs(target.getParent());
        Publication.rename(files, file, target);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void await(Future<?> move) throws IOException {
    try {
      move.get();
    } catch (InterruptedException e) {
      throw interrupted(e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof UncheckedIOException io ? io.getCause() : new IOException(e);
    }
  }

  private static IOException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new IOException("interrupted", e);
  }
}
