"""Writes ladder.json: python make_ladder.py

Cells with embeddings and genes, and what scikit-learn's models of the training cells give for the others:
shares of classes, nearest mean by cosine, KNeighborsClassifier, LogisticRegression on standardised principal
components and on standardised genes, and log p - log prior of the former. Some training cells have no label,
some embeddings are copies, and some votes are drawn (the nearest neighbour of these classes then wins).
Needs numpy, scipy, scikit-learn.
"""

import json

import numpy as np
from scipy.special import softmax
from sklearn.decomposition import PCA
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import KNeighborsClassifier
from sklearn.preprocessing import normalize

LABELS = ["B cell", "NK cell", "T cell", "monocyte"]
SHARES = [0.2, 0.1, 0.4, 0.3]
TRAIN, HELD_OUT, WIDTH, GENES = 170, 48, 5, 16
PENALTY, TEMPERATURE, NEIGHBOURS = 0.02, 0.1, 50


def cells(rng, n):
    classes = rng.choice(len(LABELS), n, p=SHARES)
    centres = np.random.default_rng(7).normal(size=(len(LABELS), WIDTH))
    embeddings = centres[classes] + rng.normal(size=(n, WIDTH)) * 1.3
    rates = np.random.default_rng(8).gamma(0.6, 1.0, size=(len(LABELS), GENES))
    genes = np.log1p(rng.poisson(rates[classes]))
    genes[:, 3] = 0
    return classes, np.round(embeddings, 3), np.round(genes, 3)


def logistic(x, y, held_out):
    """Features divided by their deviation; the mean loss plus penalty / 2 times the squared coefficients."""
    deviation = x.std(0, ddof=1)
    deviation[deviation == 0] = np.inf
    model = LogisticRegression(C=1 / (len(x) * PENALTY), tol=1e-12, max_iter=100_000)
    return model.fit(x / deviation, y).predict_proba(held_out / deviation)


def vote(x, y, held_out):
    model = KNeighborsClassifier(NEIGHBOURS, metric="cosine", algorithm="brute").fit(x, y)
    shares = model.predict_proba(held_out)
    nearest = y[model.kneighbors(held_out, return_distance=False)]
    winners = [next(c for c in order if p[c] == p.max()) for order, p in zip(nearest, shares)]
    assert (winners != shares.argmax(1)).any(), "no vote is drawn in which the order of the classes decides wrongly"
    return shares, winners


def main():
    rng = np.random.default_rng(21)
    y, x, genes = cells(rng, TRAIN)
    x[40:44] = x[40]
    _, q, held_genes = cells(rng, HELD_OUT)
    named = np.arange(TRAIN) % 17 != 5
    y_named, x_named = y[named], x[named]
    shares = np.bincount(y_named) / named.sum()
    unit = normalize(x_named)
    means = np.stack([unit[y_named == c].mean(0) for c in range(len(LABELS))])
    pca = PCA().fit(x_named)
    p = logistic(pca.transform(x_named), y_named, pca.transform(q))
    votes, winners = vote(x_named, y_named, q)
    expected = {
        "majority": np.tile(shares, (HELD_OUT, 1)),
        "centroid": softmax(normalize(q) @ normalize(means).T / TEMPERATURE, axis=1),
        "knn50": votes,
        "logistic": p,
        "logistic_adjusted": softmax(np.log(p) - np.log(shares), axis=1),
        "logistic_genes": logistic(genes[named], y_named, held_genes),
    }
    document = {
        "labels": LABELS,
        "penalty": PENALTY,
        "train": rows([LABELS[c] if n else None for c, n in zip(y, named)], x, genes),
        "heldOut": rows([None] * HELD_OUT, q, held_genes),
        "winners": {"knn50": [LABELS[c] for c in winners]},
        "expected": {head: np.round(values, 10).tolist() for head, values in expected.items()},
    }
    with open("ladder.json", "w") as file:
        file.write(json.dumps(document).replace('{"label"', '\n{"label"').replace("], [", "],\n["))
        file.write("\n")


def rows(labels, embeddings, genes):
    return [
        {"label": label, "embedding": list(e), "genes": list(g)} for label, e, g in zip(labels, embeddings, genes)
    ]


main()
