-- Training by epoch: mean loss, largest gradient norm, macro-F1 of the validation cells.
SELECT run_id, arm, seed, epoch, max(step) AS step, avg(loss) AS loss, max(grad_norm) AS grad_norm,
  max_by(val_macro_f1, step) AS val_macro_f1
FROM training_log
GROUP BY run_id, arm, seed, epoch
