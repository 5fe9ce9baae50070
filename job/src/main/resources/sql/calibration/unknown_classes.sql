-- How well cells of a class that the head was never taught stand out by their calibrated confidence.
--   label               the class that was left out
--   auroc               the chance that a cell of a taught class is more confident than one of it, ties counting half
--   unknown_abstained   share of its cells below the threshold;  known_abstained: of the cells of taught classes
SELECT run_id, arm, plain_head AS head, seed, split, left_out AS label,
  fitted_on, n_calibration, coalesce(temperature, 1D) AS temperature, threshold,
  n_unknown, n_known, nanvl(auroc, NULL) AS auroc,
  if(threshold IS NULL, NULL, n_unknown_abstained / nullif(n_unknown, 0L)) AS unknown_abstained,
  if(threshold IS NULL, NULL, n_known_abstained / nullif(n_known, 0L)) AS known_abstained
FROM IDENTIFIER(:sums)
WHERE n_unknown > 0
ORDER BY run_id, arm, head, seed, split, label
