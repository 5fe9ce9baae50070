-- Expected calibration error: the mean over 15 bins of the confidence, each weighed by its cells, of
-- |share of correct cells - mean confidence|. scikit-learn: calibration_curve, n_bins=15, of correct against confidence.
SELECT run_id, arm, head, seed, split, sum(abs(n_correct - CAST(confidence AS DOUBLE))) / sum(n) AS value
FROM IDENTIFIER(:losses)
GROUP BY run_id, arm, head, seed, split
HAVING sum(n_nan) = 0
