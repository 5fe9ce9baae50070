"""Writes encodings/: one small file for each way that anndata and others have laid out obs, var and
X, and encodings/odd/: files that anndata refuses, some of them damaged.

    pip install anndata
    python make_encodings.py
    python oracle/make_oracle.py encodings > encodings/oracle.json
"""

import os
import shutil
import warnings

import anndata as ad
import h5py
import numpy as np
import pandas as pd
import scipy.sparse as sp

warnings.filterwarnings("ignore")
HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "encodings")
CELLS, GENES = 6, 4
COUNTS = np.arange(CELLS * GENES, dtype=np.float32).reshape(CELLS, GENES) % 5
TEXT = h5py.string_dtype("utf-8")
NAMES = [f"Zelle-{i}" for i in range(CELLS - 1)] + ["Zellé-5"]
EVERY = np.arange(CELLS)
CODES = np.array([0, 1, -1, 1, 0, 2], dtype=np.int8)


def create(name, odd=False, libver="v110"):
    folder = os.path.join(HERE, "odd") if odd else HERE
    f = h5py.File(os.path.join(folder, name + ".h5ad"), "w", libver=libver)
    f.attrs["encoding-type"], f.attrs["encoding-version"] = "anndata", "0.1.0"
    return f


def put(group, name, values, encoding="array", version="0.2.0", **kw):
    item = group.create_dataset(name, data=values, **kw)
    if encoding:
        item.attrs["encoding-type"], item.attrs["encoding-version"] = encoding, version
    return item


def texts(group, name, values, **kw):
    return put(group, name, np.array(values, dtype=object), "string-array", dtype=TEXT, **kw)


def member(group, name, encoding, version="0.1.0", **parts):
    g = group.create_group(name)
    g.attrs["encoding-type"], g.attrs["encoding-version"] = encoding, version
    for part, values in parts.items():
        text = isinstance(values, list)
        texts(g, part, values) if text else put(g, part, values)
    return g


def categorical(group, name, codes, categories, ordered=False):
    g = member(group, name, "categorical", "0.2.0", codes=codes, categories=categories)
    g.attrs["ordered"] = ordered
    return g


def frame(f, name, index, columns=(), version="0.2.0"):
    g = f.create_group(name)
    g.attrs["encoding-type"], g.attrs["encoding-version"] = "dataframe", version
    g.attrs["_index"] = "_index"
    g.attrs["column-order"] = np.array(list(columns), dtype=TEXT)
    texts(g, "_index", index)
    return g


def plain(name, odd=False, **kw):
    """A file with a dense X and no obs columns yet."""
    f = create(name, odd, **kw)
    frame(f, "obs", NAMES)
    frame(f, "var", [f"g{i}" for i in range(GENES)])
    put(f, "X", COUNTS)
    return f


def order(group):
    names = [n for n in group if n not in ("_index", "__categories")]
    group.attrs["column-order"] = np.array(names, dtype=TEXT)


def current():
    with plain("current") as f:
        obs = f["obs"]
        for kind in "i1 u1 i2 u2 i4 u4 i8 u8 f2 f4 f8 >i2 >u4 >i8 >f4 >f8".split():
            top = np.iinfo(kind).max if kind[-2] in "iu" and kind != "u8" else 100
            put(obs, "n_" + kind.replace(">", "big_"), np.array([0, 1, 2, 3, 4, top], dtype=kind))
        put(obs, "holes", np.array([0.5, np.nan, np.inf, -np.inf, -0.0, 1e300]))
        put(obs, "yes", EVERY % 2 == 0)
        for kind in "i1 u1 i2 i4 u4 i8".split():
            member(obs, "null_" + kind, "nullable-integer", values=EVERY.astype(kind), mask=EVERY % 3 == 1)
        member(obs, "null_bool", "nullable-boolean", values=EVERY % 2 == 0, mask=EVERY % 3 == 1)
        member(obs, "null_text", "nullable-string-array", values=list("abcdef"), mask=EVERY % 3 == 1)
        texts(obs, "text", ["", " a ", "ö", "日本", "n", "tab\there"])
        for kind in "i1 i2 i4 i8 >i2".split():
            categorical(obs, "codes_" + kind.replace(">", "big_"), CODES.astype(kind), ["x", "y", "ž"])
        categorical(obs, "codes_u1", (EVERY % 3).astype("u1"), ["x", "y", "ž"], ordered=True)
        categorical(obs, "of_ints", CODES, np.array([30, 10, 20], dtype="i4"))
        categorical(obs, "of_floats", CODES, np.array([0.5, -1.5, 1e-9]))
        categorical(obs, "of_bools", (CODES % 2).astype("i1"), np.array([True, False]))
        categorical(obs, "of_nothing", np.full(CELLS, -1, dtype="i1"), [])
        nested = categorical(obs, "of_nullable_text", CODES, ["x"])
        del nested["categories"]
        member(nested, "categories", "nullable-string-array", values=["x", "y", "z"], mask=EVERY[:3] < 0)
        texts(obs, "a/b", list("uvwxyz"))
        texts(obs, "shared", list("uvwxyz"), compression="lzf")
        categorical(obs, "one_lzf", np.zeros(CELLS, dtype="i1"), ["x"])
        del obs["one_lzf/categories"]  # lzf cannot make it shorter, and stores it as it is
        texts(obs["one_lzf"], "categories", ["only"], compression="lzf")
        order(obs)
        columns = [c for c in obs.attrs["column-order"] if c != "a"] + ["a/b"]
        obs.attrs["column-order"] = np.array(columns, dtype=TEXT)


