-- Negative log likelihood: the mean of -ln(probability of the label), in nats; how probabilities are clipped, and
-- what a label counts that was never taught, is said in losses.sql. scikit-learn: log_loss of the probabilities as
-- float64, a class that was never taught being a column of zeros.
SELECT run_id, arm, head, seed, split, CAST(sum(log_loss) AS DOUBLE) / sum(n) AS value
FROM IDENTIFIER(:losses)
GROUP BY run_id, arm, head, seed, split
HAVING sum(n_nan) = 0
