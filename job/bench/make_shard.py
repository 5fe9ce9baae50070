"""Writes one large h5ad shard of made-up cells in bounded memory and at the speed of the disk.

    python job/bench/make_shard.py --out atlas.h5ad --cells 1000000 --nonzeros 2000 --gzip 1

Chunks are generated and compressed once, then written many times (h5py's write_direct_chunk): a
pool of blocks of rows for indices, a pool of chunks for data. A block is a whole number of rows and
of chunks, so that any block follows any other; the data's chunks are drawn on their own, so that two
rows with the same genes have other counts. The file is what anndata writes: CSR, float32 counts,
int32 indices (sorted, distinct), h5py's automatic chunk size, gzip without shuffle. The same options
give the same bytes. Prints one JSON object. Needs h5py and numpy.
"""

import argparse
import json
import os
import time
import zlib

import h5py
import numpy as np
from h5py._hl.filters import guess_chunk

TEXT = h5py.string_dtype("utf-8")
ROWS_AT_ONCE = 1 << 16
MOST_CHUNKS = 16  # in a block


def main():
    options = arguments()
    started = time.time()
    partial = options.out + ".partial"
    try:
        with h5py.File(partial, "w") as file:
            encode(file, "anndata", "0.1.0")
            nonzeros = write_x(file.create_group("X"), options)
            write_obs(file.create_group("obs"), options)
            write_var(file.create_group("var"), options)
            for name in ("layers", "obsm", "varm", "obsp", "varp", "uns"):
                encode(file.create_group(name), "dict", "0.1.0")
        os.replace(partial, options.out)
    finally:
        if os.path.exists(partial):
            os.remove(partial)
    report = {
        "file": options.out,
        "bytes": os.path.getsize(options.out),
        "cells": options.cells,
        "genes": options.genes,
        "nonzeros": nonzeros,
        "seconds": round(time.time() - started, 1),
    }
    print(json.dumps(report))


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--out", required=True, metavar="FILE")
    parser.add_argument("--cells", type=positive, default=1_000_000)
    parser.add_argument("--genes", type=positive, default=28_231)
    parser.add_argument("--nonzeros", type=positive, default=2_000, help="genes with a count in a cell, on average")
    parser.add_argument("--gzip", type=int, default=4, choices=range(1, 10), metavar="LEVEL")
    parser.add_argument("--obs-columns", type=positive, default=50)
    parser.add_argument("--gene-order", metavar="FILE", help="take the symbols from here, shuffled; default: made up")
    parser.add_argument("--pool", type=positive, default=48, help="distinct blocks of rows")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    if options.gene_order:
        with open(options.gene_order, encoding="utf-8") as lines:
            options.genes = len(lines.read().split())
    if options.nonzeros * 3 > options.genes * 2:
        parser.error(f"argument --nonzeros: {options.nonzeros}, expected at most two thirds of {options.genes} genes")
    return options


def positive(text):
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError(f"{text}, expected at least 1")
    return value


def encode(element, kind, version):
    element.attrs["encoding-type"] = kind
    element.attrs["encoding-version"] = version


class Cells:
    """Draws rows: which genes they have, and how many counts of each."""

    def __init__(self, options):
        self.random = np.random.default_rng([options.seed, 1])
        self.genes = options.genes
        self.mean = options.nonzeros
        # a few genes in nearly every cell, most in few: log-normal expression
        self.log_weights = self.random.normal(0, 2, options.genes).astype(np.float32)

    def lengths(self, rows, total):
        """Nonzeros of each row, about the mean, which sum to total."""
        drawn = self.random.gamma(16, 1 / 16, rows)
        bounds = np.rint(np.cumsum(drawn) * (total / drawn.sum())).astype(np.int64)
        lengths = np.diff(bounds, prepend=0)
        if lengths.max() > self.genes:
            raise SystemExit("Cannot draw rows (more nonzeros than genes): ask for fewer nonzeros")
        return lengths

    def indices(self, lengths):
        rows = []
        for length in lengths:
            # the largest of log weight + Gumbel noise: a weighted draw without replacement
            waits = self.random.standard_exponential(self.genes, dtype=np.float32)
            keys = self.log_weights - np.log(np.maximum(waits, 1e-30))
            chosen = np.argpartition(keys, self.genes - length)[self.genes - length :]
            chosen.sort()
            rows.append(chosen.astype("<i4"))
        return np.concatenate(rows) if rows else np.empty(0, "<i4")

    def counts(self, n):
        """Counts of which 65 % are 1 and 16 % are 2, with a long tail."""
        uniform = 1 - self.random.random(n)
        return np.minimum(np.floor(uniform ** (-1 / 1.5)), 10_000).astype("<f4")


