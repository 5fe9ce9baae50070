-- Cells that an arm got wrong; the surest first is what to look at: ORDER BY confidence DESC.
SELECT run_id, split, arm, head, seed, cell_id, shard, label, predicted, confidence, top
FROM predictions
WHERE label IS NOT NULL AND label <> predicted
