-- For each split that is evaluated, how many donors it has, and which of them are in train too (some are named).
WITH donors AS (
  SELECT DISTINCT run_id, split, how, donor FROM IDENTIFIER(:split_manifest)
),
known AS (
  SELECT run_id, count(donor) AS n FROM donors WHERE split = 'train' GROUP BY run_id
),
learnt AS (
  SELECT run_id, donor AS learnt FROM donors WHERE split = 'train' AND donor IS NOT NULL
)
SELECT donors.split, donors.how,
  coalesce(max(known.n), 0) AS n_train,
  count(donor) AS n_donors,
  count(learnt) AS n_shared,
  array_join(slice(array_sort(collect_list(learnt)), 1, 5), ', ') AS some
FROM donors
LEFT JOIN known ON known.run_id = donors.run_id
LEFT JOIN learnt ON learnt.run_id = donors.run_id AND learnt = donor
WHERE split <> 'train'
GROUP BY donors.run_id, split, how
ORDER BY split
