"""Makes predictions.jsonl, classes.csv and what others say of them: metrics.csv, per_class.csv, confusion.csv, summary.csv.

Run in this folder with scikit-learn 1.9.1, scipy 1.17.1, statsmodels 0.15.0 and numpy; the files are committed, tests
read only those.
The cases: imbalance, a class never predicted, a class predicted but never true, a label that the model was not
taught, a class taught but absent, ties in the confused pairs, two classes only, one class for everything, cells
without a label, scores that are shares of 20 votes (many ties, many zeros).
"""

import csv
import json
import warnings

import numpy as np
import scipy.stats
from sklearn.calibration import calibration_curve
from sklearn.metrics import (
    accuracy_score,
    balanced_accuracy_score,
    brier_score_loss,
    cohen_kappa_score,
    confusion_matrix,
    f1_score,
    log_loss,
    matthews_corrcoef,
    precision_recall_fscore_support,
    recall_score,
    roc_auc_score,
    top_k_accuracy_score,
)
from sklearn.utils.multiclass import unique_labels
from statsmodels.stats.proportion import proportion_confint

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
                "probabilities": [short(v) for v in p],
                "_scores": p,
                "_classes": classes,
            }
        )
    return rows


def votes(rng, rows):
    """Turns the probabilities into shares of 20 votes."""
    for row in rows:
        p = row["_scores"].astype(float)
        p = (rng.multinomial(20, p / p.sum()) / 20).astype(np.float32)
        assign(row, p)
    return rows


def assign(row, p):
    order = np.argsort(p, kind="mergesort")[::-1]
    classes = row["_classes"]
    row["_scores"] = p
    row["probabilities"] = [short(v) for v in p]
    row["top"] = [{"label": classes[i], "probability": short(p[i])} for i in order[:3]]
    row["predicted"], row["confidence"] = classes[order[0]], short(p[order[0]])


def ranking(true, probabilities, columns, classes):
    """The mean of roc_auc_score over the taught classes that some cells have and others have not."""
    known = [c for c in classes if 0 < (true == c).sum() < len(true)]
    return float(np.mean([roc_auc_score(true == c, probabilities[:, columns.index(c)]) for c in known]))


def calibration(correct, confidence):
    """Joins the bins of calibration_curve (which leaves empty ones out) with their cells."""
    share, mean = calibration_curve(correct, confidence, n_bins=15)
    cells = np.bincount(np.searchsorted(np.linspace(0, 1, 16)[1:-1], confidence), minlength=15)
    return float((np.abs(share - mean) * cells[cells > 0]).sum() / len(correct))


def probability_metrics(rows, true, guess, columns):
    classes = rows[0]["_classes"]
    # what the table holds: float32; an untaught class is a column of zeros
    p = np.zeros((len(rows), len(columns)))
    for k, name in enumerate(classes):
        p[:, columns.index(name)] = np.array([r["probabilities"][k] for r in rows], dtype=np.float32)
    confidence = np.array([r["confidence"] for r in rows], dtype=np.float32).astype(float)
    return {
        "nll": log_loss(true, p, labels=columns),
        "brier": brier_score_loss(true, p, labels=columns, scale_by_half=False),
        "ece": calibration(true == guess, confidence),
        "auroc_macro": ranking(true, p, columns, classes),
    }


def wilson(count, cells):
    return [float(v) for v in proportion_confint(count, cells, method="wilson")] if cells else ["", ""]


def summary(values):
    mean, n = float(np.mean(values)), len(values)
    if n == 1:
        return [1, repr(mean), "", "", ""]
    sd = float(np.std(values, ddof=1))
    half = float(scipy.stats.t.ppf(0.975, n - 1)) * sd / np.sqrt(n)
    return [n, repr(mean), repr(sd), repr(float(mean - half)), repr(float(mean + half))]


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
        "micro_f1": f1_score(true, guess, average="micro"),
        "mcc": matthews_corrcoef(true, guess),
        "kappa": cohen_kappa_score(true, guess),
        "classes_recalled": int((recall_score(true, guess, average=None, labels=sorted(set(true))) >= 0.5).sum()),
        **probability_metrics(rows, true, guess, columns),
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
        + wilson(int(matrix[k, k]), int(matrix[:, k].sum()))
        + wilson(int(matrix[k, k]), int(s[k]))
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
    # five digits of each are kept, so that they sum to one within 1e-5
    warnings.filterwarnings("ignore", message=".*do not sum to one.*")
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
    for row in groups[4]:
        row["run_id"] = "run-2"  # a run has one order of classes
    for row in groups[5]:
        assign(row, np.array([0.1, 0.4, 0.2, 0.1, 0.1, 0.05, 0.05], dtype=np.float32))
    groups.append(votes(rng, group(rng, "baseline", "votes", 0, "val", TAUGHT, val, 1.0)))
    unlabelled = [dict(r, cell_id=f"unknown-{i}", label=None) for i, r in enumerate(groups[1][:7])]

    with open("predictions.jsonl", "w") as out:
        for row in [r for g in groups for r in g] + unlabelled:
            out.write(json.dumps({k: v for k, v in row.items() if not k.startswith("_")}) + "\n")
    with (
        open("metrics.csv", "w", newline="") as m,
        open("per_class.csv", "w", newline="") as c,
        open("confusion.csv", "w", newline="") as f,
        open("classes.csv", "w", newline="") as k,
        open("summary.csv", "w", newline="") as s,
    ):
        m, c, f, k, s = (csv.writer(out) for out in (m, c, f, k, s))
        k.writerows([RUN, i, name] for i, name in enumerate(TAUGHT))
        k.writerows(["run-2", i, name] for i, name in enumerate(["B cell", "T cell"]))
        seeds = {}
        for g in groups:
            key = [g[0][k] for k in ("arm", "head", "seed", "split")]
            values, per_class, pairs = metrics(g)
            values["n_unlabelled"] = len(unlabelled) if g is groups[1] else 0
            m.writerows(key + [name, repr(float(v))] for name, v in values.items())
            for name, v in values.items():
                seeds.setdefault((key[0], key[1], key[3], name), []).append(float(v))
            c.writerows(key + row[:4] + [v if v == "" else repr(v) for v in row[4:]] for row in per_class)
            f.writerows(key + row[:3] + [repr(row[3])] for row in pairs)
        s.writerows(list(key) + summary(values) for key, values in seeds.items())


main()
