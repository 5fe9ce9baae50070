"""Makes calibration.jsonl (predictions) and calibration.json, what others say of them.

Run in this folder with scikit-learn 1.9.1, scipy 1.17.1, MAPIE 1.6.0 and numpy 2.4.6; the files are committed, tests
read only those.
The heads: softmax of an overconfident and of an underconfident model, shares of 20 votes (many ties, many zeros), the
same numbers for every cell, a label that was never taught. Temperature is scipy's, log loss, Brier's score and bins are
scikit-learn's, quantiles and sets of lac are held to MAPIE's where all labels were taught; the rest is numpy.
"""

import json
import warnings
from decimal import Decimal
from math import ceil

import numpy as np
from mapie.classification import SplitConformalClassifier
from scipy.optimize import brentq, minimize_scalar
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.calibration import calibration_curve
from sklearn.metrics import brier_score_loss, log_loss

CLASSES = ["B cell", "T cell", "astrocyte", "microglial cell", "pericyte"]
UNTAUGHT = "ependymal cell"
FLOOR = 2.0**-52
RISK = 0.05
LEVELS = ["0.1", "0.05"]


def softmax(logits):
    e = np.exp(logits - logits.max(1, keepdims=True))
    return e / e.sum(1, keepdims=True)


def draw(rng, n, skill, sharpness):
    labels = rng.choice(len(CLASSES), size=n, p=[0.4, 0.25, 0.2, 0.1, 0.05])
    logits = rng.normal(size=(n, len(CLASSES)))
    logits[np.arange(n), labels] += skill
    return labels, softmax(sharpness * logits).astype(np.float32)


def cells(rng, head):
    n = 160
    if head == "overconfident":
        return draw(rng, n, 2.0, 3.0)
    if head == "underconfident":
        return draw(rng, n, 4.0, 0.4)
    if head == "votes":
        labels, p = draw(rng, n, 2.5, 1.0)
        votes = [rng.multinomial(20, row / row.sum()) for row in p.astype(float)]
        return labels, (np.array(votes) / 20).astype(np.float32)
    if head == "constant":
        labels, _ = draw(rng, n, 0.0, 1.0)
        return labels, np.tile(np.array([0.7, 0.1, 0.1, 0.05, 0.05], dtype=np.float32), (n, 1))
    labels, p = draw(rng, n, 5.0, 1.5)  # untaught: index len(CLASSES)
    labels[:3] = len(CLASSES)
    return labels, p


def logs(p):
    return np.log(np.maximum(p.astype(float), FLOOR))


def temperature(labels, p):
    taught = labels < len(CLASSES)
    l, y = logs(p[taught]), labels[taught]

    def loss(log_t):
        z = l / np.exp(log_t)
        top = z.max(1)
        return np.mean(np.log(np.exp(z - top[:, None]).sum(1)) + top - z[np.arange(len(y)), y])

    found = minimize_scalar(loss, bounds=(np.log(1 / 20), np.log(20)), method="bounded", options={"xatol": 1e-12})
    if found.x < np.log(1 / 20) + 1e-6:
        return 1.0  # all told right: the loss falls for ever, and nothing is scaled

    def gradient(inverse):
        return np.mean((softmax(l * inverse) * l).sum(1) - l[np.arange(len(y)), y])

    # a minimum is flat, a root is not
    root = 1 / brentq(gradient, 1 / 20, 20, xtol=1e-14, rtol=1e-14)
    assert abs(root / np.exp(found.x) - 1) < 1e-6
    return root


def scale(p, t):
    return softmax(logs(p) / t).astype(np.float32)


def losses(labels, p):
    columns = list(range(len(CLASSES) + 1))
    q = np.concatenate([p.astype(float), np.zeros((len(p), 1))], axis=1)
    correct, confidence = p.argmax(1) == labels, p.max(1).astype(float)
    share, mean = calibration_curve(correct, confidence, n_bins=15)
    n = np.bincount(np.searchsorted(np.linspace(0, 1, 16)[1:-1], confidence), minlength=15)
    return {
        "nll": log_loss(labels, q, labels=columns),
        "brier": brier_score_loss(labels, q, labels=columns, scale_by_half=False),
        "ece": float((np.abs(share - mean) * n[n > 0]).sum() / len(labels)),
        "bins": [
            {"bin": int(b) + 1, "accuracy": float(s), "confidence": float(m), "n": int(n[b])}
            for b, s, m in zip(np.flatnonzero(n), share, mean)
        ],
    }


def levels(wrong, confidence):
    """The distinct confidences, highest first, with all cells down to them."""
    for value in np.unique(confidence)[::-1]:
        kept = confidence >= value
        yield float(value), kept.mean(), wrong[kept].mean(), wrong[kept].sum(), kept.sum()


def threshold(wrong, confidence):
    return min((value for value, _, risk, _, _ in levels(wrong, confidence) if risk <= RISK), default=None)


def area(wrong, confidence):
    """The risk of every number of kept cells, tied ones in the mean of all their orders."""
    risks, w0, n0 = [], 0, 0
    for _, _, _, w, n in levels(wrong, confidence):
        risks += [(w0 + (w - w0) * i / (n - n0)) / (n0 + i) for i in range(1, n - n0 + 1)]
        w0, n0 = w, n
    best = np.sort(wrong.astype(float))
    return float(np.mean(risks)), float(np.mean(np.cumsum(best) / np.arange(1, len(best) + 1)))


