"""Makes quantiles.json: quantiles of Poisson and of binomial counts (p = 1/2) by scipy 1.17, each held to sums of 40
digits (mpmath): scipy itself is off by one in the tails of millions. Run in this folder.
"""

import json

import mpmath as mp
import numpy as np
from scipy import stats

COUNTS = [1, 2, 3, 8, 41, 100, 1235, 100000, 5000000]
SHARES = [1e-12, 1e-6, 0.01, 0.3, 0.501, 0.9, 0.999999, 1 - 1e-9]
mp.mp.dps = 40


def poisson(n, k):
    return mp.exp(-n + k * mp.log(n) - mp.loggamma(k + 1))


def coins(n, k):
    return mp.exp(mp.loggamma(n + 1) - mp.loggamma(k + 1) - mp.loggamma(n - k + 1) - n * mp.log(2)) if k <= n else mp.mpf(0)


def cdf(pmf, ratio, n, k):
    """Sums downwards from k, term by term."""
    total, term = mp.mpf(0), pmf(n, k) if k >= 0 else mp.mpf(0)
    while k >= 0 and term > mp.mpf(10) ** -30:
        total += term
        term *= ratio(n, k)
        k -= 1
    return total


def quantiles(rng, pmf, ratio, distribution):
    found = []
    for n in COUNTS:
        for u in [*SHARES, *rng.random(12)]:
            k = int(distribution(n).ppf(u))
            while k > 0 and cdf(pmf, ratio, n, k - 1) >= u:
                k -= 1
            while cdf(pmf, ratio, n, k) < u:
                k += 1
            found.append([n, float(u), k])
    return found


def main():
    rng = np.random.default_rng(3)
    found = {
        "poisson": quantiles(rng, poisson, lambda n, k: mp.mpf(k) / n, stats.poisson),
        "coins": quantiles(rng, coins, lambda n, k: mp.mpf(k) / (n - k + 1), lambda n: stats.binom(n, 0.5)),
    }
    with open("quantiles.json", "w") as f:
        json.dump(found, f, separators=(",", ":"))
        f.write("\n")


if __name__ == "__main__":
    main()
