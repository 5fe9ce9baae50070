-- How the summed loss of the calibration cells moves with the inverse temperature. Each cell's number is rounded to 15
-- decimals and summed as a decimal, so that no sum depends on an order.
SELECT run_id, arm, head, seed, inverse,
  CAST(sum(CAST(slope.gradient AS DECIMAL(18, 15))) AS DOUBLE) AS gradient,
  CAST(sum(CAST(slope.curvature AS DECIMAL(19, 15))) AS DOUBLE) AS curvature
FROM IDENTIFIER(:slopes)
GROUP BY run_id, arm, head, seed, inverse
