package io.cellora.job.config;

import java.util.LinkedHashMap;
import java.util.Map;

/** What a row of each result table is, in the order in which one would look at them. */
public final class TableComments {

  /** By the table's name. */
  public static final Map<String, String> ALL = all();

  private TableComments() {}

  private static Map<String, String> all() {
    Map<String, String> all = new LinkedHashMap<>();
    all.put(Columns.RUNS_TABLE, "A run: settings, inputs with sizes and hashes, model, versions");
    all.put(Columns.SPLIT_MANIFEST_TABLE, "A split, file and donor: cells, how drawn, hash");
    all.put(Columns.SANITY_CHECKS_TABLE, "A check of adapters or fits, with what it found");
    all.put(Columns.CELLS_TABLE, "A cell: label, donor, split, aligned and log-normalised genes");
    all.put(Columns.EMBEDDINGS_TABLE, "A cell as an arm and seed embed it");
    all.put(Columns.PREDICTIONS_TABLE, "A held-out cell as an arm, head and seed classify it");
    all.put(Columns.ANNOTATIONS_TABLE, "A cell with the type that was found for it");
    all.put(Columns.CLASSES_TABLE, "A class: its place in the column probabilities");
    all.put(Columns.METRICS_TABLE, "A metric of an arm, head, seed and split");
    all.put(Columns.METRIC_SUMMARY_TABLE, "A metric over seeds: mean, deviation, 95 % interval");
    all.put(Columns.PER_CLASS_TABLE, "A class of an arm: precision, recall, F1 and intervals");
    all.put(Columns.CONFUSION_TABLE, "How many cells of a class were taken for another");
    all.put(Columns.TOP_CONFUSED_TABLE, "The pairs of classes that are confused most");
    all.put(Columns.DONOR_METRICS_TABLE, "A metric of an arm for the cells of one donor");
    all.put(Columns.BOOTSTRAP_TABLE, "A metric with its interval over donors, or over cells");
    all.put(Columns.ONTOLOGY_METRICS_TABLE, "How far an arm's mistakes are in the ontology");
    all.put(Columns.COMPARISON_SUMMARY_TABLE, "An arm against a baseline over seeds");
    all.put(Columns.COMPARISONS_TABLE, "An arm against a frozen baseline on the same cells");
    all.put(Columns.CALIBRATION_TABLE, "What a temperature and a threshold do for a head");
    all.put(Columns.RELIABILITY_TABLE, "How often cells of a confidence are right");
    all.put(Columns.RISK_COVERAGE_TABLE, "The share that is wrong where so many cells are kept");
    all.put(Columns.CONFORMAL_TABLE, "Sets of classes that hold the label as often as promised");
    all.put(Columns.UNKNOWN_CLASSES_TABLE, "A class left out, and whether its cells stand out");
    all.put(Columns.TRAINING_LOG_TABLE, "A step of training: losses, rates, validation");
    all.put(Columns.RANKS_TABLE, "The rank of an adapted layer after an epoch");
    all.put(Columns.DELTA_SCALE_TABLE, "What a part of the adapters' change gives and costs");
    return all;
  }
}
