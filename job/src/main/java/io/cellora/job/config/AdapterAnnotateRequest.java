package io.cellora.job.config;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What {@code annotate --adapter} is asked for; all paths may be any Hadoop path.
 *
 * @param input h5ad files, labelled or not
 * @param adapter a PEFT adapter folder with a head
 * @param model the SCimilarity folder; empty for the one that the adapter names
 * @param reference cells to measure distances to in place of the training cells' class means,
 *     embedded by the same adapter
 */
public record AdapterAnnotateRequest(
    List<String> input,
    String adapter,
    Optional<String> model,
    Optional<AnnotateRequest.Reference> reference,
    Limits limits,
    Output output) {

  public AdapterAnnotateRequest {
    input = List.copyOf(input);
  }

  /**
   * Which cells abstain.
   *
   * @param minConfidence those of less confidence, in place of the adapter's own threshold
   * @param maxDistance those that are further away
   */
  public record Limits(Optional<Double> minConfidence, Optional<Double> maxDistance) {

    public Limits {
      minConfidence.ifPresent(value -> check("--min-confidence", value, 1));
      maxDistance.ifPresent(value -> check("--max-distance", value, 2));
    }

    private static void check(String option, double value, int most) {
      if (!(value >= 0 && value <= most)) {
        throw new IllegalArgumentException(
            "Invalid %s: %s, expected a number from 0 to %d".formatted(option, value, most));
      }
    }
  }

  /** Where to, and in which forms beside the table. */
  public record Output(String out, Set<AnnotationForm> forms, boolean overwrite) {

    public Output {
      forms = Set.copyOf(forms);
    }
  }
}
