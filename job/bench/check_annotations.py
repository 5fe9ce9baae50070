"""Merges what annotate wrote into the shards it was made of: python job/bench/check_annotations.py OUT SHARD...

First write it:  ./cellora annotate --input SHARD... --adapter DIR --out OUT --format csv --format obs --format h5ad
For every shard, scanpy reads shard and annotations; obs/SHARD.csv and h5ad/SHARD.h5ad are each merged in
one line. Every cell must have its own row of the Parquet table (label, confidence, abstention, distance,
top 3; to the last bit from h5ad), in the shard's order; predicted types must be a categorical of
the file's; obsm must have the table's embeddings; and the merged file must be written and read by scanpy.
Exits 1 if anything differs. Needs scanpy, pyarrow.
"""

import argparse
import sys
import tempfile
import warnings
from pathlib import Path

import anndata
import numpy as np
import pandas as pd
import scanpy as sc

PREFIX = "cellora_"
CSV_RTOL = 1e-6  # pandas reads float32 as float64, and neither kind to the last bit


def table_of(folder, shard):
    table = pd.read_parquet(folder)
    return table[table["shard"] == shard.name].sort_values("row").reset_index(drop=True)


def pieces(out, shard):
    """The files for a shard: large ones have several."""
    first = out / "h5ad" / shard.name
    more = [out / "h5ad" / f"{shard.stem}.{i}.h5ad" for i in range(1, 10000)]
    return [first] + [file for file in more if file.exists()]


def joined_csv(adata, out, shard):
    file = out / "obs" / f"{shard.stem}.csv"
    adata.obs = adata.obs.join(pd.read_csv(file, index_col=0, dtype={"cell_id": str}))
    return adata.obs


def joined_h5ad(adata, out, shard):
    file = out / "h5ad" / shard.name
    adata.obs = adata.obs.join(sc.read_h5ad(file).obs)
    return adata.obs


def placed_h5ad(adata, out, shard):
    """Where names of cells occur twice, or a shard has several files."""
    new = pd.concat([sc.read_h5ad(file).obs for file in pieces(out, shard)])
    adata.obs[new.columns] = new
    return adata.obs


def check(condition, what):
    if not condition:
        raise AssertionError(what)


def check_obs(obs, table, cells, rtol):
    check(list(obs.index) == cells, "cells or their order have changed")
    check(len(obs) == len(table), f"{len(obs)} cells, the table has {len(table)}")
    for name in ["predicted", "confidence", "calibrated_confidence", "abstained", "distance"]:
        column = PREFIX + name
        if column not in obs.columns:
            check(table[name].isna().all(), f"{column} is missing")
            continue
        ours, theirs = obs[column].to_numpy(), table[name].to_numpy()
        if name == "predicted":
            same = (ours == theirs).all()
        elif name == "abstained":
            same = (ours.astype(bool) == theirs).all()
        else:
            same = np.allclose(ours.astype(theirs.dtype), theirs, rtol=rtol, atol=0, equal_nan=True)
        check(same, f"{column} differs from the table")
    top = table["top"]
    for i in range(3):
        labels = [entries[i]["label"] if len(entries) > i else None for entries in top]
        column = f"{PREFIX}top{i + 1}"
        if column in obs.columns:
            check(list(obs[column]) == labels, f"{column} differs from the table")


def check_shard(out, shard):
    table = table_of(out / "annotations", shard)
    embedded = table_of(out / "embeddings", shard)
    cells = list(sc.read_h5ad(shard, backed="r").obs_names)
    unique = len(set(cells)) == len(cells)
    check(list(table["cell_id"]) == cells, "the table has other cells")
    ways = [placed_h5ad] + ([joined_h5ad, joined_csv] if unique and len(pieces(out, shard)) == 1 else [])
    for way in ways:
        adata = sc.read_h5ad(shard)
        rtol = CSV_RTOL if way is joined_csv else 0
        check_obs(way(adata, out, shard), table, cells, rtol)
        check(adata.obs[PREFIX + "abstained"].dtype == (bool if way is joined_csv else np.int8), "abstained's dtype")
        if way is not joined_csv:
            dtype = adata.obs[PREFIX + "predicted"].dtype
            if len(pieces(out, shard)) == 1:
                check(isinstance(dtype, pd.CategoricalDtype), f"predicted is {dtype}")
        with tempfile.TemporaryDirectory() as folder:
            adata.write_h5ad(Path(folder, "merged.h5ad"))
            check_obs(sc.read_h5ad(Path(folder, "merged.h5ad")).obs, table, cells, rtol)
    vectors = np.concatenate([sc.read_h5ad(file).obsm["X_cellora"] for file in pieces(out, shard)])
    check(vectors.dtype == np.float32, f"embeddings are {vectors.dtype}")
    check(np.array_equal(vectors, np.stack(embedded["embedding"])), "embeddings differ from the table")
    print(f"{shard.name}: {len(cells)} cells, {int(table['abstained'].sum())} abstained, merged in"
          f" {len(ways)} ways, {len(pieces(out, shard))} h5ad  ok")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("shard", nargs="+", type=Path)
    args = parser.parse_args()
    warnings.simplefilter("ignore")
    sc.settings.verbosity = 0
    print("scanpy", sc.__version__, "anndata", anndata.__version__)
    wrong = 0
    for shard in args.shard:
        try:
            check_shard(args.out, shard)
        except AssertionError as e:
            wrong += 1
            print(f"{shard.name}: {e}  WRONG")
    flat = pd.concat([pd.read_csv(file) for file in sorted((args.out / "csv").glob("*.csv"))])
    rows = len(pd.read_parquet(args.out / "annotations", columns=["row"]))
    print(f"csv: {len(flat)} rows of {rows}  {'ok' if len(flat) == rows else 'WRONG'}")
    sys.exit(1 if wrong or len(flat) != rows else 0)


if __name__ == "__main__":
    main()