def newest():
    """What HDF5 numbers higher than the reader's library knows."""
    for libver in "v112", "latest":
        with plain("newest_" + libver, libver=libver) as f:
            obs = f["obs"]
            put(obs, "yes", EVERY % 2 == 0)
            obs["yes"].attrs["many"] = np.array([(1, True)], dtype=[("a", "u1"), ("b", "?")])
            categorical(obs, "kind", CODES, ["x", "y", "z"], ordered=True)
            member(obs, "null_bool", "nullable-boolean", values=EVERY % 2 == 0, mask=EVERY % 3 == 1)
            texts(obs, "zipped", list("uvwxyz"), compression="gzip")
            order(obs)


def nullable_index():
    with plain("nullable_index") as f:
        for part in "obs", "var":
            names = list(f[part]["_index"].asstr()[:])
            del f[part]["_index"]
            mask = np.zeros(len(names), dtype=bool)
            member(f[part], "cell names", "nullable-string-array", values=names, mask=mask)
            f[part].attrs["_index"] = "cell names"


def anndata07():
    with plain("anndata07") as f:
        obs = f["obs"]
        obs.attrs["encoding-version"] = "0.1.0"
        kinds = {
            "cell_type": ["B", "T", "NK"],
            "plate": np.array([3, 1, 2]),
            "renamed": ["p", "q", "r"],
            "no_attribute": ["v", "w", "x"],
        }
        for name, categories in kinds.items():
            stored = obs.require_group("__categories")
            place = "old name" if name == "renamed" else name
            put(stored, place, categories, None, dtype=TEXT if isinstance(categories, list) else None)
            put(obs, name, CODES, None)
            if name != "no_attribute":
                obs[name].attrs["categories"] = stored[place].ref
        put(obs, "n", EVERY, None)
        order(obs)
        raw = f.create_group("raw")
        put(raw, "X", np.hstack([COUNTS, COUNTS]), None)
        frame(raw, "var", [f"r{i}" for i in range(2 * GENES)], version="0.1.0")


def anndata06():
    with h5py.File(os.path.join(HERE, "anndata06.h5ad"), "w") as f:
        obs = np.zeros(
            CELLS,
            dtype=[
                ("index", "S8"), ("n", "i4"), ("louvain", "i1"), ("plate", "i2"), ("other", "i1"),
                ("f", ">f4"), ("d", "f8"), ("yes", "?"), ("name", TEXT), ("big", ">u2"), ("one", "i1"),
            ],
        )
        obs["index"] = [f"c{i}" for i in EVERY]
        obs["n"], obs["louvain"], obs["plate"] = EVERY * 1000, CODES, EVERY % 2
        obs["other"] = 7  # more than the categories of that name
        obs["f"], obs["d"], obs["yes"], obs["big"] = EVERY / 2, EVERY / 3, EVERY % 2, 65000 + EVERY
        obs["name"] = NAMES
        f.create_dataset("obs", data=obs, chunks=(4,), compression="gzip")
        genes = np.zeros(GENES, dtype=[("index", TEXT), ("louvain", "i4")])
        genes["index"], genes["louvain"] = [f"gén{i}" for i in range(GENES)], 9
        f["var"] = genes
        raw = np.zeros(2 * GENES, dtype=[("index", "S3"), ("n_cells", "i8")])
        raw["index"], raw["n_cells"] = [f"r{i}" for i in range(2 * GENES)], 5
        f["raw.var"] = raw
        uns = f.create_group("uns")
        uns["louvain_categories"] = np.array([b"L0", b"L1", b"L2"])
        uns["one_categories"] = "the only one"  # then a string, not a list
        uns["plate_categories"] = np.array([12, 11])
        uns["other_categories"] = np.array([b"too", b"few"])
        for name, counts in ("X", COUNTS), ("raw.X", np.hstack([COUNTS, COUNTS])):
            m = sp.csr_matrix(counts)
            g = f.create_group(name)
            g.attrs["h5sparse_format"], g.attrs["h5sparse_shape"] = b"csr", m.shape
            g["data"], g["indices"], g["indptr"] = m.data, m.indices, m.indptr


