"""Writes grouped.json and manifest.json, which the tests of the splits read. Needs numpy and scikit-learn.

grouped.json: donors with their cells by class, and how far scikit-learn's StratifiedGroupKFold (ten folds: one each for
val, calibration and test, seven for train; the best of five seeds) leaves each split from its part.
manifest.json: cells, and the hashes of their groups by hashlib.
"""

import hashlib
import json
import pathlib

import numpy as np
from sklearn.model_selection import StratifiedGroupKFold

HERE = pathlib.Path(__file__).parent
FRACTIONS = {"train": 0.7, "val": 0.1, "calibration": 0.1, "test": 0.1}
FOLDS = {"val": [0], "calibration": [1], "test": [2], "train": [3, 4, 5, 6, 7, 8, 9]}


def case(rng, donors, classes):
    shares = rng.dirichlet(np.full(classes, 0.4))
    sizes = rng.lognormal(4.5, 0.7, donors).astype(int) + 5
    return [rng.multinomial(n, rng.dirichlet(shares * 8 + 1e-3)).tolist() for n in sizes]


def parts(counts, split_of):
    total = counts.sum()
    by_class = counts.sum(axis=0)
    out = {}
    for split in FRACTIONS:
        mine = counts[[s == split for s in split_of]].sum(axis=0)
        present = by_class > 0
        out[split] = (mine.sum() / total, float(np.abs(mine[present] / by_class[present] - FRACTIONS[split]).mean()))
    return out


def scikit(counts):
    y = np.concatenate([np.repeat(np.arange(counts.shape[1]), row) for row in counts])
    groups = np.concatenate([np.repeat(i, row.sum()) for i, row in enumerate(counts)])
    best = None
    for seed in range(5):
        fold_of = np.zeros(len(counts), dtype=int)
        folds = StratifiedGroupKFold(10, shuffle=True, random_state=seed)
        for fold, (_, test) in enumerate(folds.split(y, y, groups)):
            fold_of[np.unique(groups[test])] = fold
        split_of = [next(s for s, f in FOLDS.items() if fold in f) for fold in fold_of]
        found = parts(counts, split_of)
        size = max(abs(found[s][0] - FRACTIONS[s]) for s in FRACTIONS)
        by_class = float(np.mean([found[s][1] for s in FRACTIONS]))
        if best is None or size + by_class < best["size"] + best["by_class"]:
            best = {"size": size, "by_class": by_class}
    return best


def digest(cells):
    sums = [0] * 8
    for cell in cells:
        found = hashlib.sha256(f"{cell['shard']}\t{cell['row']}\t{cell['cell_id']}".encode()).digest()
        for i in range(8):
            sums[i] += int.from_bytes(found[4 * i : 4 * i + 4], "big")
    return hashlib.sha256(",".join(str(n) for n in [len(cells), *sums]).encode()).hexdigest()


def manifest(rng):
    cells = []
    for shard in ("a.h5ad", "b.h5ad"):
        for row in range(40):
            donor = [None, "d1", "d2"][rng.integers(3)]
            cells.append({
                "cell_id": f"{shard[0]}é-{row}", "shard": shard, "row": row,
                "split": "train" if rng.random() < 0.6 else "val", "donor": donor,
                "label": None if rng.random() < 0.1 else "T cell",
            })
    keys = sorted({(c["split"], c["shard"], c["donor"]) for c in cells}, key=str)
    rows = []
    for key in keys:
        mine = [c for c in cells if (c["split"], c["shard"], c["donor"]) == key]
        rows.append({
            "split": key[0], "shard": key[1], "donor": key[2], "n_cells": len(mine),
            "n_labelled": sum(c["label"] is not None for c in mine), "sha256": digest(mine),
            "split_sha256": digest([c for c in cells if c["split"] == key[0]]),
        })
    return {"cells": cells, "rows": rows}


rng = np.random.default_rng(6)
cases = []
for donors, classes in ((12, 5), (25, 11), (40, 30), (120, 20), (300, 8)):
    counts = case(rng, donors, classes)
    cases.append({"counts": counts, "scikit": scikit(np.array(counts))})
(HERE / "grouped.json").write_text(json.dumps({"cases": cases}) + "\n")
(HERE / "manifest.json").write_text(json.dumps(manifest(rng), ensure_ascii=False) + "\n")
