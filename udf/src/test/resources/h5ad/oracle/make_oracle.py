"""Writes what anndata makes of every *.h5ad file in some folders: shapes, types, all values.

    pip install anndata
    python make_oracle.py FOLDER... > oracle.json

Canonical text of a value of obs or var: "n" missing, "b:true", "i:-5", "f:" and the 16 hex digits
of the IEEE double (every NaN: "f:nan"), "s:" and the string. A column of more than 200 rows is
given by its first and last five values and the sha256 of all texts, each followed by U+001F.

A matrix is given by its row sums and a sha256: row after row its pairs (column as int32, value as
float64, little-endian), sorted by column, duplicates summed, zeros dropped, every NaN the same, and
after each row the int32 -1.
"""

import ast
import glob
import hashlib
import json
import math
import os
import struct
import sys
import warnings

import anndata as ad
import h5py
import numpy as np
import pandas as pd
import scipy.sparse as sp

warnings.filterwarnings("ignore")
INLINE, ENDS = 200, 5


def text(value):
    if value is None or value is pd.NA or value is pd.NaT:
        return "n"
    if isinstance(value, (bool, np.bool_)):
        return "b:true" if value else "b:false"
    if isinstance(value, (int, np.integer)):
        return f"i:{int(value)}"
    if isinstance(value, (float, np.floating)):
        value = float(value)
        return "f:nan" if math.isnan(value) else "f:" + struct.pack(">d", value).hex()
    if isinstance(value, bytes):
        value = value.decode("utf-8")
    return "s:" + str(value)


def texts(column):
    """A missing value of strings or of a categorical is missing; NaN of numbers is a number."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        categories = [text(c) for c in column.cat.categories]
        return ["n" if code < 0 else categories[code] for code in column.cat.codes]
    if column.dtype == object:
        return ["n" if isinstance(v, float) and math.isnan(v) else text(v) for v in column]
    return [text(v) for v in column]


def values(all_texts):
    if len(all_texts) <= INLINE:
        return {"values": all_texts}
    digest = hashlib.sha256()
    for t in all_texts:
        digest.update(t.encode("utf-8") + b"\x1f")
    return {"first": all_texts[:ENDS], "last": all_texts[-ENDS:], "sha256": digest.hexdigest()}


def column(series):
    dtype = series.dtype
    if isinstance(dtype, pd.CategoricalDtype):
        categories = series.cat.categories
        kind = "bool" if len(categories) and all(isinstance(c, (bool, np.bool_)) for c in categories) else categories.dtype
        return {"dtype": "category", "categories": str(kind), **values(texts(series))}
    return {"dtype": str(dtype.newbyteorder("=") if isinstance(dtype, np.dtype) else dtype), **values(texts(series))}


def frame(df):
    # an index of bytes, from fixed-length strings, became the text of a Python literal
    index = [ast.literal_eval(i).decode("utf-8") if i[:2] in ("b'", 'b"') else i for i in map(str, df.index)]
    return {
        "rows": len(df),
        "index": values([text(i) for i in index]),
        "columns": {str(name): column(df.iloc[:, i]) for i, name in enumerate(df.columns)},
    }


def matrix(x):
    kind = getattr(x, "format", "dense")
    dtype = str(x.dtype.newbyteorder("="))
    rows = sp.csr_matrix(x.astype(np.float64))
    rows.sum_duplicates()
    rows.eliminate_zeros()
    digest = hashlib.sha256()
    sums = []
    for a, b in zip(rows.indptr, rows.indptr[1:]):
        row = np.zeros(b - a, dtype=[("column", "<i4"), ("value", "<f8")])
        row["column"] = rows.indices[a:b]
        row["value"] = np.where(np.isnan(rows.data[a:b]), np.nan, rows.data[a:b])
        digest.update(row.tobytes() + struct.pack("<i", -1))
        total = float(np.sum(rows.data[a:b]))
        sums.append(total if math.isfinite(total) else str(total))
    return {"shape": list(x.shape), "stored": kind, "dtype": dtype, "sums": sums, "sha256": digest.hexdigest()}


def describe(path):
    try:
        a = ad.read_h5ad(path)
    except Exception as e:
        lines = str(e).strip().splitlines()
        return {"error": f"{type(e).__name__}: {lines[0] if lines else ''}".replace(os.path.dirname(path), "")}
    found = {"shape": list(a.shape), "obs": frame(a.obs), "var": frame(a.var), "matrices": {}}
    if a.X is not None:
        found["matrices"]["X"] = matrix(a.X)
    if a.raw is not None:
        found["raw_var"] = frame(a.raw.var)
        if a.raw.X is not None:
            found["matrices"]["raw/X"] = matrix(a.raw.X)
    for name, layer in a.layers.items():
        if name is None:  # since 0.13 another name of X
            continue
        found["matrices"]["layers/" + name] = matrix(layer)
    return found


def main():
    paths = [p for folder in sys.argv[1:] for p in sorted(glob.glob(os.path.join(folder, "*.h5ad")))]
    files = {os.path.basename(p): describe(p) for p in paths}
    versions = {"anndata": ad.__version__, "h5py": h5py.__version__, "pandas": pd.__version__}
    json.dump({"versions": versions, "files": files}, sys.stdout, ensure_ascii=False, indent=None, separators=(",", ":"))
    print()


main()
