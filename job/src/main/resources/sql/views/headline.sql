-- The figures to compare, a row for each arm, head, seed and split: macro_f1 was declared beforehand.
SELECT * FROM (SELECT run_id, split, arm, head, seed, metric, value FROM metrics)
PIVOT (
  first(value) FOR metric IN (
    'macro_f1' AS macro_f1, 'top1' AS top1, 'top3' AS top3, 'weighted_f1' AS weighted_f1,
    'balanced_accuracy' AS balanced_accuracy, 'mcc' AS mcc, 'nll' AS nll, 'brier' AS brier, 'ece' AS ece,
    'classes_correct' AS classes_correct, 'classes_total' AS classes_total, 'n_cells' AS n_cells)
)
