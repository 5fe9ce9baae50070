package io.cellora.job.config;

import java.util.Optional;
import java.util.function.Function;

/**
 * What {@code evaluate} is asked for.
 *
 * @param out a folder of results of run-all, on any Hadoop file system
 * @param split of the pictures; the run's own if there is none
 * @param model the run's SCimilarity folder, for what only embedding cells again can tell
 * @param settings makes those of now from the JSON that the run has recorded
 */
public record EvaluateRequest(
    String out,
    Optional<String> split,
    Optional<String> model,
    Function<String, Settings> settings) {}
