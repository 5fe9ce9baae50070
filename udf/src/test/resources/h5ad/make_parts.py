"""Writes part_a.h5ad and part_b.h5ad, whose parts, and whose columns together, the tests read;
parts.json, what anndata, pandas and scipy say of them; and the damaged part_loop.h5ad.

    pip install anndata==0.12.*
    python make_parts.py
"""

import json
import os

import anndata as ad
import h5py
import numpy as np
import pandas as pd
import scipy.sparse as sp

HERE = os.path.dirname(os.path.abspath(__file__))
CELLS, GENES = 12, 5
rng = np.random.default_rng(11)
counts = rng.poisson(2.0, (CELLS, GENES)).astype(np.float32)


def path(name):
    return os.path.join(HERE, name + ".h5ad")


def categorical(values):
    return pd.Categorical([None if v == "-" else v for v in values])


def obs(prefix, **columns):
    return pd.DataFrame(columns, index=[f"{prefix}{i}" for i in range(CELLS)])


def var():
    return pd.DataFrame(
        {
            "mean": counts.mean(0).astype(np.float64),
            "chosen": np.arange(GENES) % 2 == 0,
            "biotype": categorical(["coding", "-", "coding", "lncRNA", "-"]),
            "Gene_ID": np.arange(GENES, dtype=np.int16),
        },
        index=[f"G{i}" for i in range(GENES)],
    )


def part_a():
    a = ad.AnnData(
        X=sp.csr_matrix(counts),
        obs=obs(
            "a",
            n=np.arange(CELLS, dtype=np.int8),
            score=(np.arange(CELLS) / 3).astype(np.float32),
            label=categorical(list("xy-xyx-yxyxy")),
            flag=np.arange(CELLS) % 2 == 0,
            big=2**60 + np.arange(CELLS),
        ),
        var=var(),
    )
    a.raw = ad.AnnData(
        X=np.hstack([counts, counts[:, :2]]),
        var=pd.DataFrame({"length": np.arange(GENES + 2)}, index=[f"R{i}" for i in range(GENES + 2)]),
    )
    a.obsm["X_umap"] = rng.random((CELLS, 2)).astype(np.float32)
    a.obsm["X_pca"] = rng.random((CELLS, 3))
    a.obsm["ranks"] = rng.integers(0, 9, (CELLS, 2)).astype(np.int32)
    a.obsm["proteins"] = sp.random(CELLS, 4, 0.4, "csr", random_state=1)
    a.obsm["by_column"] = sp.csc_matrix(a.obsm["proteins"])
    a.obsm["scores"] = pd.DataFrame(
        {"s": np.arange(CELLS) * 2, "phase": categorical(list("GS-GSGGSSSG-"))}, index=a.obs_names
    )
    a.varm["PCs"] = rng.random((GENES, 3))
    a.uns = {
        "title": "Zwölf Zellen",
        "neighbors": {"params": {"n_neighbors": 15, "method": "umap", "metric_kwds": {}}},
        "log1p": {"base": None},
        "resolution": 0.25,
        "float32": np.float32(0.1),
        "done": True,
        "colors": np.array(["#fff", "#000"]),
        "graph": sp.csr_matrix(np.eye(1)),
        "frame": pd.DataFrame({"one": [1]}),
    }
    a.write_h5ad(path("part_a"), compression="gzip")
    with h5py.File(path("part_a"), "a") as f:  # scalars as anndata before 0.7 wrote them
        f["uns/legacy_number"] = np.array([15])
        f["uns/legacy_text"] = np.array([b"umap"])
        f["uns/unsigned"] = np.array([2**64 - 1], dtype=np.uint64)
    return a


def part_b():
    b = ad.AnnData(
        X=sp.csr_matrix(counts),
        obs=obs(
            "b",
            n=2**40 + np.arange(CELLS),
            score=np.arange(CELLS) / 3,
            label=pd.Series(list("yzyzyzyzyzyz"), dtype=object).values,
            only_b=np.arange(CELLS, dtype=np.int32),
        ),
        var=var().drop(columns="chosen").assign(symbol=[f"S{i}" for i in range(GENES)]),
    )
    b.obsm["X_umap"] = rng.random((CELLS, 2))
    b.write_h5ad(path("part_b"))
    return b


def part_loop():
    """A group of uns that is a member of itself."""
    ad.AnnData(obs=obs("l"), uns={"loop": {"n": 1}}).write_h5ad(path("part_loop"))
    with h5py.File(path("part_loop"), "a") as f:
        f["uns/loop/again"] = f["uns/loop"]


def rows(frame):
    values = frame.astype(object).where(frame.notna(), None).values
    return [[v.item() if isinstance(v, np.generic) else v for v in row] for row in values]


def main():
    a, b = part_a(), part_b()
    part_loop()
    read = ad.read_h5ad(path("part_a"))
    assert read.uns["neighbors"]["params"]["n_neighbors"] == 15
    expected = {
        "var": rows(read.var),
        "raw_var": rows(read.raw.var),
        "scores": rows(read.obsm["scores"]),
        "dense": {k: read.obsm[k].tolist() for k in ("X_umap", "X_pca", "ranks")},
        "PCs": read.varm["PCs"].tolist(),
        "proteins": read.obsm["proteins"].toarray().tolist(),
        "together": {
            "n": a.obs.n.tolist() + b.obs.n.tolist(),
            "score": a.obs.score.astype(float).tolist() + b.obs.score.tolist(),
            "label": rows(pd.concat([a.obs.label.astype(object), b.obs.label]).to_frame()),
        },
    }
    with open(os.path.join(HERE, "parts.json"), "w") as f:
        json.dump(expected, f, ensure_ascii=False)


main()
