package io.cellora.job.config;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What is told of predictions and embeddings beside their metrics.
 *
 * @param bootstrap draws behind the intervals of metrics and differences
 * @param permutation draws behind the permutation tests
 * @param ontology a Cell Ontology file (obo), or {@code none}
 * @param triplets that are drawn in each split
 * @param sampleCells labelled cells of each split, and of the source, at most
 */
public record EvaluateSettings(
    Draws bootstrap,
    Draws permutation,
    String ontology,
    int triplets,
    int sampleCells,
    Forgetting forgetting) {

  private static final String NONE = "none";

  /** How many random draws, and what decides them. */
  public record Draws(int resamples, long seed) {}

  /**
   * How an adapter's delta is scaled on source cells.
   *
   * @param scales from above 0 to 1, in tenths
   * @param curveSeeds seeds of each arm that are looked at at every scale, the others at 1 alone
   */
  public record Forgetting(List<Double> scales, int curveSeeds) {}

  /** The path of the ontology, if one was given. */
  public Optional<String> ontologyFile() {
    return ontology.equals(NONE) ? Optional.empty() : Optional.of(ontology);
  }

  static EvaluateSettings of(Section s) {
    return new EvaluateSettings(
        draws(s.section("bootstrap")),
        draws(s.section("permutation")),
        s.text("ontology"),
        s.integer("triplets", 1),
        s.integer("sampleCells", 2),
        forgetting(s.section("forgetting")));
  }

  private static Forgetting forgetting(Section s) {
    List<Double> scales = s.numbers("scales", Range.SHARE);
    boolean tenths = scales.stream().allMatch(scale -> scale == Math.rint(scale * 10) / 10);
    if (!tenths || !scales.contains(1.0) || Set.copyOf(scales).size() < scales.size()) {
      throw s.invalid("scales", "1 and other tenths, each once");
    }
    return new Forgetting(scales, s.integer("curveSeeds", 0));
  }

  private static Draws draws(Section s) {
    return new Draws(s.integer("resamples", 100), s.wholeNumber("seed"));
  }
}
