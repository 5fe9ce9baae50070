-- The bins of ece (see losses.sql) before and after the temperature: mean confidence against share of correct cells.
WITH bins AS (
  SELECT *, false AS calibrated FROM IDENTIFIER(:losses)
  UNION ALL
  SELECT *, true AS calibrated FROM IDENTIFIER(:calibrated_losses)
)
SELECT run_id, arm, head, seed, split, calibrated, bin,
  CAST(confidence AS DOUBLE) / n AS confidence, n_correct / n AS accuracy, n
FROM bins
WHERE n_nan = 0
ORDER BY run_id, arm, head, seed, split, calibrated, bin
