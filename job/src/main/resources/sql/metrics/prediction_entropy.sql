-- Shannon entropy of the predicted classes in nats: 0 when one class is predicted for everything,
-- ln(number of classes) when all are predicted equally often.
WITH shares AS (
  SELECT run_id, arm, head, seed, split, label,
    predicted_count / sum(predicted_count) OVER (PARTITION BY run_id, arm, head, seed, split) AS share
  FROM IDENTIFIER(:per_class)
)
SELECT run_id, arm, head, seed, split, 0D - sum(if(share = 0, 0D, share * ln(share))) AS value
FROM shares
GROUP BY run_id, arm, head, seed, split
