"""Writes the seeds of the fuzzer: h5ad files as small as they get, one for each way of storing things,
gzipped because HDF5 leaves most of a small file empty.

    pip install anndata==0.12.* h5py hdf5plugin
    python make_seeds.py
"""

import glob
import gzip
import os
import warnings

import anndata as ad
import h5py
import hdf5plugin
import numpy as np
import pandas as pd
import scipy.sparse as sp

warnings.filterwarnings("ignore")
ad.settings.allow_write_nullable_strings = True
HERE = os.path.dirname(os.path.abspath(__file__))
CELLS, GENES = 12, 7
rng = np.random.default_rng(3)
counts = rng.poisson(1.0, (CELLS, GENES)).astype(np.float32)


def obs(wide):
    columns = {"kind": pd.Categorical.from_codes(np.arange(CELLS) % 4 - 1, ["B cell", "Körnerzelle", "T cell"])}
    if wide:
        columns |= {
            "ok": np.arange(CELLS) % 2 == 0,
            "n": np.arange(CELLS, dtype=np.uint16),
            "score": rng.random(CELLS).astype(np.float32),
            "maybe": pd.array(np.where(np.arange(CELLS) % 3 == 0, None, 1), dtype="Int64"),
            "donor": np.array(["d1", "d2"] * (CELLS // 2), dtype=object),
        }
    return pd.DataFrame(columns, index=[f"c{i}" for i in range(CELLS)])


def data(x, wide=False, genes=GENES):
    return ad.AnnData(X=x, obs=obs(wide), var=pd.DataFrame(index=[f"G{i}" for i in range(genes)]))


def write(name, a, libver=None, **kw):
    with h5py.File(os.path.join(HERE, name + ".h5ad"), "w", libver=libver) as f:
        ad.io.write_elem(f, "/", a, dataset_kwargs=kw)
        for empty in "layers", "obsm", "varm", "obsp", "varp", "uns":
            if not len(f[empty]):
                del f[empty]
        return f.filename


def replace(group, name, values, **kw):
    attributes = dict(group[name].attrs)
    del group[name]
    group.create_dataset(name, data=values, **kw).attrs.update(attributes)


write("plain", data(sp.csr_matrix(counts), wide=True))
with h5py.File(write("gzip", data(sp.csr_matrix(counts)), compression="gzip", shuffle=True, chunks=(3,)), "a") as f:
    replace(f["X"], "indptr", f["X/indptr"][:], chunks=(5,), compression="gzip", fletcher32=True)
write("lzf", data(sp.csc_matrix(counts.astype(np.uint16))), compression="lzf")
for name, plugin in {
    "lz4": hdf5plugin.LZ4(nbytes=32),
    "bitshuffle": hdf5plugin.Bitshuffle(nelems=8, cname="lz4"),
    "zstd": hdf5plugin.Zstd(),
}.items():
    with h5py.File(write(name, data(sp.csr_matrix(counts))), "a") as f:
        for member in "data", "indices", "indptr":
            replace(f["X"], member, f["X"][member][:], chunks=(8,), **plugin)
raw = data(np.log1p(counts), genes=GENES)
raw.raw = data(sp.csr_matrix(counts))
raw.layers["counts"] = counts.astype(np.int32)
raw.obsm["X_umap"] = counts[:, :2]
raw.uns.update(title="seed", n=3, table={"a": True})
write("layers", raw)
with h5py.File(write("dense", data(counts)), "a") as f:
    replace(f, "X", counts.astype(">f8"), chunks=(5, 3), compression="gzip")

# the newest format: checksums, compact and dense links and attributes, every chunk index
name = write("latest", data(sp.csr_matrix(counts), wide=True), libver="latest")
with h5py.File(name, "a", libver="latest") as f:
    x = f["X"]
    replace(x, "data", x["data"][:], chunks=(4,), maxshape=(None,), compression="gzip")  # extensible array
    replace(x, "indices", x["indices"][:], chunks=(4,))  # fixed array
    replace(x, "indptr", x["indptr"][:], chunks=x["indptr"].shape, compression="gzip")  # single chunk
    for i in range(9):  # more than eight are kept in a heap
        f["obs"].attrs[f"a{i}"] = i
    replace(f["obs"], "n", f["obs/n"][:], chunks=(4,), maxshape=(None,))
    early = h5py.h5p.create(h5py.h5p.DATASET_CREATE)  # implicit index
    early.set_chunk((4,))
    early.set_alloc_time(h5py.h5d.ALLOC_TIME_EARLY)
    del f["obs/score"]
    h5py.h5d.create(f["obs"].id, b"score", h5py.h5t.IEEE_F32LE, h5py.h5s.create_simple((CELLS,)), early)
    f["obs/score"][:] = 1.5
name = write("latest_dense", data(counts), libver="latest")
with h5py.File(name, "a", libver="latest") as f:
    replace(f, "X", counts, chunks=(3, 3), maxshape=(None, None), compression="gzip")  # B-tree of version 2

with h5py.File(write("old_categories", data(sp.csr_matrix(counts))), "a") as f:  # as anndata 0.7 wrote it
    frame = f["obs"]
    codes, categories = frame["kind/codes"][:], frame["kind/categories"][:]
    del frame["kind"]
    frame["__categories/kind"], frame["kind"] = categories, codes
    frame["kind"].attrs["categories"] = frame["__categories/kind"].ref
with h5py.File(os.path.join(HERE, "compound.h5ad"), "w") as f:  # before 0.7
    f["obs"] = np.array([(f"c{i}".encode(), i % 3 - 1, i) for i in range(CELLS)], [("index", "S4"), ("kind", "i1"), ("n", "i4")])
    f["var"] = np.array([(f"G{i}".encode(),) for i in range(GENES)], [("index", "S4")])
    f["uns/kind_categories"] = np.array([b"a", b"b", b"c"], "S1")
    x, s = f.create_group("X"), sp.csr_matrix(counts)
    x.attrs["h5sparse_format"], x.attrs["h5sparse_shape"] = "csr", s.shape
    x["data"], x["indices"], x["indptr"] = s.data, s.indices, s.indptr

for name in glob.glob(os.path.join(HERE, "*.h5ad")):
    with open(name, "rb") as f, open(name + ".gz", "wb") as packed:
        packed.write(gzip.compress(f.read(), mtime=0))
    os.remove(name)
