-- The second pass over the probabilities: every labelled cell's score for every class that can be ranked, and whether
-- the cell is of that class. The aggregate auroc is taken over each slot and candidate.
WITH cells AS (
  SELECT /*+ BROADCAST(r), BROADCAST(c) */ slot, explode(candidates) AS candidate, probabilities, class_index
  FROM IDENTIFIER(:predictions) AS p
  JOIN IDENTIFIER(:ranked) AS r
    ON p.run_id = r.run_id AND p.arm = r.arm AND p.head = r.head AND p.seed = r.seed AND p.split = r.split
  LEFT JOIN IDENTIFIER(:classes) AS c ON p.run_id = c.run_id AND p.label = c.label
  WHERE p.label IS NOT NULL
)
SELECT slot, candidate, coalesce(get(probabilities, candidate), CAST('NaN' AS FLOAT)) AS score,
  candidate <=> class_index AS positive
FROM cells
