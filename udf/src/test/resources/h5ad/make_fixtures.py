"""Writes the small h5ad files of the tests, and expected.json: what anndata, scanpy and the
scimilarity package make of the same cells.

    pip install anndata==0.12.* scanpy scimilarity
    python make_fixtures.py
"""

import json
import os
import warnings

import anndata as ad
import h5py
import numpy as np
import pandas as pd
import scipy.sparse as sp
from scimilarity.utils import align_dataset, consolidate_duplicate_symbols, lognorm_counts

warnings.filterwarnings("ignore")
HERE = os.path.dirname(os.path.abspath(__file__))
CELLS, GENES = 30, 40
rng = np.random.default_rng(7)

symbols = [f"GENE{i}" for i in range(GENES)]
counts = rng.poisson(rng.gamma(0.5, 4.0, GENES), (CELLS, GENES)).astype(np.float32)
counts[3] = 0  # a cell without any count
order = [f"GENE{i}" for i in rng.permutation(GENES)[:25]] + ["ABSENT1", "ABSENT2"]
order = [order[i] for i in rng.permutation(len(order))]
known = np.isin(symbols, order)
counts[5, known] = 0  # a cell whose counts the model does not know


def path(name):
    return os.path.join(HERE, name + ".h5ad")


def obs():
    types = pd.Categorical(rng.choice(["T cell", "B cell", "Körnerzelle"], CELLS))
    types = pd.Categorical.from_codes(np.where(np.arange(CELLS) % 7 == 2, -1, types.codes), types.categories)
    every3 = np.arange(CELLS) % 3 == 0
    return pd.DataFrame(
        {
            "cell_type": types,
            "plate": pd.Categorical(rng.choice([11, 12], CELLS)),
            "donor": pd.Series(rng.choice(["d1", "d2"], CELLS), dtype=object).values,
            "is_doublet": rng.random(CELLS) < 0.5,
            "small": rng.integers(-5, 5, CELLS).astype(np.int8),
            "unsigned": rng.integers(0, 60000, CELLS).astype(np.uint16),
            "n": rng.integers(0, 9, CELLS).astype(np.int32),
            "big": rng.integers(0, 2**40, CELLS),
            "score": rng.random(CELLS).astype(np.float32),
            "weight": rng.random(CELLS),
            "maybe_int": pd.array(np.where(every3, None, np.arange(CELLS)), dtype="Int64"),
            "maybe_bool": pd.array(np.where(every3, None, np.arange(CELLS) % 2 == 0), dtype="boolean"),
            "maybe_text": pd.array(np.where(every3, None, "x"), dtype="string"),
            "Features": np.arange(CELLS, dtype=np.int32),
            "batch": np.arange(CELLS, dtype=np.int32) + 100,
            "Batch": np.arange(CELLS, dtype=np.int32) + 200,
        },
        index=[f"cell-{i}" for i in range(CELLS)],
    )


OBS = obs()


def data(x, names=symbols, small=True, **var):
    columns = OBS[["cell_type"]] if small else OBS
    return ad.AnnData(X=x, obs=columns.copy(), var=pd.DataFrame(var, index=list(names)))


def lognorm(x):
    total = x.sum(1, keepdims=True)
    return np.log1p(x * 1e4 / np.where(total == 0, 1, total)).astype(np.float32)


def write(name, a, **kw):
    a.write_h5ad(path(name), **kw)


def oracle(x, names):
    a = ad.AnnData(X=sp.csr_matrix(x), var=pd.DataFrame(index=list(names)))
    a.layers["counts"] = a.X.copy()
    a = consolidate_duplicate_symbols(a)
    a = lognorm_counts(align_dataset(a, order, gene_overlap_threshold=5))
    # newer versions of anndata sort the genes of an outer concat
    assert sorted(a.var_names) == sorted(order)
    a = a[:, order]
    dense = np.asarray(a.X.todense(), dtype=np.float64)
    return [[[int(j), float(row[j])] for j in np.flatnonzero(row)] for row in dense]


