"""Makes predictions.jsonl and what scikit-learn says of them: metrics.csv, per_class.csv, confusion.csv.

Run in this folder with scikit-learn 1.9.1 and numpy; the files are committed, tests read only those.
The cases: imbalance, a class never predicted, a class predicted but never true, a label that the model was not
taught, a class taught but absent, ties in the confused pairs, two classes only, one class for everything, cells
without a label.
"""

import csv
import json
import warnings

import numpy as np
from sklearn.metrics import (
    accuracy_score,
    balanced_accuracy_score,
    confusion_matrix,
    f1_score,
    precision_recall_fscore_support,
    top_k_accuracy_score,
)
from sklearn.utils.multiclass import unique_labels

TAUGHT = [
    "L2/3-6 intratelencephalic projecting glutamatergic neuron",
    "Oligodendrocyte",
    'astrocyte, "fibrous"',
    "endothelial cell",
    "microglial cell",
    "oligodendrocyte",
    "pericyte",
]
UNTAUGHT = "ependymal cell"
RUN = "run-1"


def short(probability):
    return float(f"{probability:.5g}")


def group(rng, arm, head, seed, split, classes, labels, skill):
    """Draws probabilities whose largest is the label's with a chance that grows with skill."""
    rows = []
    for cell, label in enumerate(labels):
        logits = rng.normal(size=len(classes))
        if classes[-1] == "pericyte":
            logits[2] = -30.0  # never predicted
        if label in classes:
            logits[classes.index(label)] += skill
        # rounded to float32 as the table holds them; the order of top is scikit-learn's
        p = np.exp(logits - logits.max())
        p = (p / p.sum()).astype(np.float32)
        order = np.argsort(p, kind="mergesort")[::-1]
        rows.append(
            {
                "run_id": RUN,
                "cell_id": f"cell-{cell:04d}",
                "arm": arm,
                "head": head,
                "seed": seed,
                "split": split,
                "label": label,
                "predicted": classes[order[0]],
                "top": [{"label": classes[i], "probability": short(p[i])} for i in order[:3]],
                "confidence": short(p[order[0]]),
                "_scores": p,
                "_classes": classes,
            }
        )
    return rows


def metrics(rows):
    true = np.array([r["label"] for r in rows])
    guess = np.array([r["predicted"] for r in rows])
    classes = rows[0]["_classes"]
    columns = sorted(set(classes) | set(true))
    # a class that the model does not know is never among its best three
    scores = np.full((len(rows), len(columns)), -1.0)
    for k, name in enumerate(classes):
        scores[:, columns.index(name)] = [r["_scores"][k] for r in rows]
    labels = list(unique_labels(true, guess))
    matrix = confusion_matrix(true, guess, labels=labels)
    share = matrix.sum(0) / len(rows)
    share = share[share > 0]
    values = {
        "top1": accuracy_score(true, guess),
        "top3": top_k_accuracy_score(true, scores, k=3, labels=columns) if len(columns) > 2 else 1.0,
        "macro_f1": f1_score(true, guess, average="macro", zero_division=0),
        "weighted_f1": f1_score(true, guess, average="weighted", zero_division=0),
        "balanced_accuracy": balanced_accuracy_score(true, guess),
        "classes_correct": int((np.diag(matrix) > 0).sum()),
        "classes_total": len(set(true)),
        "classes_predicted": len(set(guess)),
        "majority_share": share.max(),
        "prediction_entropy": float(-(share * np.log(share)).sum()),
        "n_cells": len(rows),
    }
    p, r, f, s = precision_recall_fscore_support(true, guess, labels=labels, zero_division=0)
    per_class = [
        [labels[k], int(s[k]), int(matrix[:, k].sum()), int(matrix[k, k]), float(p[k]), float(r[k]), float(f[k])]
        for k in range(len(labels))
    ]
    pairs = [
        [labels[i], labels[j], int(matrix[i, j]), float(matrix[i, j] / matrix[i].sum())]
        for i in range(len(labels))
        for j in range(len(labels))
        if matrix[i, j]
    ]
    return values, per_class, pairs


def main():
    warnings.filterwarnings("ignore", message=".*y_pred contains classes not in y_true.*")
    rng = np.random.default_rng(7)
    weights = np.array([0.45, 0.2, 0.12, 0.1, 0.08, 0.05])
    # the taught class "pericyte" never has a cell; the untaught one has a few
    val = list(rng.choice(TAUGHT[:6], size=150, p=weights)) + [UNTAUGHT] * 4
    test = list(rng.choice(TAUGHT[:6], size=60, p=weights[::-1]))
    two = list(rng.choice(["B cell", "T cell"], size=40, p=[0.3, 0.7]))
    groups = [
        group(rng, "baseline", "linear", 0, "val", TAUGHT, val, 1.0),
        group(rng, "lora-ce", "mlp", 1, "val", TAUGHT, val, 3.0),
        group(rng, "lora-ce", "mlp", 2, "val", TAUGHT, val, 2.0),
        group(rng, "baseline", "linear", 0, "test", TAUGHT, test, 1.0),
        group(rng, "two", "linear", 0, "val2", ["B cell", "T cell"], two, 1.0),
        group(rng, "collapsed", "linear", 0, "val", TAUGHT, val, 0.0),
    ]
    for row in groups[-1]:
        row["_scores"] = np.array([0.1, 0.4, 0.2, 0.1, 0.1, 0.05, 0.05], dtype=np.float32)
        order = np.argsort(row["_scores"], kind="mergesort")[::-1]
        row["top"] = [{"label": TAUGHT[i], "probability": short(row["_scores"][i])} for i in order[:3]]
        row["predicted"], row["confidence"] = TAUGHT[1], short(row["_scores"][1])
    unlabelled = [dict(r, cell_id=f"unknown-{i}", label=None) for i, r in enumerate(groups[1][:7])]

    with open("predictions.jsonl", "w") as out:
        for row in [r for g in groups for r in g] + unlabelled:
            out.write(json.dumps({k: v for k, v in row.items() if not k.startswith("_")}) + "\n")
    with (
        open("metrics.csv", "w", newline="") as m,
        open("per_class.csv", "w", newline="") as c,
        open("confusion.csv", "w", newline="") as f,
    ):
        m, c, f = csv.writer(m), csv.writer(c), csv.writer(f)
        for g in groups:
            key = [g[0][k] for k in ("arm", "head", "seed", "split")]
            values, per_class, pairs = metrics(g)
            values["n_unlabelled"] = len(unlabelled) if g is groups[1] else 0
            m.writerows(key + [name, repr(float(v))] for name, v in values.items())
            c.writerows(key + row[:4] + [repr(v) for v in row[4:]] for row in per_class)
            f.writerows(key + row[:3] + [repr(row[3])] for row in pairs)


main()
