-- The arms, heads, seeds and splits of the run as numbers (slot), with the indices of the classes that can be ranked:
-- those that a head knows and of which the split has cells as well as cells of other classes.
WITH known AS (
  SELECT p.*, class_index,
    sum(support) OVER (PARTITION BY p.run_id, arm, head, seed, split) AS cells
  FROM IDENTIFIER(:per_class) AS p
  LEFT JOIN IDENTIFIER(:classes) AS c ON p.run_id = c.run_id AND p.label = c.label
),
groups AS (
  SELECT run_id, arm, head, seed, split, sort_array(collect_list(class_index)) AS candidates
  FROM known
  WHERE class_index IS NOT NULL AND support > 0 AND support < cells
  GROUP BY run_id, arm, head, seed, split
)
SELECT *, monotonically_increasing_id() AS slot
FROM groups
