-- The plain mean of the area under the ROC curve, one class against the rest, over the classes that a head knows and of
-- which the split has cells as well as cells of others: the chance that a cell of the class has a higher probability
-- of it than a cell that is not, ties counting half. No row if there is no such class.
-- scikit-learn: roc_auc_score of each class, averaged.
SELECT run_id, arm, head, seed, split,
  aggregate(array_sort(collect_list(auroc)), 0D, (sum, x) -> sum + x) / count(*) AS value
FROM IDENTIFIER(:auroc)
JOIN IDENTIFIER(:ranked) USING (slot)
GROUP BY run_id, arm, head, seed, split
HAVING count_if(isnan(auroc)) = 0
