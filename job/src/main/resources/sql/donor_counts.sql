-- One pass over the labelled cells: how often each label was predicted as what, for every donor (null where unknown).
SELECT run_id, arm, head, seed, split, donor, label, predicted, count(*) AS n
FROM IDENTIFIER(:predictions)
WHERE label IS NOT NULL
GROUP BY run_id, arm, head, seed, split, donor, label, predicted
