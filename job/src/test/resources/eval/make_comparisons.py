"""Makes comparisons.json: McNemar's exact test and Holm's correction by statsmodels 0.14. Run in this folder."""

import json

import numpy as np
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.multitest import multipletests

COUNTS = [(0, 0), (0, 1), (1, 0), (3, 3), (5, 0), (2, 9), (40, 25), (700, 612), (0, 60), (100000, 99000)]


def main():
    rng = np.random.default_rng(5)
    families = [[0.01, 0.04, 0.03], [0.5], [0.9, 0.8, 0.7, 0.6], [0.01, 0.01, 0.02], list(rng.random(12) ** 3)]
    cases = {
        "mcnemar": [[b, c, mcnemar([[7, b], [c, 5]], exact=True).pvalue] for b, c in COUNTS],
        "holm": [{"values": list(f), "corrected": list(multipletests(f, method="holm")[1])} for f in families],
    }
    with open("comparisons.json", "w") as f:
        json.dump(cases, f, indent=1, default=float)
        f.write("\n")


if __name__ == "__main__":
    main()