def scores(method, p):
    q = p.astype(float)
    if method == "lac":
        return 1 - q
    order = np.argsort(-q, axis=1, kind="stable")
    result = np.empty_like(q)
    np.put_along_axis(result, order, np.minimum(1, np.cumsum(np.take_along_axis(q, order, 1), axis=1)), 1)
    return result


def of_label(all_scores, labels):
    padded = np.concatenate([all_scores, np.ones((len(labels), 1))], axis=1)
    return padded[np.arange(len(labels)), labels]


def conformal(method, level, calibration, test):
    (labels, p), (true, q) = calibration, test
    k = ceil((len(labels) + 1) * (1 - Decimal(level)))
    found = np.sort(of_label(scores(method, p), labels))
    quantile = float(found[k - 1]) if k <= len(found) else 1.0
    sets = scores(method, q) <= quantile
    covered = np.concatenate([sets, np.zeros((len(true), 1), dtype=bool)], axis=1)[np.arange(len(true)), true]
    return quantile, sets, covered


class Given(ClassifierMixin, BaseEstimator):
    """A classifier whose features are its probabilities."""

    def fit(self, x, y):
        self.classes_ = np.arange(len(CLASSES))
        return self

    def __sklearn_is_fitted__(self):
        return True

    def predict_proba(self, x):
        return x

    def predict(self, x):
        return x.argmax(1)


def check_with_mapie(level, calibration, test, quantile, sets):
    """Of the method lac; MAPIE's aps draws random numbers."""
    (labels, p), (_, q) = calibration, test
    classifier = SplitConformalClassifier(
        Given().fit(None, None), confidence_level=float(1 - Decimal(level)), conformity_score="lac", prefit=True
    ).conformalize(p.astype(float), labels)
    _, predicted = classifier.predict_set(q.astype(float))
    theirs = classifier._mapie_classifier.quantiles_[0]
    assert abs(theirs - quantile) < 1e-12, (level, theirs, quantile)
    assert (predicted[:, :, 0] == sets).all(), level


def main():
    # float32 numbers sum to one within 1e-7
    warnings.filterwarnings("ignore", message=".*do not sum to one.*")
    rng = np.random.default_rng(11)
    expected = {}
    with open("calibration.jsonl", "w") as out:
        for head in ["overconfident", "underconfident", "votes", "constant", "untaught"]:
            splits = {"calibration": cells(rng, head), "test": cells(rng, head)}
            for split, (labels, p) in splits.items():
                for i, (y, row) in enumerate(zip(labels, p)):
                    top = np.argsort(-row, kind="stable")
                    cell = {
                        "run_id": "run-1",
                        "cell_id": f"{split}-{i}",
                        "arm": "arm",
                        "head": head,
                        "seed": 0,
                        "split": split,
                        "label": (CLASSES + [UNTAUGHT])[y],
                        "predicted": CLASSES[top[0]],
                        "confidence": float(str(row[top[0]])),
                        "probabilities": [float(str(v)) for v in row],
                    }
                    out.write(json.dumps(cell) + "\n")
            labels, p = splits["calibration"]
            t = temperature(labels, p)
            q = scale(p, t)
            fit = {"temperature": t, "threshold": threshold(p.argmax(1) != labels, q.max(1)), "splits": {}}
            for split, (labels, p) in splits.items():
                q = scale(p, t)
                wrong, confidence = p.argmax(1) != labels, q.max(1)
                aurc, best = area(wrong, confidence)
                kept = confidence >= fit["threshold"] if fit["threshold"] is not None else None
                fit["splits"][split] = {
                    "raw": losses(labels, p),
                    "calibrated": losses(labels, q),
                    "aurc": aurc,
                    "e_aurc": aurc - best,
                    "coverage": None if kept is None else float(kept.mean()),
                    "selective_risk": None if kept is None or not kept.any() else float(wrong[kept].mean()),
                    "curve": [[c, v, r] for v, c, r, _, _ in levels(wrong, confidence)],
                    "abstained": None if kept is None else int((~kept).sum()),
                    "conformal": [],
                }
                for method in ["lac", "aps"]:
                    for level in LEVELS:
                        quantile, sets, covered = conformal(method, level, splits["calibration"], (labels, p))
                        if method == "lac" and head in ("overconfident", "underconfident", "votes"):
                            check_with_mapie(level, splits["calibration"], (labels, p), quantile, sets)
                        size = sets.sum(1)
                        fit["splits"][split]["conformal"].append(
                            {
                                "method": method,
                                "alpha": float(level),
                                "quantile": quantile,
                                "coverage": float(covered.mean()),
                                "mean_size": float(size.mean()),
                                "empty_share": float((size == 0).mean()),
                                "single_share": float((size == 1).mean()),
                            }
                        )
            expected[head] = fit
    with open("calibration.json", "w") as out:
        json.dump({"classes": CLASSES, "heads": expected}, out)
        out.write("\n")


main()
