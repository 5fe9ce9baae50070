package io.cellora.job.config;

import io.cellora.knn.KnnWeighting;
import java.util.List;
import java.util.Optional;

/** What {@code annotate} is asked for; all paths may be any Hadoop path. */
public record AnnotateRequest(
    Cells cells, Reference reference, Vote vote, String out, boolean overwrite) {

  /** The cells to annotate. */
  public sealed interface Cells {

    /** Cells that are embedded first. */
    record Files(List<String> input, String model, Optional<String> adapter) implements Cells {
      public Files {
        input = List.copyOf(input);
      }
    }

    /** Cells with embeddings. */
    record Table(String path) implements Cells {}
  }

  /**
   * Cells whose type is known.
   *
   * @param path a table of embeddings, or a folder that holds one
   * @param label column with the cell type
   * @param arm which embeddings to take of tables that hold several arms
   */
  public record Reference(String path, String label, Optional<String> arm) {}

  /**
   * How neighbours become a label.
   *
   * @param maxDistance cells whose nearest neighbour is further away abstain
   */
  public record Vote(int k, KnnWeighting weighting, Optional<Double> maxDistance) {

    public Vote {
      if (k < 1) {
        throw new IllegalArgumentException("Invalid --k: " + k + ", expected at least 1");
      }
      if (maxDistance.filter(distance -> !(distance >= 0 && distance <= 2)).isPresent()) {
        throw new IllegalArgumentException(
            "Invalid --max-distance: " + maxDistance.get() + ", expected a number from 0 to 2");
      }
    }
  }
}
