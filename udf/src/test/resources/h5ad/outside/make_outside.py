"""Writes h5ad files whose data is in another file, in each way that HDF5 has: they must be refused, because an input
folder may only say what is in it. secret.h5ad is what they point to; it is not kept.

    pip install h5py
    python make_outside.py
"""

import os

import h5py
import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
CELLS, GENES = 4, 3
TEXT = h5py.string_dtype()
SECRET = "secret.h5ad"


def frame(f, name, index):
    group = f.create_group(name)
    group.attrs.update({"_index": "_index", "encoding-type": "dataframe", "encoding-version": "0.2.0"})
    group.attrs["column-order"] = np.array([], dtype=TEXT)
    group.create_dataset("_index", data=index, dtype=TEXT)


def sound(name):
    f = h5py.File(os.path.join(HERE, name), "w")
    frame(f, "obs", [f"c{i}" for i in range(CELLS)])
    frame(f, "var", [f"G{i}" for i in range(GENES)])
    x = f.create_group("X")
    x.attrs.update({"encoding-type": "csr_matrix", "encoding-version": "0.1.0", "shape": (CELLS, GENES)})
    x["indices"], x["indptr"] = np.zeros(CELLS, "i4"), np.arange(CELLS + 1)
    return f, x


def main():
    os.chdir(HERE)
    with h5py.File(SECRET, "w") as f:
        f["data"] = np.arange(1, CELLS + 1, dtype="f4")

    f, x = sound("external_link.h5ad")
    x["data"] = h5py.ExternalLink(SECRET, "/data")
    f.close()

    # the classic: raw bytes of any file of the machine become the numbers of a dataset
    f, x = sound("external_storage.h5ad")
    x.create_dataset("data", (CELLS,), "f4", external=[("/etc/passwd", 0, 4 * CELLS)])
    f.close()

    f, x = sound("virtual.h5ad")
    layout = h5py.VirtualLayout((CELLS,), "f4")
    layout[:] = h5py.VirtualSource(SECRET, "data", (CELLS,))
    x.create_virtual_dataset("data", layout)
    f.close()

    f, x = sound("external_dense.h5ad")
    del f["X"]
    f.create_dataset("X", (CELLS, GENES), "f4", external=[("/etc/passwd", 0, 4 * CELLS * GENES)])
    f["X"].attrs.update({"encoding-type": "array", "encoding-version": "0.2.0"})
    f.close()
    os.remove(SECRET)


if __name__ == "__main__":
    main()
