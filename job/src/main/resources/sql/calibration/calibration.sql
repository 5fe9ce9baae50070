-- What temperature and threshold do on each split: nll, ece and brier of the raw probabilities, as in the table metrics,
-- and of the calibrated ones.
--   fitted_on        the split that temperature and threshold come from; null: nothing was fitted
--   aurc, e_aurc     area under the curve of risk by coverage, and what it is above that of the best order
--   coverage         share of the cells whose calibrated confidence reaches the threshold
--   selective_risk   share of wrong ones among those; null if there are none, or no threshold
SELECT run_id, arm, head, seed, split,
  fitted_on, n_calibration, coalesce(temperature, 1D) AS temperature, threshold, curve.n AS n,
  nll, nll_calibrated, ece, ece_calibrated, brier, brier_calibrated, curve.aurc AS aurc, curve.e_aurc AS e_aurc,
  if(threshold IS NULL, NULL, n_kept / curve.n) AS coverage,
  if(threshold IS NULL, NULL, n_kept_wrong / nullif(n_kept, 0L)) AS selective_risk
FROM IDENTIFIER(:curves)
LEFT JOIN IDENTIFIER(:fits) USING (run_id, arm, head, seed)
LEFT JOIN IDENTIFIER(:nll) USING (run_id, arm, head, seed, split)
LEFT JOIN IDENTIFIER(:ece) USING (run_id, arm, head, seed, split)
LEFT JOIN IDENTIFIER(:brier) USING (run_id, arm, head, seed, split)
LEFT JOIN IDENTIFIER(:nll_calibrated) USING (run_id, arm, head, seed, split)
LEFT JOIN IDENTIFIER(:ece_calibrated) USING (run_id, arm, head, seed, split)
LEFT JOIN IDENTIFIER(:brier_calibrated) USING (run_id, arm, head, seed, split)
ORDER BY run_id, arm, head, seed, split
