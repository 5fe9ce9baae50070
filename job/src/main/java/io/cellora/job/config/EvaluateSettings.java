package io.cellora.job.config;

import java.util.Optional;

/**
 * What is told of predictions beside their metrics.
 *
 * @param bootstrap draws behind the intervals of metrics and differences
 * @param permutation draws behind the permutation tests
 * @param ontology a Cell Ontology file (obo), or {@code none}
 */
public record EvaluateSettings(Draws bootstrap, Draws permutation, String ontology) {

  private static final String NONE = "none";

  /** How many random draws, and what decides them. */
  public record Draws(int resamples, long seed) {}

  /** The path of the ontology, if one was given. */
  public Optional<String> ontologyFile() {
    return ontology.equals(NONE) ? Optional.empty() : Optional.of(ontology);
  }

  static EvaluateSettings of(Section s) {
    return new EvaluateSettings(
        draws(s.section("bootstrap")), draws(s.section("permutation")), s.text("ontology"));
  }

  private static Draws draws(Section s) {
    return new Draws(s.integer("resamples", 100), s.wholeNumber("seed"));
  }
}
