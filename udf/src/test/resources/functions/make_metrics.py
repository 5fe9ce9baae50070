"""Makes metrics.json, the numbers that the SQL functions must give, with the libraries that define them.

Needs scikit-learn, scimilarity 0.4, anndata, numpy:  python make_metrics.py
"""

import json
import os

import anndata
import numpy as np
from scimilarity.utils import lognorm_counts
from scipy.sparse import csr_matrix
from sklearn.metrics import balanced_accuracy_score, f1_score, top_k_accuracy_score
from sklearn.metrics.pairwise import cosine_similarity

HERE = os.path.dirname(os.path.abspath(__file__))
CLASSES = ["B cell", "NK cell", "T cell", "monocyte"]


def main():
    random = np.random.default_rng(5)
    cells = 60
    labels = random.choice(CLASSES, cells, p=[0.5, 0.1, 0.3, 0.1])
    probabilities = random.dirichlet(np.ones(len(CLASSES)), cells).astype(np.float32)
    predicted = np.array(CLASSES)[probabilities.argmax(axis=1)]
    # a class that only occurs as a label, and one that only occurs as a prediction
    odd_labels = np.where(np.arange(cells) % 13 == 0, "platelet", labels)
    odd_predicted = np.where(np.arange(cells) % 11 == 0, "doublet", predicted)
    embeddings = random.normal(size=(cells, 5)).astype(np.float32)
    counts = random.poisson(0.7, (6, 12)).astype(np.float32)
    counts[3] = 0
    data = anndata.AnnData(csr_matrix(counts))
    data.layers["counts"] = data.X.copy()
    expected = {
        "labels": labels.tolist(),
        "predicted": predicted.tolist(),
        "odd_labels": odd_labels.tolist(),
        "odd_predicted": odd_predicted.tolist(),
        "probabilities": probabilities.tolist(),
        "classes": CLASSES,
        "embeddings": embeddings.tolist(),
        "macro_f1": f1_score(labels, predicted, average="macro", zero_division=0),
        "balanced_accuracy": balanced_accuracy_score(labels, predicted),
        "odd_macro_f1": f1_score(odd_labels, odd_predicted, average="macro", zero_division=0),
        "odd_balanced_accuracy": balanced_accuracy_score(odd_labels, odd_predicted),
        "top_k_accuracy": [top_k_accuracy_score(labels, probabilities, k=k, labels=CLASSES) for k in (1, 2, 3)],
        "cosine": cosine_similarity(embeddings[:3], embeddings).tolist(),
        "centroid": embeddings.astype(np.float64).mean(axis=0).tolist(),
        "counts": counts.tolist(),
        "log1p10k": lognorm_counts(data).X.toarray().astype(np.float64).tolist(),
    }
    with open(os.path.join(HERE, "metrics.json"), "w") as f:
        json.dump(expected, f, indent=1)


if __name__ == "__main__":
    main()
