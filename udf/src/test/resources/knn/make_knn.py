"""Writes knn_expected.json and labelled_kNN.bin: python make_knn.py

Embeddings around a few centres, some of them twice or more; their nearest neighbours by brute force in
numpy, and what scimilarity's own get_predictions_knn makes of those neighbours. The index is hnswlib's own,
with SCimilarity's settings and two elements marked as deleted.
Needs numpy, pandas, hnswlib, scimilarity.
"""

import json

import hnswlib
import numpy as np
from scimilarity.cell_annotation import CellAnnotation

WIDTH, REFERENCE, QUERIES = 12, 240, 30
LABELS = ["B cell", "T cell", "NK cell", "monocyte", "dendritic cell", "mast cell"]
DELETED = [3, 77]


def unit(rows):
    """As hnswlib's cosine space: divided by the length, kept in float32."""
    lengths = np.sqrt((rows.astype(np.float64) ** 2).sum(1, keepdims=True)) + 1e-30
    return (rows / lengths).astype(np.float32)


def short(rows):
    """The fewest digits that are read back as the same float32."""
    return [[float(str(value)) for value in row] for row in rows]


def embeddings(rng):
    """Labels overlap, as cell types do; rows of another length than 1; copies; a row of zeros."""
    centres = rng.normal(size=(len(LABELS), WIDTH))
    labels = rng.integers(0, len(LABELS), REFERENCE)
    reference = centres[labels] + rng.normal(size=(REFERENCE, WIDTH)) * 1.2
    reference[100:140] = reference[100]
    reference[200:210] = reference[20:30]
    reference[239] = 0
    queries = centres[rng.integers(0, len(LABELS), QUERIES)] + rng.normal(size=(QUERIES, WIDTH)) * 1.2
    queries[0] = reference[100]
    queries[1] = reference[25]
    queries[2] = 0
    return reference.astype(np.float32), queries.astype(np.float32), [LABELS[i] for i in labels]


def nearest(queries, reference, k, kept=None):
    """Brute force in double precision; of equal distances the earlier row first."""
    q, r = unit(queries).astype(np.float64), unit(reference).astype(np.float64)
    distances = 1 - (q[:, None, :] * r[None]).cumsum(-1)[..., -1]
    if kept is not None:
        distances[:, ~kept] = np.inf
    order = np.stack([np.lexsort((np.arange(len(r)), row)) for row in distances])[:, :k]
    return order, np.take_along_axis(distances, order, 1).astype(np.float32)


def annotate(found, labels, k, weighting):
    upstream = object.__new__(CellAnnotation)
    upstream.idx2label = dict(enumerate(labels))
    upstream.get_nearest_neighbors = lambda embeddings, k, ef: found
    predictions, _, _, stats = upstream.get_predictions_knn(
        None, k=k, weighting=weighting, disable_progress=True
    )
    out = {"predicted": predictions.tolist()}
    for column in stats:
        out[column] = [json.loads(v) if "hits" in column else float(v) for v in stats[column]]
    return out


def case(queries, reference, labels, k):
    found = nearest(queries, reference, k)
    return {
        "k": k,
        "rows": found[0].tolist(),
        "distances": short(found[1]),
        "uniform": annotate(found, labels, k, False),
        "distance": annotate(found, labels, k, True),
    }


def write_index(file, reference):
    index = hnswlib.Index(space="cosine", dim=WIDTH)
    index.init_index(max_elements=REFERENCE + 10, ef_construction=400, M=50)
    # not in the order of the labels, as threads leave it
    order = np.random.default_rng(5).permutation(REFERENCE)
    index.add_items(reference[order], order)
    for row in DELETED:
        index.mark_deleted(row)
    index.save_index(file)


def main():
    reference, queries, labels = embeddings(np.random.default_rng(11))
    write_index("labelled_kNN.bin", reference)
    with open("reference_labels.tsv", "w") as out:
        out.writelines(f"{label}\tstudy{i % 3}\n" for i, label in enumerate(labels))
    kept = np.ones(REFERENCE, dtype=bool)
    kept[DELETED] = False
    rows, distances = nearest(queries, reference, 5, kept)
    with open("knn_expected.json", "w") as out:
        json.dump(
            {
                "reference": short(reference),
                "labels": labels,
                "queries": short(queries),
                "cases": [case(queries, reference, labels, k) for k in (2, 7, 50)],
                "index": {
                    "deleted": DELETED,
                    "unit": short(unit(reference)),
                    "rows": rows.tolist(),
                    "distances": short(distances),
                },
            },
            out,
        )


if __name__ == "__main__":
    main()
