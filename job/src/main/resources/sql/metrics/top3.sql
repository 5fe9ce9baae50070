-- The share of cells whose label is among the three most probable classes; a label that the model was
-- never taught is never among them. scikit-learn: top_k_accuracy_score, k=3, over all classes.
SELECT run_id, arm, head, seed, split, sum(n_top3) / sum(n) AS value
FROM IDENTIFIER(:counts)
WHERE label IS NOT NULL
GROUP BY run_id, arm, head, seed, split
