package io.cellora.job.report;

import java.util.Map;

/**
 * What the parts of a step cost with some workers.
 *
 * @param workers that share a step
 * @param cells of each worker
 * @param fanIn workers' sums that executors add before the driver does; 0 for none
 * @param medians over the steps, by the name of the part with its unit
 */
public record StepCost(int workers, int cells, int fanIn, Map<String, Double> medians) {}
