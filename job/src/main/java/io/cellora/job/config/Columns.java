package io.cellora.job.config;

/** The names of the result tables and of their columns, once. */
public final class Columns {

  public static final String RUN_ID = "run_id";
  public static final String CELL_ID = "cell_id";
  public static final String SHARD = "shard";
  public static final String ROW = "row";
  public static final String SPLIT = "split";
  public static final String LABEL = "label";
  public static final String DONOR = "donor";
  public static final String N_COUNTS = "n_counts";
  public static final String N_GENES = "n_genes";
  public static final String FEATURES = "features";
  public static final String ARM = "arm";
  public static final String HEAD = "head";
  public static final String SEED = "seed";
  public static final String EMBEDDING = "embedding";
  public static final String PREDICTED = "predicted";
  public static final String PROBABILITIES = "probabilities";
  public static final String TOP = "top";
  public static final String PROBABILITY = "probability";
  public static final String CONFIDENCE = "confidence";
  public static final String ABSTAINED = "abstained";
  public static final String CALIBRATED_CONFIDENCE = "calibrated_confidence";
  public static final String DISTANCE = "distance";
  public static final String DISTANCE_PERCENTILE = "distance_percentile";
  public static final String MIN_DIST = "min_dist";
  public static final String METRIC = "metric";
  public static final String VALUE = "value";
  public static final String LOWER = "lower";
  public static final String UPPER = "upper";
  public static final String N = "n";
  public static final String SUPPORT = "support";
  public static final String PREDICTED_COUNT = "predicted_count";
  public static final String TRUE_POSITIVES = "true_positives";
  public static final String PRECISION = "precision";
  public static final String RECALL = "recall";
  public static final String F1 = "f1";
  public static final String CLASS_INDEX = "class_index";
  public static final String ROW_SHARE = "row_share";
  public static final String RANK = "rank";
  public static final String SHARE = "share";

  public static final String BASELINE_HEAD = "baseline_head";
  public static final String ONLY_ARM = "only_arm";
  public static final String ONLY_BASELINE = "only_baseline";
  public static final String BASELINE_MACRO_F1 = "baseline_macro_f1";
  public static final String BASELINE_ROLE = "baseline_role";
  public static final String P_PERMUTATION = "p_permutation";
  public static final String P_PERMUTATION_HOLM = "p_permutation_holm";
  public static final String N_SEEDS = "n_seeds";
  public static final String P_VALUE = "p_value";
  public static final String P_HOLM = "p_holm";

  public static final String SOURCE = "source";
  public static final String HOW = "how";
  public static final String N_CELLS = "n_cells";
  public static final String N_LABELLED = "n_labelled";

  public static final String SPLIT_MANIFEST_TABLE = "split_manifest";
  public static final String CALIBRATION_TABLE = "calibration";
  public static final String RELIABILITY_TABLE = "reliability";
  public static final String RISK_COVERAGE_TABLE = "risk_coverage";
  public static final String CONFORMAL_TABLE = "conformal";
  public static final String UNKNOWN_CLASSES_TABLE = "unknown_classes";
  public static final String TEMPERATURE = "temperature";
  public static final String THRESHOLD = "threshold";
  public static final String FITTED_ON = "fitted_on";
  public static final String N_CALIBRATION = "n_calibration";

  public static final String CELLS_TABLE = "cells";
  public static final String CLASSES_TABLE = "classes";
  public static final String EMBEDDINGS_TABLE = "embeddings";
  public static final String PREDICTIONS_TABLE = "predictions";
  public static final String ANNOTATIONS_TABLE = "annotations";
  public static final String METRICS_TABLE = "metrics";
  public static final String METRIC_SUMMARY_TABLE = "metric_summary";
  public static final String PER_CLASS_TABLE = "per_class";
  public static final String CONFUSION_TABLE = "confusion";
  public static final String TOP_CONFUSED_TABLE = "top_confused";
  public static final String COMPARISONS_TABLE = "comparisons";
  public static final String COMPARISON_SUMMARY_TABLE = "comparison_summary";
  public static final String DONOR_METRICS_TABLE = "donor_metrics";
  public static final String BOOTSTRAP_TABLE = "bootstrap";
  public static final String ONTOLOGY_METRICS_TABLE = "ontology_metrics";
  public static final String TRAINING_LOG_TABLE = "training_log";
  public static final String RANKS_TABLE = "ranks";
  public static final String DELTA_SCALE_TABLE = "delta_scale";
  public static final String RUNS_TABLE = "runs";
  public static final String SANITY_CHECKS_TABLE = "sanity_checks";

  private Columns() {}
}
