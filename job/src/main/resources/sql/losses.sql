-- The one pass over the probabilities, labelled cells only: for every arm, head, seed, split and bin of the
-- confidence, the sums that nll, brier and ece are made of.
--   bin         the confidence's of 15 bins of equal width, each with its upper bound: ceil(15 confidence), 0 in bin 1
--   log_loss    -ln p, p the float32 probability of the label as a double, clipped to [e, 1 - e] with e = 2^-52;
--               a label that the head was never taught has p = 0
--   squares     sum over classes of (probability - 1 if it is the label's, else 0)^2; a label that was never taught
--               is one more class, of probability 0
-- Each cell's number is rounded to 15 decimals and summed as a decimal, so that no sum depends on an order.
-- n_nan: cells without a number among their probabilities count as 0 in the sums, and the metrics leave such arms out.
-- least, most: how many probabilities the cells have; both must be the number of the run's classes.
WITH cells AS (
  SELECT /*+ BROADCAST(c) */ p.run_id, arm, head, seed, split, p.label, predicted,
    CAST(confidence AS DOUBLE) AS confidence,
    if(probabilities IS NULL, 0, size(probabilities)) AS width,
    CAST(coalesce(get(probabilities, class_index), 0F) AS DOUBLE) AS p,
    aggregate(probabilities, 0D, (sum, x) -> sum + CAST(x AS DOUBLE) * CAST(x AS DOUBLE)) AS norm
  FROM IDENTIFIER(:predictions) AS p
  LEFT JOIN IDENTIFIER(:classes) AS c ON p.run_id = c.run_id AND p.label = c.label
  WHERE p.label IS NOT NULL
)
SELECT run_id, arm, head, seed, split,
  CAST(greatest(1, ceil(15 * nanvl(confidence, 0D))) AS INT) AS bin,
  count(*) AS n,
  count_if(label = predicted) AS n_correct,
  sum(CAST(nanvl(confidence, 0D) AS DECIMAL(17, 15))) AS confidence,
  sum(CAST(-ln(greatest(least(nanvl(p, 1D), 1 - 2.220446049250313E-16D), 2.220446049250313E-16D)) AS DECIMAL(17, 15))) AS log_loss,
  sum(CAST(nanvl(norm - 2 * p + 1, 0D) AS DECIMAL(17, 15))) AS squares,
  count_if(isnan(norm) OR isnan(confidence)) AS n_nan,
  min(width) AS least,
  max(width) AS most
FROM cells
GROUP BY run_id, arm, head, seed, split, bin
ORDER BY run_id, arm, head, seed, split, bin