def foreign():
    """As writers in R, Julia and C++ do: fixed-length strings, also as attributes; few encodings."""
    with h5py.File(os.path.join(HERE, "foreign.h5ad"), "w") as f:
        for name, n in ("obs", CELLS), ("var", GENES):
            g = f.create_group(name)
            for key, value in ("encoding-type", "dataframe"), ("encoding-version", "0.2.0"):
                g.attrs.create(key, value, dtype=f"S{len(value)}")
            g.attrs.create("_index", "names", dtype="S5")
            g["names"] = np.array([f"{name}{i}" for i in range(n)], dtype="S12")
            g.attrs.create("column-order", [], dtype="f8")
        obs = f["obs"]
        utf8 = h5py.string_dtype("utf-8", 9)
        padded = np.array([s.encode() for s in ["ä", "b", "cc", "", "日本", "f"]], dtype=utf8)
        put(obs, "utf8", padded, "string-array", dtype=utf8)
        space = h5py.h5t.C_S1.copy()
        space.set_size(4)
        space.set_strpad(h5py.h5t.STR_SPACEPAD)
        h5py.h5d.create(obs.id, b"spaces", space, h5py.h5s.create_simple((CELLS,)))
        obs["spaces"][:] = np.array([b"a  ", b"b", b"  c", b"", b"dddd", b"e"])
        g = categorical(obs, "kind", CODES, ["x"])
        del g["categories"]
        g["categories"] = np.array([b"x", b"yy", b"z"])
        levels = h5py.enum_dtype({"LOW": 0, "MID": 1, "HIGH": 2}, basetype="i4")
        obs.create_dataset("level", data=EVERY % 3, dtype=levels)
        flags = h5py.enum_dtype({"FALSE": 0, "TRUE": 1}, basetype="i1")
        obs.create_dataset("flag", data=EVERY % 2, dtype=flags)
        obs["linked"] = h5py.SoftLink("/obs/level")
        obs["beside"] = h5py.SoftLink("flag")
        obs.attrs.create("column-order", [b"utf8", b"spaces", b"kind", b"level", b"flag", b"linked", b"beside"])
        m = sp.csr_matrix(COUNTS)
        g = f.create_group("X")
        g.attrs.create("encoding-type", "csr_matrix", dtype="S10")
        g.attrs.create("encoding-version", "0.1.0", dtype="S5")
        g.attrs["shape"] = np.array(m.shape, dtype="u4")
        g["data"], g["indices"], g["indptr"] = m.data, m.indices.astype("u1"), m.indptr.astype("u4")


