-- The curve of risk by coverage, at most 200 points: the most confident cells down to a calibrated confidence.
SELECT run_id, arm, head, seed, split, point.coverage, point.risk, point.confidence
FROM (SELECT run_id, arm, head, seed, split, explode(curve.points) AS point FROM IDENTIFIER(:curves))
ORDER BY run_id, arm, head, seed, split, coverage
