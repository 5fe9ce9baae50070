"""Holds Cellora's embeddings of real cells to SCimilarity's: python job/bench/check_embeddings.py FILE.h5ad ...

Makes a SCimilarity folder of v1.1's widths with random weights around --gene-order, embeds every cell of
the files with scimilarity (align_dataset, lognorm_counts, get_embeddings) and with `./cellora embed` in
float32 and in bfloat16, and compares cell by cell. Exits 1 if a float32 value differs by more than 1e-5
or a bfloat16 embedding's cosine to scimilarity's is below 0.9999.
Needs torch, scimilarity, anndata, pyarrow. Counts must be in X or the layer counts, symbols in the index of var.
"""

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

import anndata
import numpy as np
import pyarrow.parquet as pq
import torch
from check_weights import make_model
from scimilarity.cell_embedding import CellEmbedding
from scimilarity.utils import align_dataset, lognorm_counts

HIDDEN, LATENT = [1024, 1024, 1024], 128


def upstream(model, file, order, overlap):
    data = anndata.read_h5ad(file)
    if "counts" not in data.layers:
        data.layers["counts"] = data.X.copy()
    data = lognorm_counts(align_dataset(data, order, gene_overlap_threshold=overlap))
    return data.obs_names.to_numpy(), CellEmbedding(str(model)).get_embeddings(data.X)


def cellora(launcher, work, model, file, precision, overlap):
    out = work / f"{file.stem}-{precision}"
    command = [launcher, "embed", "--input", file, "--model", model, "--out", out]
    command += ["--set", f"encoder.precision={precision}", "--set", f"input.minGeneOverlap={overlap}"]
    subprocess.run([str(part) for part in command], check=True, stderr=subprocess.DEVNULL)
    table = pq.read_table(out / "embeddings").to_pandas().sort_values("row")
    return table["cell_id"].to_numpy(), np.stack(table["embedding"].to_numpy())


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("file", nargs="+", type=Path)
    parser.add_argument("--gene-order", required=True, type=Path, help="a gene symbol a line")
    parser.add_argument("--launcher", default="./cellora")
    parser.add_argument("--min-gene-overlap", type=int, default=5000)
    options = parser.parse_args()
    order = options.gene_order.read_text().split("\n")
    order = [gene.strip() for gene in order if gene.strip()]
    failed = False
    with tempfile.TemporaryDirectory() as temporary, torch.no_grad():
        work = Path(temporary)
        model = work / "model"
        make_model(model, len(order), HIDDEN, LATENT, torch.Generator().manual_seed(1))
        (model / "gene_order.tsv").write_text("\n".join(order))
        for file in options.file:
            names, expected = upstream(model, file, order, options.min_gene_overlap)
            spread = expected.std(0).max()
            for precision in ("float32", "bfloat16"):
                found_names, found = cellora(options.launcher, work, model, file, precision, options.min_gene_overlap)
                if not np.array_equal(names, found_names):
                    sys.exit(f"{file}: the cells are not the same")
                difference = np.abs(found - expected).max()
                length = np.linalg.norm(found, axis=1) * np.linalg.norm(expected, axis=1)
                cosine = ((found * expected).sum(1) / length).min()
                good = difference <= 1e-5 if precision == "float32" else cosine >= 0.9999
                failed |= not good
                print(
                    f"{'ok    ' if good else 'DIFFER'} {file.name} {precision}: {len(names):,} cells, largest difference"
                    f" {difference:.2e}, smallest cosine {cosine:.7f} (largest deviation of a dimension {spread:.3f})",
                    flush=True,
                )
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
