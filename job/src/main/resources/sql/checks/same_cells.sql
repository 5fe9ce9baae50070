-- Were all arms judged on the same cells with the same labels? Compared by their number and the exclusive or of
-- their hashes, which does not depend on the order.
WITH arms AS (
  SELECT run_id, arm, head, seed, split, count(*) AS cells, bit_xor(xxhash64(cell_id, label)) AS fingerprint
  FROM IDENTIFIER(:predictions)
  GROUP BY run_id, arm, head, seed, split
),
splits AS (
  SELECT run_id, split, count(*) AS arms, min(cells) AS least, max(cells) AS most,
    count(DISTINCT cells, fingerprint) AS sets
  FROM arms
  GROUP BY run_id, split
)
SELECT
  format_string('same_cells_in_every_arm(%s)', split) AS name,
  sets = 1 AS passed,
  format_string('%s arms, heads and seeds hold %s different sets of cells, of %s to %s cells', arms, sets, least, most)
    AS detail
FROM splits
ORDER BY run_id, split
