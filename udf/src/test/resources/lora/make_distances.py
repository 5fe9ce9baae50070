"""Writes distances_expected.json: distances to class means and their percentiles, by scikit-learn, scipy, numpy.

python udf/src/test/resources/lora/make_distances.py (scikit-learn 1.9, scipy 1.17, numpy 2.4)
"""

import json
from pathlib import Path

import numpy as np
from scipy.spatial.distance import cdist
from sklearn.neighbors import NearestCentroid
from sklearn.preprocessing import normalize

generator = np.random.default_rng(7)
labels = np.repeat(["a", "b", "c"], [40, 25, 12])
shifts = {"a": [2, 0, 0, 1], "b": [0, 2, 0, 0], "c": [0, 0, -2, 1]}
train = np.array([shifts[x] for x in labels]) + generator.normal(0, 0.4, (len(labels), 4))
train = train.astype("float32")
other = generator.normal(0, 1, (30, 4)).astype("float32")
means = NearestCentroid().fit(normalize(train.astype("float64")), labels).centroids_


def distances(vectors):
    return cdist(vectors.astype("float64"), means, "cosine").min(axis=1)


own = distances(train)
percentiles = np.percentile(own, np.arange(101), method="inverted_cdf")
Path(__file__).with_name("distances_expected.json").write_text(
    json.dumps(
        {
            "means": means.tolist(),
            "train": train.tolist(),
            "percentiles": percentiles.tolist(),
            "other": other.tolist(),
            "distances": distances(other).tolist(),
            "percent_nearer": [int(np.floor(100 * (own <= d).mean())) for d in distances(other)],
        }
    )
)
