"""Makes quality_expected.json: what embeddings are worth and what an adapter forgot, by numpy 2 and scikit-learn 1.7.

Run in this folder.
"""

import json
from collections import Counter

import numpy as np
from sklearn.metrics import accuracy_score, f1_score, silhouette_score
from sklearn.neighbors import NearestNeighbors

CELLS, WIDTH, K = 240, 8, 50
LABELS = np.array(["B", "NK", "T", "rare"])
DONORS = np.array(["d0", "d1", "d2"])


def unit(x):
    return (x / np.linalg.norm(x, axis=1, keepdims=True)).astype(np.float32)


def nearest(reference, queries, k):
    """Rows of the reference, nearest first."""
    return NearestNeighbors(n_neighbors=k, metric="cosine", algorithm="brute").fit(reference).kneighbors(queries)[1]


def purity(e, groups):
    """Share of the K nearest others that are of the same group."""
    found = [[j for j in row if j != i][:K] for i, row in enumerate(nearest(e, e, K + 1))]
    return np.mean([np.mean(groups[row] == groups[i]) for i, row in enumerate(found)])


def triplet_losses(e, triplets, margin):
    a, p, n = (e[triplets[:, i]] for i in range(3))
    return np.maximum(0, np.linalg.norm(a - p, axis=1) - np.linalg.norm(a - n, axis=1) + margin)


def linear_cka(x, y):
    """By kernels [n, n], centred by H: another way than products of dimensions."""
    n = len(x)
    h = np.eye(n) - 1 / n
    k, l = h @ (x @ x.T) @ h, h @ (y @ y.T) @ h
    return np.sum(k * l) / np.sqrt(np.sum(k * k) * np.sum(l * l))


def forgetting(base, tuned, labels):
    """Every second cell is a query among the cells between; ties of votes go to the nearest."""
    found = {name: nearest(e[0::2], e[1::2], K) for name, e in (("base", base), ("tuned", tuned))}
    truth, known = labels[1::2], labels[0::2]
    votes = [Counter(known[row]).most_common(1)[0][0] for row in found["tuned"]]
    cosines = np.sum(base * tuned, 1) / (np.linalg.norm(base, axis=1) * np.linalg.norm(tuned, axis=1))
    return {
        "knn_agreement": accuracy_score(truth, votes),
        "knn_macro_f1": f1_score(truth, votes, average="macro", zero_division=0),
        "neighbour_overlap": np.mean([len(np.intersect1d(b, t)) / K for b, t in zip(found["base"], found["tuned"])]),
        "cosine_mean": cosines.mean(),
        "cosine_p05": np.percentile(cosines, 5),
        "linear_cka": linear_cka(base, tuned),
        "effective_rank": effective_rank(tuned),
    }


def effective_rank(e):
    s = np.linalg.svd(e, compute_uv=False)
    p = s / s.sum()
    return np.exp(-np.sum(p * np.log(p)))


def main():
    rng = np.random.default_rng(6)
    labels = LABELS[rng.choice(4, CELLS, p=[0.4, 0.3, 0.27, 0.03])]
    donors = DONORS[rng.choice(3, CELLS)]
    centres = {name: rng.normal(size=WIDTH) for name in (*LABELS, *DONORS)}
    raw = np.array([centres[a] + 0.4 * centres[b] for a, b in zip(labels, donors)]) + 0.8 * rng.normal(size=(CELLS, WIDTH))
    base = unit(raw)
    tuned = unit(raw @ (np.eye(WIDTH) + 0.35 * rng.normal(size=(WIDTH, WIDTH))))
    triplets = rng.integers(0, CELLS, (300, 3))
    wide_base, wide = base.astype(float), tuned.astype(float)
    losses = triplet_losses(wide, triplets, 0.05)
    expected = {
        "labels": labels.tolist(),
        "donors": donors.tolist(),
        "base": base.tolist(),
        "tuned": tuned.tolist(),
        "triplets": triplets.tolist(),
        "triplet_loss": losses.mean(),
        "triplet_violation_rate": np.mean(losses > 0),
        "quality": {
            "silhouette_label": silhouette_score(wide, labels, metric="sqeuclidean"),
            "silhouette_donor": silhouette_score(wide, donors, metric="sqeuclidean"),
            "knn_purity_label": purity(wide, labels),
            "knn_purity_donor": purity(wide, donors),
            "effective_rank": effective_rank(wide),
        },
        "silhouette_cosine": silhouette_score(wide, labels, metric="cosine"),
        "silhouette_alone": silhouette_score(wide[:20], np.r_[np.zeros(12), np.ones(7), 2], metric="sqeuclidean"),
        "forgetting": forgetting(wide_base, wide, labels),
    }
    with open("quality_expected.json", "w") as f:
        json.dump(expected, f, default=float)
        f.write("\n")


if __name__ == "__main__":
    main()
