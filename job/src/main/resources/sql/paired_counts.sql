-- One pass over the labelled cells of each trained arm beside the same cells of a frozen baseline: how often each
-- label was predicted as what by the one and by the other, for every donor (null where unknown).
SELECT /*+ BROADCAST(pair) */
  pair.run_id, pair.arm, pair.head, pair.seed, pair.split, pair.baseline_role,
  tuned.donor, tuned.label, tuned.predicted, base.predicted AS baseline_predicted, count(*) AS n
FROM IDENTIFIER(:pairs) AS pair
JOIN IDENTIFIER(:predictions) AS tuned
  ON tuned.run_id = pair.run_id AND tuned.arm = pair.arm AND tuned.head = pair.head AND tuned.seed = pair.seed
  AND tuned.split = pair.split
JOIN IDENTIFIER(:predictions) AS base
  ON base.run_id = pair.run_id AND base.arm = 'baseline' AND base.head = pair.baseline_head
  AND base.seed = pair.baseline_seed AND base.split = pair.split
  AND base.shard = tuned.shard AND base.row = tuned.row
WHERE tuned.label IS NOT NULL
GROUP BY pair.run_id, pair.arm, pair.head, pair.seed, pair.split, pair.baseline_role,
  tuned.donor, tuned.label, tuned.predicted, base.predicted