def main():
    ad.settings.allow_write_nullable_strings = True
    csr = sp.csr_matrix(counts)
    write("csr_counts", data(csr, small=False), compression="gzip")
    with h5py.File(path("csr_counts"), "a") as f:
        f["obs"].create_dataset("matrix", data=np.zeros((CELLS, 2)))
        columns = list(f["obs"].attrs["column-order"]) + ["matrix"]
        f["obs"].attrs["column-order"] = columns
    write("csc_counts", data(sp.csc_matrix(counts)))
    write("dense_counts", data(counts))
    with h5py.File(path("dense_counts"), "a") as f:
        del f["X"]
        x = f.create_dataset("X", data=counts, chunks=(7, 11), compression="gzip", shuffle=True)
        x.attrs["encoding-type"], x.attrs["encoding-version"] = "array", "0.2.0"
    write("float64_counts", data(counts.astype(np.float64)))
    lzf = data(sp.csr_matrix(counts.astype(np.uint16)))
    lzf.obs["n"] = OBS["donor"]  # the type of n differs from csr_counts
    write("uint16_lzf", lzf, compression="lzf")

    write("int64_unsorted", data(csr))
    with h5py.File(path("int64_unsorted"), "a") as f:
        indices, values = csr.indices.copy(), csr.data.copy()
        for a, b in zip(csr.indptr, csr.indptr[1:]):
            indices[a:b], values[a:b] = indices[a:b][::-1], values[a:b][::-1]
        f["X/data"][:] = values
        for name, v in ("indices", indices), ("indptr", csr.indptr):
            del f["X/" + name]
            f["X"].create_dataset(name, data=v.astype(np.int64))

    raw = data(csr)
    part = data(lognorm(counts)[:, :20], symbols[:20])
    part.raw = raw
    write("raw_counts", part)
    layered = data(lognorm(counts))
    layered.layers["counts"] = csr
    write("layer_counts", layered)
    write("lognorm_only", data(sp.csr_matrix(lognorm(counts))))

    # the symbols stand in feature_name, and two of them occur twice
    doubled = list(symbols)
    twice = np.flatnonzero(known)
    doubled[twice[3]], doubled[twice[5]] = doubled[twice[0]], doubled[twice[1]]
    write(
        "duplicate_symbols",
        data(csr, [f"ENSG{i:011d}" for i in range(GENES)], feature_name=pd.Categorical(doubled)),
    )

    holes = counts.copy()
    holes[1, np.flatnonzero(known)[:2]] = np.nan
    write("nan", data(holes))
    negative = counts - 1
    write("negative", data(negative))

    for name, member, value in ("index_outside", "indices", GENES), ("indptr_falls", "indptr", 10**6):
        write(name, data(csr))
        with h5py.File(path(name), "a") as f:
            f["X/" + member][7] = value
    write("old_compound", data(csr))
    with h5py.File(path("old_compound"), "a") as f:
        del f["obs"]
        f.create_dataset("obs", data=np.array([(b"a", 1)] * CELLS, dtype=[("index", "S4"), ("n", "i4")]))
    with open(path("csr_counts"), "rb") as f:
        whole = f.read()
    with open(path("truncated"), "wb") as f:
        f.write(whole[: len(whole) // 2])

    with open(os.path.join(HERE, "gene_order.tsv"), "w", newline="") as f:
        f.write("\n".join(order))
    with open(os.path.join(HERE, "expected.json"), "w") as f:
        json.dump(
            {
                "cells": OBS.index.tolist(),
                "obs": json.loads(OBS.to_json(orient="split", double_precision=15))["data"],
                "obs_columns": OBS.columns.tolist(),
                "counts": [[[int(j), float(r[j])] for j in np.flatnonzero(r)] for r in counts],
                "n_counts": counts.sum(1).tolist(),
                "n_genes": (counts > 0).sum(1).tolist(),
                "log1p10k": oracle(counts, symbols),
                "log1p10k_duplicates": oracle(counts, doubled),
                "log1p10k_nan": oracle(np.nan_to_num(holes), symbols),
            },
            f,
            ensure_ascii=False,
        )


main()