def matrices():
    """Numbers of all kinds, as layers."""
    with plain("matrices") as f:
        layers = f.create_group("layers")
        layers.attrs["encoding-type"], layers.attrs["encoding-version"] = "dict", "0.1.0"
        for kind in "i1 u1 i2 u2 i4 u4 i8 u8 f2 f4 f8 >i4 >f8 >u2 ?".split():
            put(layers, "dense_" + kind.replace(">", "big_"), COUNTS.astype(kind))
        wild = COUNTS - 2.5
        wild[1, 1:] = np.nan, np.inf, -np.inf
        put(layers, "wild", wild)
        for kind, indices, indptr in ("f4", "u2", "i8"), ("i4", "i8", "i4"), ("f8", "i2", "u8"):
            for form in sp.csr_matrix, sp.csc_matrix:
                m = form(wild)
                name = f"{m.format}_{kind}"
                g = member(layers, name, m.format + "_matrix")
                g.attrs["shape"] = m.shape
                data = np.nan_to_num(m.data) if "i" in kind else m.data
                put(g, "data", data.astype(kind))
                put(g, "indices", m.indices.astype(indices))
                put(g, "indptr", m.indptr.astype(indptr))
        g = member(layers, "unsorted", "csr_matrix")
        g.attrs["shape"] = COUNTS.shape
        put(g, "data", np.array([1, 2, 0, 4, 5], dtype="f4"))
        put(g, "indices", np.array([3, 0, 1, 2, 1]))
        put(g, "indptr", np.array([0, 2, 3, 3, 4, 4, 5]))


def big_endian():
    """scipy takes no such numbers; other languages write them."""
    with plain("big_endian", odd=True) as f:
        del f["X"]
        m = sp.csr_matrix(COUNTS)
        g = member(f, "X", "csr_matrix")
        g.attrs["shape"] = np.array(m.shape, dtype=">i4")
        put(g, "data", m.data.astype(">f4"))
        put(g, "indices", m.indices.astype(">i8"))
        put(g, "indptr", m.indptr.astype(">u2"))


def empty():
    for name, cells, genes in ("no_cells", 0, 3), ("no_genes", 3, 0):
        obs = pd.DataFrame({"kind": pd.Categorical(["a"] * cells), "n": np.arange(cells)}, index=[f"c{i}" for i in range(cells)])
        a = ad.AnnData(sp.csr_matrix((cells, genes), dtype=np.float32), obs=obs)
        a.layers["dense"] = np.zeros((cells, genes))
        a.write_h5ad(os.path.join(HERE, name + ".h5ad"))
    with plain("no_columns"):
        pass
    with plain("null_x") as f:
        del f["X"]
        put(f, "X", h5py.Empty("f"), "null", "0.1.0")


def left_out():
    """obs says less than anndata wants, and has columns that are no columns of a table."""
    with plain("left_out", odd=True) as f:
        obs = f["obs"]
        del obs.attrs["_index"], obs.attrs["column-order"], obs.attrs["encoding-type"]
        put(obs, "n", EVERY)
        put(obs, "matrix", np.zeros((CELLS, 2)))
        put(obs, "scalar", 5)
        put(obs, "complex", EVERY.astype("c8"))
        put(obs, "record", np.zeros(CELLS, dtype=[("a", "i4"), ("b", "f4")]), "rec-array")
        put(obs, "times", EVERY.astype("i8"), "datetime64")
        put(obs, "lists", np.array([np.arange(2)] * CELLS + [0], dtype=object)[:-1], dtype=h5py.vlen_dtype("i4"))
        member(obs, "awkward", "awkward-array", node0=EVERY)
        obs.create_group("nothing")
        categorical(obs, "of_categorical", CODES, ["x"])
        del obs["of_categorical/categories"]
        categorical(obs["of_categorical"], "categories", CODES, ["x"])
        silent = categorical(obs, "silent", CODES, ["x", "y", "z"])
        del silent.attrs["encoding-type"]
        obs["broken"] = h5py.SoftLink("/nowhere")
        obs["self"] = obs
    with h5py.File(os.path.join(HERE, "odd", "left_out_06.h5ad"), "w") as f:
        obs = np.zeros(CELLS, dtype=[("c", TEXT), ("pair", "f4", (2,)), ("in", [("a", "i4")]), ("z", "c8"), ("n", "i4")])
        obs["c"], obs["n"] = NAMES, EVERY
        f["obs"], f["var"], f["X"] = obs, np.array([(b"g",)] * GENES, dtype=[("i", "S1")]), COUNTS


