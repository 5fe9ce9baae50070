"""Writes storage.h5 and storage_latest.h5: the same numbers under every filter and layout, and damaged ones.

    pip install h5py hdf5plugin
    python make_storage.py

In every group of /good the dataset is equal to /plain/line (one dimension) or /plain/table (two).
"""

import os
import struct
import zlib

import h5py
import hdf5plugin
import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
rng = np.random.default_rng(3)
line = np.sort(rng.integers(0, 30_000, 1_003)).astype(np.int32)
table = rng.poisson(1.5, (23, 37)).astype(np.float32)

FILTERS = {
    "gzip": {"compression": "gzip", "compression_opts": 4},
    "gzip_shuffle": {"compression": "gzip", "shuffle": True},
    "gzip_shuffle_fletcher32": {"compression": "gzip", "shuffle": True, "fletcher32": True},
    "fletcher32": {"fletcher32": True},
    "shuffle": {"shuffle": True},
    "lzf": {"compression": "lzf"},
    "lzf_shuffle": {"compression": "lzf", "shuffle": True},
    "lz4": hdf5plugin.LZ4(nbytes=512),
    "lz4_default": hdf5plugin.LZ4(),
    "bitshuffle": hdf5plugin.Bitshuffle(cname="none"),
    "bitshuffle_blocks": hdf5plugin.Bitshuffle(nelems=16, cname="none"),
    "bitshuffle_lz4": hdf5plugin.Bitshuffle(cname="lz4"),
    "bitshuffle_lz4_blocks": hdf5plugin.Bitshuffle(nelems=16, cname="lz4"),
    "bitshuffle_zstd": hdf5plugin.Bitshuffle(cname="zstd"),
    "zstd": hdf5plugin.Zstd(clevel=3),
}
REFUSED = {
    "blosc": hdf5plugin.Blosc(cname="lz4"),
    "blosc2": hdf5plugin.Blosc2(cname="lz4"),
    "scaleoffset": {"scaleoffset": 0},
    "bzip2": hdf5plugin.BZip2(),
}


def masked(group, name, data, chunk):
    """The second chunk was stored without its filter, as a writer may do where it does not help."""
    ds = group.create_dataset(name, data.shape, data.dtype, chunks=(chunk,), compression="gzip")
    for at in range(0, len(data), chunk):
        part = np.zeros(chunk, data.dtype)
        part[: len(data[at : at + chunk])] = data[at : at + chunk]
        plain = at == chunk
        ds.id.write_direct_chunk((at,), part.tobytes() if plain else zlib.compress(part.tobytes()), int(plain))


def compact(group, name, data):
    """Stored in its own object header."""
    plist = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    plist.set_layout(h5py.h5d.COMPACT)
    space = h5py.h5s.create_simple(data.shape)
    ds = h5py.h5d.create(group.id, name.encode(), h5py.h5t.py_create(data.dtype), space, plist)
    ds.write(h5py.h5s.ALL, h5py.h5s.ALL, data)


def damaged(group, name, change):
    ds = group.create_dataset(name, (600,), np.int32, chunks=(200,), compression="gzip")
    for at in (0, 200, 400):
        packed = zlib.compress(line[at : at + 200].tobytes())
        ds.id.write_direct_chunk((at,), change(packed) if at == 200 else packed)


with h5py.File(os.path.join(HERE, "storage.h5"), "w") as f:
    f["plain/line"] = line
    f["plain/table"] = table
    for name, options in FILTERS.items():
        options = dict(options)
        f.create_dataset(f"good/{name}/line", data=line, chunks=(100,), **options)
        f.create_dataset(f"good/{name}/table", data=table, chunks=(5, 8), **options)
        f.create_dataset(f"good/{name}/wide", data=table, chunks=(4, 37), **options)
    masked(f.create_group("good/masked"), "line", line, 100)
    compact(f.create_group("good/compact"), "line", line)
    f.create_dataset("good/contiguous/table", data=table)
    f["good/big_endian/line"] = line.astype(">i4")
    f["good/big_endian/table"] = table.astype(">f8")
    f.create_dataset("good/one_chunk/line", data=line, chunks=(4096,), maxshape=(None,), compression="gzip")
    f.create_dataset("good/float16/table", data=table.astype(np.float16), chunks=(23, 10))
    f.create_dataset("good/uint8/table", data=table.astype(np.uint8), chunks=(1, 37))
    for name, options in REFUSED.items():
        f.create_dataset(f"refused/{name}", data=line, chunks=(100,), **dict(options))
    # never written: the fill value in the middle, and everywhere
    hole = f.create_dataset("fill/hole", (300,), np.int32, chunks=(100,), fillvalue=7, compression="gzip")
    hole[:100] = 1
    hole[200:] = 2
    f.create_dataset("fill/table", (20, 30), np.float32, chunks=(6, 7), fillvalue=2.5)[:6, :7] = 1
    f.create_dataset("fill/nothing", (50,), np.int32, fillvalue=9)
    f.create_dataset("fill/huge", (2**40,), np.int64, chunks=(2**20,), fillvalue=5)
    damaged(f, "damaged/cut", lambda b: b[: len(b) // 2])
    damaged(f, "damaged/flipped", lambda b: b[:40] + bytes([b[40] ^ 0x10]) + b[41:])
    damaged(f, "damaged/checksum", lambda b: b[:-1] + bytes([b[-1] ^ 1]))
    damaged(f, "damaged/header", lambda b: b"\x00\x00" + b[2:])
    damaged(f, "damaged/longer", lambda b: zlib.compress(bytes(4000)))
    damaged(f, "damaged/shorter", lambda b: zlib.compress(bytes(40)))
    fl = f.create_dataset("damaged/fletcher32", (100,), np.int32, chunks=(100,), fletcher32=True)
    fl.id.write_direct_chunk((0,), line[:100].tobytes() + struct.pack("<I", 1))
    bomb = f.create_dataset("damaged/bomb", (2**28,), np.int32, chunks=(2**28,), compression="gzip")
    bomb.id.write_direct_chunk((0,), zlib.compress(bytes(1000)))
    odd = rng.integers(0, 255, 7).astype(np.uint8)
    f.create_dataset("plain/odd", data=odd)
    f.create_dataset("good/odd/odd", data=odd, chunks=(7,), fletcher32=True)

# the chunk indexes of newer files: single, implicit, fixed array, extensible array, B-tree v2
with h5py.File(os.path.join(HERE, "storage_latest.h5"), "w", libver=("earliest", "v110")) as f:
    f["plain/line"] = line
    f["plain/table"] = table
    f.create_dataset("good/single/line", data=line, chunks=line.shape, compression="gzip")
    f.create_dataset("good/implicit/line", data=line, chunks=(100,))
    f.create_dataset("good/fixed/line", data=line, chunks=(100,), compression="gzip")
    f.create_dataset("good/fixed/table", data=table, chunks=(5, 8), compression="gzip")
    f.create_dataset("good/extensible/line", data=line, chunks=(10,), maxshape=(None,), compression="gzip")
    f.create_dataset("good/extensible/table", data=table, chunks=(5, 8), maxshape=(None, 37))
    f.create_dataset("good/btree/table", data=table, chunks=(5, 8), maxshape=(None, None), compression="gzip")
    f["plain/odd"] = np.arange(7, dtype=np.uint8)
    f["good/odd/odd"] = np.arange(7, dtype=np.uint8)
