"""Holds cellora annotate to brute force on real cells: python job/bench/check_knn.py --reference A.h5ad --cells B.h5ad

Pretrains a small model on the reference (or takes --model), embeds it, annotates the cells, and looks for the
same neighbours by brute force in numpy; scimilarity's own get_predictions_knn says what they mean. Runs with
the reference broadcast and with it left in blocks. Exits 1 if a label differs, or a number by more than 1e-5.
Needs anndata, numpy, pandas, pyarrow, scimilarity.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import anndata
import numpy as np
import pandas as pd
from scimilarity.cell_annotation import CellAnnotation

TOLERANCE = 1e-5
SETTINGS = {
    "broadcast": [],
    "blocks": ["--set", "knn.broadcastMebibytes=0", "--set", "knn.blockRows=300"],
}
STATISTICS = {
    "min_dist": "min_dist",
    "max_dist": "max_dist",
    "vs2nd": "vs2nd",
    "vs_all": "vsAll",
    "vs2nd_weighted": "vs2nd_weighted",
    "vs_all_weighted": "vsAll_weighted",
}


def unit(rows):
    """As hnswlib's cosine space: divided by the length, kept in float32."""
    lengths = np.sqrt((rows.astype(np.float64) ** 2).sum(1, keepdims=True)) + 1e-30
    return (rows / lengths).astype(np.float32)


def nearest(queries, reference, k):
    """Brute force, summed in one order; of equal distances the reference's earlier row first."""
    q, r = unit(queries).astype(np.float64), unit(reference).astype(np.float64)
    rows, distances = [], []
    for query in q:
        away = 1 - np.cumsum(query * r, axis=1)[:, -1]
        order = np.lexsort((np.arange(len(r)), away))[:k]
        rows.append(order)
        distances.append(away[order])
    return np.stack(rows), np.stack(distances).astype(np.float32)


def upstream(found, labels, k, weighting):
    annotation = object.__new__(CellAnnotation)
    annotation.idx2label = dict(enumerate(labels))
    annotation.get_nearest_neighbors = lambda embeddings, k, ef: found
    predictions, _, _, stats = annotation.get_predictions_knn(
        None, k=k, weighting=weighting, disable_progress=True
    )
    return predictions.to_numpy(), stats


def table(folder, name):
    return pd.read_parquet(folder / name).sort_values(["shard", "row"]).reset_index(drop=True)


class Check:
    def __init__(self, launcher):
        self.launcher = launcher
        self.failed = False

    def cellora(self, *arguments):
        command = [self.launcher, *map(str, arguments)]
        print("$", " ".join(command), flush=True)
        subprocess.run(command, check=True)

    def say(self, good, text):
        self.failed |= not good
        print(f"{'ok    ' if good else 'DIFFER'} {text}", flush=True)

    def compare(self, what, annotations, predictions, stats):
        same = int((annotations["predicted"].to_numpy() == predictions).sum())
        self.say(same == len(predictions), f"{what}: {same} of {len(predictions)} labels")
        for ours, theirs in STATISTICS.items():
            difference = float(np.abs(annotations[ours].to_numpy() - stats[theirs].to_numpy()).max())
            # a NaN compares as false and so fails
            self.say(difference <= TOLERANCE, f"{what}: {ours} {difference:.2e}")
        counts = [{hit["label"]: hit["count"] for hit in hits} for hits in annotations["hits"]]
        expected = [json.loads(hits) for hits in stats["hits"]]
        self.say(counts == expected, f"{what}: hits")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--reference", type=Path, required=True)
    parser.add_argument("--cells", type=Path, required=True)
    parser.add_argument("--label", default="cell_type", help="column of obs")
    parser.add_argument("--model", type=Path, help="a SCimilarity folder; default: a small pretrained one")
    parser.add_argument("--k", type=int, default=50)
    parser.add_argument("--min-gene-overlap", type=int, default=200)
    parser.add_argument("--work", type=Path, help="a new folder to keep; default: a temporary one")
    parser.add_argument("--set", action="append", default=[], help="a setting of cellora; may be repeated")
    parser.add_argument("--launcher", default="./cellora")
    options = parser.parse_args()
    check = Check(options.launcher)
    common = ["--set", f"input.label={options.label}"]
    common += ["--set", f"input.minGeneOverlap={options.min_gene_overlap}"]
    common += [word for setting in options.set for word in ("--set", setting)]
    with tempfile.TemporaryDirectory() as temporary:
        work = options.work or Path(temporary) / "work"
        work.mkdir(parents=True)
        model = options.model or pretrained(check, options, work / "model", common)
        check.cellora(
            "embed", "--input", options.reference, "--model", model, "--out", work / "reference", *common
        )
        for name, settings in SETTINGS.items():
            compare(check, options, work, model, name, [*settings, *common])
    sys.exit(1 if check.failed else 0)


def pretrained(check, options, out, common):
    small = ["--set", "pretrain.hidden=[128,64]", "--set", "pretrain.latent=32", "--set", "pretrain.epochs=10"]
    genes = out.with_name("gene_order.tsv")
    var = anndata.read_h5ad(options.reference, backed="r").var
    symbols = var["feature_name"] if "feature_name" in var else var.index.to_series()
    genes.write_text("\n".join(dict.fromkeys(symbols.astype(str))))
    given = ["--gene-order", genes, "--label", options.label]
    check.cellora("pretrain", "--input", options.reference, *given, "--out", out, *small, *common)
    return out


def compare(check, options, work, model, name, settings):
    reference = table(work / "reference", "embeddings")
    reference = reference[reference["label"].notna()]
    for weighting in ("uniform", "distance"):
        out = work / f"{name}_{weighting}"
        check.cellora(
            *("annotate", "--input", options.cells, "--model", model, "--reference", work / "reference"),
            *("--k", options.k, "--weighting", weighting, "--out", out, *settings),
        )
        cells = table(out, "embeddings")
        found = nearest(np.stack(cells["embedding"]), np.stack(reference["embedding"]), options.k)
        predictions, stats = upstream(found, reference["label"], options.k, weighting == "distance")
        check.compare(f"{name}, {weighting}", table(out, "annotations"), predictions, stats)


if __name__ == "__main__":
    main()