def write_x(group, options):
    cells = Cells(options)
    total = options.cells * options.nonzeros
    chunk = guess_chunk((total,), None, 4)[0]
    chunks = max(1, min(MOST_CHUNKS, total // chunk))
    rows = max(1, round(chunks * chunk / options.nonzeros))
    blocks = max(0, min(options.cells // rows, total // (chunks * chunk)))
    tail_rows = options.cells - blocks * rows
    tail = tail_rows * options.nonzeros
    nonzeros = blocks * chunks * chunk + tail

    encode(group, "csr_matrix", "0.1.0")
    group.attrs["shape"] = np.array([options.cells, options.genes], np.int64)
    stored = {"chunks": (chunk,), "compression": "gzip", "compression_opts": options.gzip}
    data = group.create_dataset("data", (nonzeros,), "<f4", **stored)
    indices = group.create_dataset("indices", (nonzeros,), "<i4", **stored)

    lengths = [write_blocks(cells, options, (data, indices), (blocks, chunks, rows))]
    if tail_rows:
        lengths.append(cells.lengths(tail_rows, tail))
        indices[nonzeros - tail :] = cells.indices(lengths[-1])
        data[nonzeros - tail :] = cells.counts(tail)
    indptr = np.concatenate([[0], np.cumsum(np.concatenate(lengths))])
    kind = "<i4" if nonzeros < 2**31 else "<i8"
    group.create_dataset("indptr", data=indptr.astype(kind), compression="gzip", compression_opts=options.gzip)
    return int(nonzeros)


def write_blocks(cells, options, datasets, sizes):
    """Writes blocks of rows from the pools; returns the nonzeros of each row."""
    data, indices = datasets
    blocks, chunks, rows = sizes
    if not blocks:
        return np.empty(0, np.int64)
    chunk = data.chunks[0]
    pool = min(options.pool, blocks)
    lengths = [cells.lengths(rows, chunks * chunk) for _ in range(pool)]
    genes = [
        [zlib.compress(part.tobytes(), options.gzip) for part in cells.indices(block).reshape(chunks, chunk)]
        for block in lengths
    ]
    counts = [zlib.compress(cells.counts(chunk).tobytes(), options.gzip) for _ in range(pool * chunks)]

    written = []
    for block in range(blocks):
        chosen = int(cells.random.integers(pool))
        written.append(lengths[chosen])
        for part in range(chunks):
            at = ((block * chunks + part) * chunk,)
            indices.id.write_direct_chunk(at, genes[chosen][part])
            data.id.write_direct_chunk(at, counts[int(cells.random.integers(len(counts)))])
    return np.concatenate(written)


def write_obs(group, options):
    random = np.random.default_rng([options.seed, 2])
    names = ["cell_type", "donor_id"] + [f"column_{i}" for i in range(2, options.obs_columns)]
    names = names[: options.obs_columns]
    frame(group, names)
    index = group.create_dataset("_index", (options.cells,), TEXT, chunks=(min(options.cells, 4096),), compression="gzip", compression_opts=options.gzip)
    encode(index, "string-array", "0.2.0")
    for first in range(0, options.cells, ROWS_AT_ONCE):
        last = min(options.cells, first + ROWS_AT_ONCE)
        index[first:last] = [f"cell-{i:09d}" for i in range(first, last)]
    for i, name in enumerate(names):
        obs_column(group, name, i, random, options)


def obs_column(group, name, i, random, options):
    n = options.cells
    stored = {"compression": "gzip", "compression_opts": options.gzip}
    if i % 5 < 2:
        size = {"cell_type": 40, "donor_id": 100}.get(name, 5 + i)
        child = group.create_group(name)
        encode(child, "categorical", "0.2.0")
        child.attrs["ordered"] = False
        weights = 1 / np.arange(1, size + 1)
        codes = random.choice(size, n, p=weights / weights.sum()).astype("<i1")
        encode(child.create_dataset("codes", data=codes, **stored), "array", "0.2.0")
        labels = [f"{name}_{k:03d}" for k in range(size)]
        encode(child.create_dataset("categories", data=labels, dtype=TEXT), "string-array", "0.2.0")
    elif i % 5 == 2:
        encode(group.create_dataset(name, data=random.gamma(2, 500, n).astype("<f4"), **stored), "array", "0.2.0")
    elif i % 5 == 3:
        encode(group.create_dataset(name, data=random.integers(0, 10_000, n).astype("<i8"), **stored), "array", "0.2.0")
    else:
        encode(group.create_dataset(name, data=random.random(n) < 0.1, **stored), "array", "0.2.0")


def write_var(group, options):
    symbols = [f"GENE{i:05d}" for i in range(options.genes)]
    if options.gene_order:
        with open(options.gene_order, encoding="utf-8") as lines:
            symbols = lines.read().split()
    symbols = [symbols[i] for i in np.random.default_rng([options.seed, 3]).permutation(len(symbols))]
    frame(group, ["feature_name"])
    for name, values in (("_index", symbols), ("feature_name", symbols)):
        encode(group.create_dataset(name, data=values, dtype=TEXT), "string-array", "0.2.0")


def frame(group, columns):
    encode(group, "dataframe", "0.2.0")
    group.attrs["_index"] = "_index"
    group.attrs.create("column-order", columns, dtype=TEXT)


if __name__ == "__main__":
    main()
