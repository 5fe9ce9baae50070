"""Makes statistics_cells.csv and statistics.json: random predictions of four classifiers in three splits, and what
others say of them: metrics of donors (scikit-learn), bootstrap intervals (numpy, by drawing cells or donors one by one),
permutation tests (all swaps of a tiny case; scipy).

Run in this folder with scikit-learn 1.9, scipy 1.17 and numpy; takes a few minutes.
"""

import csv
import itertools
import json

import numpy as np
from scipy import stats
from sklearn.metrics import accuracy_score, balanced_accuracy_score, f1_score

CLASSES = ["B", "NK", "T", "mono"]
SHARES = [0.5, 0.08, 0.3, 0.12]
UNTAUGHT = "stem"
SPLITS = {"four": 4, "seven": 7, "none": 0}
CELLS = 240
CLASSIFIERS = {"logistic": 0.75, "logistic_genes": 0.6, "lora0": 0.8, "lora1": 0.7}
METRICS = {
    "top1": accuracy_score,
    "macro_f1": lambda y, p: f1_score(y, p, average="macro", zero_division=0),
    "weighted_f1": lambda y, p: f1_score(y, p, average="weighted", zero_division=0),
    "balanced_accuracy": balanced_accuracy_score,
}


def cells(rng):
    rows = []
    for split, donors in SPLITS.items():
        for i in range(CELLS):
            label = UNTAUGHT if i % 60 == 7 else str(rng.choice(CLASSES, p=SHARES))
            donor = "d%d" % rng.integers(donors) if donors else ""
            skill = 0.25 * (len(donor) and donor[-1] == "1")  # one donor is harder: cells of a donor are alike
            guesses = []
            for ability in CLASSIFIERS.values():
                right = rng.random() < ability - skill and label != UNTAUGHT
                guesses.append(label if right else str(rng.choice(CLASSES)))
            rows.append([split, i, donor, label, *guesses])
    return rows


def fast_scores(y, p, weights, classes):
    """The four metrics on cells that occur as often as the weights say, which scikit-learn is too slow for."""
    support = np.bincount(y, weights, classes)
    predicted = np.bincount(p, weights, classes)
    hits = np.bincount(y, weights * (y == p), classes)
    f1 = np.divide(2 * hits, support + predicted, out=np.zeros(classes), where=support + predicted > 0)
    seen, true = support + predicted > 0, support > 0
    return np.array([
        hits.sum() / support.sum(), f1[seen].mean(), (f1 * support).sum() / support.sum(),
        (hits[true] / support[true]).mean()])


def draw(rng, donors):
    if donors is None:
        return np.bincount(rng.integers(CELLS, size=CELLS), minlength=CELLS)
    names = np.unique(donors)
    times = np.bincount(rng.integers(len(names), size=len(names)), minlength=len(names))
    return times[np.searchsorted(names, donors)]


def bounds(values, test_draws, rng):
    """Percentiles of all draws, and the standard error that as many draws as the test makes leave."""
    exact = np.percentile(values, [2.5, 97.5], axis=0)
    repeats = [np.percentile(rng.choice(values, test_draws), [2.5, 97.5]) for _ in range(200)]
    return [*map(float, exact), *map(float, np.std(repeats, axis=0))]


def main():
    rng = np.random.default_rng(11)
    rows = cells(rng)
    with open("statistics_cells.csv", "w", newline="") as f:
        csv.writer(f, lineterminator="\n").writerows(rows)
    names = list(CLASSIFIERS)
    found = {"donor_metrics": [], "metrics": [], "bootstrap": [], "differences": [], "permutations": []}
    found["test_draws"], found["scipy_draws"] = 4000, 4000
    everyone = sorted({*CLASSES, UNTAUGHT})
    for split, count in SPLITS.items():
        part = [r for r in rows if r[0] == split]
        label = np.array([r[3] for r in part])
        donor = np.array([r[2] for r in part])
        y = np.searchsorted(everyone, label)
        guess = {n: np.array([r[4 + i] for r in part]) for i, n in enumerate(names)}
        code = {n: np.searchsorted(everyone, guess[n]) for n in names}
        for name in names:
            for metric, score in METRICS.items():
                value = score(label, guess[name])
                found["metrics"].append([name, split, metric, value])
                for one in sorted(set(donor) - {""}):
                    own = donor == one
                    found["donor_metrics"].append(
                        [name, split, one, metric, score(label[own], guess[name][own]), int(own.sum())])
        drawn = {n: [] for n in names}
        for _ in range(40000):
            weights = draw(rng, donor if count else None)
            for n in names:
                drawn[n].append(fast_scores(y, code[n], weights, len(everyone)))
        drawn = {n: np.array(v) for n, v in drawn.items()}
        for name in names:
            for i, metric in enumerate(METRICS):
                found["bootstrap"].append([name, split, metric, *bounds(drawn[name][:, i], 4000, rng)])
        for arm, base in itertools.product(["lora0", "lora1"], ["logistic", "logistic_genes"]):
            gap = drawn[arm][:, 1] - drawn[base][:, 1]
            found["differences"].append([arm, base, split, *bounds(gap, 4000, rng)])
            found["permutations"].append([arm, base, split, permuted(y, code[arm], code[base], donor, count, rng)])
    found["tiny"] = tiny()
    with open("statistics.json", "w") as f:
        json.dump(found, f, separators=(",", ":"), default=float)
        f.write("\n")


def permuted(y, first, second, donor, count, rng):
    """scipy's p value of |difference| when cells, or donors where there are six, swap their predictions."""
    units = np.unique(donor, return_inverse=True)[1] if count >= 6 else np.arange(len(y))

    def gap(a, _):
        kept = (a == 0)[units]  # a is 0 where a unit keeps its predictions, 1 where they are swapped
        x, z = np.where(kept, first, second), np.where(kept, second, first)
        one = np.ones(len(y))
        return abs(round(fast_scores(y, x, one, 5)[1] - fast_scores(y, z, one, 5)[1], 12))

    n = units.max() + 1
    test = stats.permutation_test(
        (np.zeros(n), np.ones(n)), gap, permutation_type="samples", alternative="greater", n_resamples=4000, rng=rng)
    return float(test.pvalue)


def tiny():
    """Nine cells and the share of all 2^9 swaps that are at least as extreme."""
    label, first, second = "aabbbccca", "aabbbccab", "abbacccba"
    scores = METRICS["macro_f1"]

    def gap(swaps):
        x = [b if s else a for a, b, s in zip(first, second, swaps)]
        z = [a if s else b for a, b, s in zip(first, second, swaps)]
        return abs(scores(list(label), x) - scores(list(label), z))

    observed = gap([0] * 9)
    share = np.mean([gap(s) >= observed - 1e-12 for s in itertools.product([0, 1], repeat=9)])
    f1 = [scores(list(label), list(p)) for p in (first, second)]
    return {"label": label, "first": first, "second": second, "f1": f1, "p": float(share)}


if __name__ == "__main__":
    main()
