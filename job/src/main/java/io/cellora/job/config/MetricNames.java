package io.cellora.job.config;

import java.util.List;

/** The values of the column {@code metric}; each is computed by the SQL file of its name. */
public final class MetricNames {

  public static final String TOP1 = "top1";
  public static final String TOP3 = "top3";
  public static final String MACRO_F1 = "macro_f1";
  public static final String WEIGHTED_F1 = "weighted_f1";
  public static final String MICRO_F1 = "micro_f1";
  public static final String BALANCED_ACCURACY = "balanced_accuracy";
  public static final String MCC = "mcc";
  public static final String KAPPA = "kappa";
  public static final String AUROC_MACRO = "auroc_macro";
  public static final String NLL = "nll";
  public static final String BRIER = "brier";
  public static final String ECE = "ece";
  public static final String CLASSES_CORRECT = "classes_correct";
  public static final String CLASSES_RECALLED = "classes_recalled";
  public static final String CLASSES_TOTAL = "classes_total";
  public static final String CLASSES_PREDICTED = "classes_predicted";
  public static final String MAJORITY_SHARE = "majority_share";
  public static final String PREDICTION_ENTROPY = "prediction_entropy";
  public static final String N_CELLS = "n_cells";
  public static final String N_UNLABELLED = "n_unlabelled";

  public static final List<String> ALL =
      List.of(
          TOP1,
          TOP3,
          MACRO_F1,
          WEIGHTED_F1,
          MICRO_F1,
          BALANCED_ACCURACY,
          MCC,
          KAPPA,
          AUROC_MACRO,
          NLL,
          BRIER,
          ECE,
          CLASSES_CORRECT,
          CLASSES_RECALLED,
          CLASSES_TOTAL,
          CLASSES_PREDICTED,
          MAJORITY_SHARE,
          PREDICTION_ENTROPY,
          N_CELLS,
          N_UNLABELLED);

  private MetricNames() {}
}
