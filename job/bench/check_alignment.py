"""Compares the h5ad source with the scimilarity package on real cells.

    CELLORA_SHARED_DATA=... python job/bench/check_alignment.py

The folder holds cells/*.h5ad and scimilarity/gene_order.tsv. Writes what align_dataset and
lognorm_counts make of every cell, then runs SharedCellsTest, which fails at a difference of 1e-6,
and prints the largest difference of each file. Needs scimilarity, anndata, scanpy.
"""

import json
import os
import subprocess
import tempfile
import warnings

import anndata as ad
import numpy as np
import pandas as pd
from scimilarity.utils import align_dataset, consolidate_duplicate_symbols, lognorm_counts

warnings.filterwarnings("ignore")
DATA = os.environ["CELLORA_SHARED_DATA"]
COUNTS = ["kang_counts.h5ad", "pbmc3k_counts.h5ad"]
NORMALIZED = ["brain_train.h5ad", "brain_val.h5ad"]  # log1p(CP10k) already: aligned only

with open(os.path.join(DATA, "scimilarity", "gene_order.tsv")) as f:
    ORDER = f.read().split("\n")


def expected(name, normalized):
    a = ad.read_h5ad(os.path.join(DATA, "cells", name))
    symbols = a.var["Gene"].astype(str) if normalized else a.var_names
    # double precision: scanpy then computes in it, and float32 rounding does not hide a difference
    a = ad.AnnData(X=a.X.astype(np.float64), obs=a.obs[[]], var=pd.DataFrame(index=list(symbols)))
    cells = a.obs_names.tolist()
    if normalized:
        a.X = a.X.expm1()  # duplicated symbols are summed before the logarithm
    a.layers["counts"] = a.X.copy()
    a = align_dataset(consolidate_duplicate_symbols(a), ORDER, gene_overlap_threshold=1000)
    if normalized:
        a.X = a.layers["counts"].log1p()
    else:
        a = lognorm_counts(a)
    x = a[:, ORDER].X.tocsr()
    x.eliminate_zeros()
    x.sort_indices()
    rows = [x[i] for i in range(x.shape[0])]
    return {
        "file": name,
        "normalized": normalized,
        "cells": [
            {"id": c, "indices": r.indices.tolist(), "values": r.data.tolist()}
            for c, r in zip(cells, rows)
        ],
    }


def main():
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "expected.json")
        with open(path, "w") as f:
            json.dump([expected(n, False) for n in COUNTS] + [expected(n, True) for n in NORMALIZED], f)
        test = ["mvn", "-q", "-o", "-pl", "udf", "test", "-Dtest=SharedCellsTest"]
        subprocess.run(test, env={**os.environ, "CELLORA_EXPECTED": path}, check=True)
        with open(os.path.join(folder, "alignment.tsv")) as f:
            print(f.read(), end="")


if __name__ == "__main__":
    main()
