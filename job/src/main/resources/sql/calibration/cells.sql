-- The labelled cells that a calibration is fitted on. class_index is null where the label was never taught: such a cell
-- is wrong whatever the temperature. Cells without a number among their probabilities take no part.
SELECT /*+ BROADCAST(c) */ p.run_id, arm, head, seed, probabilities, class_index, p.label <> predicted AS wrong
FROM IDENTIFIER(:predictions) AS p
LEFT JOIN IDENTIFIER(:classes) AS c ON p.run_id = c.run_id AND p.label = c.label
WHERE p.label IS NOT NULL AND NOT exists(probabilities, x -> isnan(x))