def values():
    """Every column but n has a value, or a lot of them, that cannot be."""
    with plain("bad_values", odd=True) as f:
        obs = f["obs"]
        put(obs, "n", EVERY)
        categorical(obs, "code_high", np.array([0, 1, 2, 3, 0, 0], dtype="i1"), ["x", "y", "z"])
        categorical(obs, "code_low", np.array([0, 1, -2, 0, 0, 0], dtype="i1"), ["x", "y", "z"])
        categorical(obs, "code_float", np.zeros(CELLS), ["x"])
        categorical(obs, "no_categories", CODES, ["x"])
        del obs["no_categories/categories"]
        categorical(obs, "bad_category", CODES, ["x", b"\xe4", "z"])
        put(obs, "too_large", np.full(CELLS, 2**63, dtype="u8"))
        texts(obs, "not_utf8", ["a", "b", b"\xff\xfe", "d", "e", "f"])
        put(obs, "not_utf8_fixed", np.array([b"a", b"b", b"c", b"d", b"\xc3", b"f"]))
        texts(obs, "surrogate", ["a", "b", "c", b"\xed\xa0\x80", "e", "f"])
        order(obs)
    with h5py.File(os.path.join(HERE, "odd", "bad_values_06.h5ad"), "w") as f:
        obs = np.zeros(CELLS, dtype=[("c", TEXT), ("latin1", "S2"), ("code", "i1"), ("n", "i4")])
        obs["c"], obs["latin1"], obs["code"], obs["n"] = NAMES, b"\xe4", -2, EVERY
        f["obs"], f["var"], f["X"] = obs, np.array([(b"g",)] * GENES, dtype=[("i", "S1")]), COUNTS
        f["uns/code_categories"] = np.array([b"a", b"b"])


def layouts():
    def short_mask(f):
        member(f["obs"], "m", "nullable-integer", values=EVERY, mask=EVERY[:4] < 2)

    def short_codes(f):
        categorical(f["obs"], "k", CODES[:5], ["x", "y", "z"])

    def long_column(f):
        put(f["obs"], "k", np.arange(CELLS + 1))

    def no_index(f):
        del f["obs/_index"]

    def unknown_frame(f):
        f["obs"].attrs["encoding-type"] = "awkward-array"

    def not_utf8_attribute(f):
        f["obs"].attrs["column-order"] = np.array([b"n\xff"], dtype=TEXT)

    def link_circle(f):
        del f["obs"]
        f["obs"], f["round"] = h5py.SoftLink("/round"), h5py.SoftLink("/obs")

    def link_outside(f):
        del f["obs"]
        f["obs"] = h5py.ExternalLink("other.h5ad", "/obs")

    def plain_obs(f):
        del f["obs"]
        f["obs"] = EVERY

    def itself(f):
        del f["X"]
        f["X"] = f["/"]

    def unknown_matrix(f):
        del f["X"]
        member(f, "X", "coo_matrix", row=EVERY, col=EVERY, data=EVERY)

    def unknown_array(f):
        f["X"].attrs["encoding-type"] = "masked-array"

    def text_matrix(f):
        del f["X"]
        texts(f, "X", [["a"] * GENES] * CELLS)

    def wide_matrix(f):
        del f["X"]
        put(f, "X", np.ones((CELLS, GENES + 1)))

    def no_shape(f):
        del f["X"]
        m = sp.csr_matrix(COUNTS)
        member(f, "X", "csr_matrix", data=m.data, indices=m.indices, indptr=m.indptr)

    def negative_shape(f):
        no_shape(f)
        f["X"].attrs["shape"] = np.array([CELLS, -1])

    for change in (
        short_mask, short_codes, long_column, no_index, unknown_frame, not_utf8_attribute, link_circle,
        link_outside, plain_obs, itself, unknown_matrix, unknown_array, text_matrix, wide_matrix,
        no_shape, negative_shape,
    ):
        with plain("bad_" + change.__name__, odd=True) as f:
            change(f)
            if isinstance(f.get("obs", getlink=True), h5py.HardLink) and "column-order" in f["obs"].attrs:
                if change is not not_utf8_attribute:
                    order(f["obs"])
    with plain("bad_heap", odd=True):
        pass
    path = os.path.join(HERE, "odd", "bad_heap.h5ad")
    with open(path, "rb") as f:
        content = bytearray(f.read())
    for at in range(0, len(content) - 16, 8):
        if content[at : at + 4] == b"GCOL":
            content[at + 8 : at + 16] = (2**31 - 1).to_bytes(8, "little")
    with open(path, "wb") as f:
        f.write(content)


def main():
    shutil.rmtree(HERE, ignore_errors=True)
    os.makedirs(os.path.join(HERE, "odd"))
    current()
    newest()
    nullable_index()
    anndata07()
    anndata06()
    foreign()
    matrices()
    big_endian()
    empty()
    left_out()
    values()
    layouts()


main()
