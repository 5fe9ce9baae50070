"""Writes unknown.json: python make_unknown.py

Embeddings of two arms, and how cells of a class stand out from which the class means know nothing: probabilities by
scipy's softmax of the cosines / 0.1, temperature by scipy, areas by scikit-learn. Needs numpy, scipy, scikit-learn.
"""

import json

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.special import log_softmax, softmax
from sklearn.metrics import roc_auc_score
from sklearn.preprocessing import normalize

LABELS = ["B cell", "NK cell", "T cell", "monocyte"]
SHARES = [0.2, 0.1, 0.4, 0.3]
SPLITS = {"train": 120, "calibration": 150, "test": 100}
WIDTH, RISK, CLASSES = 4, 0.05, 2
FLOOR = 2.0**-52


def logs(p):
    return np.log(np.maximum(p.astype(float), FLOOR))


def predict(x, y, others, q):
    means = np.stack([normalize(x[y == c]).mean(0) for c in others])
    return softmax(normalize(q) @ normalize(means).T / 0.1, axis=1).astype(np.float32)


def fit(p, labels):
    """Temperature and threshold of the cells that are left."""
    l = logs(p)
    loss = lambda t: -log_softmax(l / np.exp(t), axis=1)[np.arange(len(labels)), labels].mean()
    bounds = (np.log(1 / 20), np.log(20))
    t = float(np.exp(minimize_scalar(loss, bounds=bounds, method="bounded", options={"xatol": 1e-12}).x))
    confidence = softmax(l / t, axis=1).astype(np.float32).max(1)
    wrong = p.argmax(1) != labels
    kept = [float(v) for v in np.unique(confidence) if wrong[confidence >= v].mean() <= RISK]
    return t, min(kept)


def judge(arm, x, y, splits, most):
    rows = []
    for left in most:
        others = [c for c in range(len(LABELS)) if c != left]
        q, z = splits["calibration"]
        known = z != left
        t, threshold = fit(predict(x, y, others, q[known]), np.array([others.index(c) for c in z[known]]))
        for split, (q, z) in splits.items():
            confidence = softmax(logs(predict(x, y, others, q)) / t, axis=1).astype(np.float32).max(1)
            known = z != left
            rows.append(
                {
                    "arm": arm,
                    "split": split,
                    "label": LABELS[left],
                    "temperature": t,
                    "threshold": threshold,
                    "n_unknown": int((~known).sum()),
                    "n_known": int(known.sum()),
                    "auroc": roc_auc_score(~known, 1 - confidence.astype(float)),
                    "unknown_abstained": float((confidence[~known] < threshold).mean()),
                    "known_abstained": float((confidence[known] < threshold).mean()),
                }
            )
    return rows


def main():
    rng = np.random.default_rng(5)
    cells, expected = [], []
    for arm, spread in [("baseline", 0.9), ("lora-ce", 0.5)]:
        centres = np.random.default_rng(7).normal(size=(len(LABELS), WIDTH))
        splits = {}
        for split, n in SPLITS.items():
            classes = rng.choice(len(LABELS), n, p=SHARES)
            x = np.round(centres[classes] + rng.normal(size=(n, WIDTH)) * spread, 3)
            splits[split] = (x.astype(np.float32).astype(float), classes)
            cells += [
                {"arm": arm, "split": split, "label": LABELS[c], "embedding": list(e)} for c, e in zip(classes, x)
            ]
        x, y = splits.pop("train")
        most = np.argsort(-np.bincount(y), kind="stable")[:CLASSES]
        expected += judge(arm, x, y, splits, most)
        # a cell that nobody knows takes no part
        cells.append({"arm": arm, "split": "test", "label": None, "embedding": [0.1, 0.2, 0.3, 0.4]})
        cells.append({"arm": arm, "split": "test", "label": "platelet", "embedding": [0.1, 0.2, 0.3, 0.4]})
    with open("unknown.json", "w") as file:
        document = {"labels": LABELS, "cells": cells, "expected": expected}
        file.write(json.dumps(document).replace('{"arm"', '\n{"arm"'))
        file.write("\n")


main()
