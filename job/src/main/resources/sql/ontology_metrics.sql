-- How far predictions are from the labels in the ontology, over the labelled cells whose label and prediction are both
-- terms (n); a label and a prediction that mean the same term are equal.
--   labels_mapped, labels_unmapped   labels with cells in the split that are a term, and that are none
--   cells_mapped                     n
--   hop_distance                     mean number of is_a steps from label to prediction, up or down (cells with a way)
--   hop_distance_macro               the plain mean over labels of their cells' mean
--   exact                            share of cells whose prediction is the label's term
--   subtype_correct                  the same where a prediction that is a kind of the label counts as right
--   subtype_correct_macro            the plain mean of that over labels
--   supertype                        share of cells whose prediction is a term that the label is a kind of, but not it
WITH cells AS (
  SELECT c.*, p.label IS NOT NULL AS mapped, p.hops, p.subtype, p.supertype
  FROM IDENTIFIER(:confusion) AS c
  LEFT JOIN IDENTIFIER(:pairs) AS p ON p.label = c.label AND p.predicted = c.predicted
),
labels AS (
  SELECT c.run_id, c.arm, c.head, c.seed, c.split, c.label,
    max(if(t.label IS NULL, 0, 1)) AS mapped,
    sum(if(c.mapped, c.n, 0L)) AS n,
    sum(if(c.hops IS NOT NULL, c.n, 0L)) AS n_near,
    sum(c.hops * c.n) AS hops,
    sum(if(c.subtype AND c.supertype, c.n, 0L)) AS exact,
    sum(if(c.subtype, c.n, 0L)) AS subtype,
    sum(if(c.supertype AND NOT c.subtype, c.n, 0L)) AS supertype
  FROM cells AS c
  LEFT JOIN (SELECT DISTINCT label FROM IDENTIFIER(:pairs)) AS t ON t.label = c.label
  GROUP BY c.run_id, c.arm, c.head, c.seed, c.split, c.label
),
sums AS (
  SELECT run_id, arm, head, seed, split,
    sum(mapped) AS labels_mapped, sum(1 - mapped) AS labels_unmapped, sum(n) AS n, sum(n_near) AS n_near,
    sum(hops) AS hops, sum(exact) AS exact, sum(subtype) AS subtype, sum(supertype) AS supertype,
    sort_array(collect_list(if(n_near > 0, struct(label, hops / n_near AS value), NULL))) AS hops_by_label,
    sort_array(collect_list(if(n > 0, struct(label, subtype / n AS value), NULL))) AS subtype_by_label
  FROM labels
  GROUP BY run_id, arm, head, seed, split
)
SELECT run_id, arm, head, seed, split, metric, value, n
FROM sums
LATERAL VIEW stack(9,
  'labels_mapped', CAST(labels_mapped AS DOUBLE),
  'labels_unmapped', CAST(labels_unmapped AS DOUBLE),
  'cells_mapped', CAST(n AS DOUBLE),
  'hop_distance', hops / nullif(n_near, 0),
  'hop_distance_macro',
    aggregate(hops_by_label, 0D, (sum, one) -> sum + one.value) / nullif(size(hops_by_label), 0),
  'exact', exact / nullif(n, 0),
  'subtype_correct', subtype / nullif(n, 0),
  'subtype_correct_macro',
    aggregate(subtype_by_label, 0D, (sum, one) -> sum + one.value) / nullif(size(subtype_by_label), 0),
  'supertype', supertype / nullif(n, 0)
) AS metric, value
ORDER BY run_id, arm, head, seed, split, metric
