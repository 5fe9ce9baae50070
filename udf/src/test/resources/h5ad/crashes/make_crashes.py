"""Writes files that are valid HDF5 and yet a trap: huge shapes without data, bombs, links in a circle.
Those in this folder that are not made here were found by job/bench/fuzz_h5ad.sh.

    pip install h5py
    python make_crashes.py
"""

import gzip
import io
import os
import struct
import zlib

import h5py
import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
CELLS, GENES = 12, 7
HUGE = 1 << 40
TEXT = h5py.string_dtype()


def frame(f, name, index):
    group = f.create_group(name)
    group.attrs.update({"_index": "_index", "encoding-type": "dataframe", "encoding-version": "0.2.0"})
    group.attrs["column-order"] = np.array([], dtype=TEXT)
    if index is not None:
        group.create_dataset("_index", data=index, dtype=TEXT)
    return group


def csr(f, shape=(CELLS, GENES)):
    x = f.create_group("X")
    x.attrs.update({"encoding-type": "csr_matrix", "encoding-version": "0.1.0", "shape": shape})
    x["data"], x["indices"] = np.ones(CELLS, "f4"), np.arange(CELLS, dtype="i4") % GENES
    x["indptr"] = np.arange(CELLS + 1)
    return x


def grown(content, levels=40, width=3):
    """Puts levels of B-tree nodes over the root group's own, each of which lists the next one width times."""
    root = content.index(b"TREE")
    address = struct.pack("<Q", root)
    below = root
    for level in range(1, levels + 1):
        node = struct.pack("<4sBBHqq", b"TREE", 0, level, width, -1, -1)
        node += struct.pack("<QQ", 0, below) * width + struct.pack("<Q", 8)
        below = len(content)
        content += node.ljust(24 + 8 * (4 * width + 1), b"\0")  # a node has room for twice as many
    at = content.index(address)
    while at >= 0:  # in the root group's entry and in its object header
        content[at : at + 8] = struct.pack("<Q", below)
        at = content.find(address, at + 8, root)
    content[40:48] = struct.pack("<Q", len(content))
    return content


def trap(name, libver=None, obs=True, var=True):
    """A small sound file without what the caller puts in, which is packed when the block ends."""

    class Trap:
        def __enter__(self):
            self.bytes = io.BytesIO()
            self.file = h5py.File(self.bytes, "w", libver=libver)
            frame(self.file, "obs", [f"c{i}" for i in range(CELLS)] if obs else None)
            frame(self.file, "var", [f"G{i}" for i in range(GENES)] if var else None)
            return self.file

        def __exit__(self, *error):
            first, size, times = getattr(self.file, "repeated", (0, 0, 0))
            self.file.close()
            content = bytearray(self.bytes.getvalue())
            content[first : first + times * size] = times * content[first : first + size]
            if name.startswith("tree"):
                content = grown(content)
            with open(os.path.join(HERE, name + ".h5ad.gz"), "wb") as packed:
                packed.write(gzip.compress(content, mtime=0))

    return Trap()


with trap("huge_obs_unwritten", obs=False) as f:
    f["obs"].create_dataset("_index", (HUGE,), "i8")
    csr(f)
with trap("huge_obs_chunked", obs=False) as f:
    f["obs"].create_dataset("_index", (HUGE,), "i8", chunks=(1024,))[:3] = 1
    csr(f)
with trap("huge_var", var=False) as f:
    f["var"].create_dataset("_index", ((1 << 31) - 1,), TEXT, chunks=(1024,))[:3] = "G"
    csr(f, (CELLS, (1 << 31) - 1))
with trap("huge_shape") as f:
    csr(f, (HUGE, HUGE))
with trap("huge_dense") as f:
    f.create_dataset("X", (CELLS, HUGE), "f4", chunks=(1, 1024))[:, :2] = 1
with trap("huge_categories") as f:
    g = f["obs"].create_group("kind")
    g.attrs.update({"encoding-type": "categorical", "encoding-version": "0.2.0", "ordered": False})
    g.create_dataset("categories", (HUGE,), TEXT, chunks=(64,))[:2] = "a"
    g["codes"] = np.zeros(CELLS, "i1")
    f["obs"].attrs["column-order"] = ["kind"]
    csr(f)
for name in "deflate_bomb_in_data", "deflate_bomb_in_text":
    with trap(name, obs=name.endswith("data")) as f:
        x = csr(f)
        if name.endswith("data"):
            del x["data"]
            bomb = x.create_dataset("data", (CELLS,), "f4", chunks=(CELLS,), compression="gzip")
        else:
            bomb = f["obs"].create_dataset("_index", (CELLS,), TEXT, chunks=(CELLS,), compression="gzip")
        packer = zlib.compressobj(9)
        packed = b"".join(packer.compress(bytes(1 << 20)) for _ in range(600)) + packer.flush()
        bomb.id.write_direct_chunk((0,), packed)
with trap("links_in_a_circle") as f:
    f["X"], f["layers/counts"] = h5py.SoftLink("/layers/counts"), h5py.SoftLink("/X")
    f["obs/obs"] = f["obs"]
    f["obs/loop"] = h5py.SoftLink("/obs/loop")
    f["obs"].attrs["column-order"] = ["obs", "loop"]
with trap("tree_of_trees") as f:
    csr(f)
with trap("one_long_text_many_times", obs=False) as f:
    texts = f["obs"].create_dataset("_index", data=["x" * 60_000] + ["y"] * 9_999, dtype=TEXT)
    f.repeated = texts.id.get_offset(), 16, len(texts)
    csr(f)
with trap("zeros_that_are_stored") as f:  # no trap: well compressed
    f.create_dataset("zeros", data=np.zeros(32 << 20, "i1"), chunks=(1 << 20,), compression="gzip")
    csr(f)
