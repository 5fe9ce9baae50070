-- Questions to start from, for Athena; docs/tables.md says what is in each table.
-- Choose the database in the console's query editor first (left), or by --query-execution-context.

-- Did the sanity gate pass? Read this before any number.
SELECT * FROM sanity_checks;

-- Each arm and head on held-out cells.
SELECT arm, head, seed, split, value AS macro_f1, n
FROM metrics WHERE metric = 'macro_f1' ORDER BY split, value DESC;

-- Each arm against the best frozen head: better only where lower is above 0.
SELECT arm, head, split, baseline_role, baseline_head, n_seeds, mean, lower, upper, p_permutation_holm
FROM comparison_summary ORDER BY split, arm, baseline_role;

-- Which types are taken for which.
SELECT * FROM top_confused ORDER BY arm, split LIMIT 50;
