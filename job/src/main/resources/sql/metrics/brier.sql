-- Brier's score of K classes: the mean over cells of the sum over classes of (probability - truth)^2, 0 to 2.
-- scikit-learn: brier_score_loss, scale_by_half=False, a class that was never taught being a column of zeros.
SELECT run_id, arm, head, seed, split, CAST(sum(squares) AS DOUBLE) / sum(n) AS value
FROM IDENTIFIER(:losses)
GROUP BY run_id, arm, head, seed, split
HAVING sum(n_nan) = 0
