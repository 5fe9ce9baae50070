"""What the Python sides of Cellora's benchmarks share: options, threads, runs, and how they answer.

Not a program: see peers_read.py and peers_embed.py.
"""

import argparse
import importlib.metadata
import json
import os
import statistics
import sys
import warnings


class Peer:
    """Something that is timed; made after the number of threads is set."""

    libraries = ()

    def run(self):
        """Does the work once; returns cells and seconds."""
        raise NotImplementedError

    def answer(self, words):
        """Answers a line of a dialogue with what becomes JSON."""
        if words != ["run"]:
            sys.exit(f"Invalid request: {' '.join(words)}, expected run")
        cells, seconds = self.run()
        return {"cells": cells, "seconds": seconds}

    def versions(self):
        found = {name: importlib.metadata.version(name) for name in self.libraries}
        return {"python": sys.version.split()[0], **found}


def parser(doc):
    """Options of every peer."""
    options = argparse.ArgumentParser(description=doc.split("\n")[0])
    options.add_argument("--runs", type=int, default=3, help="timed runs; default: %(default)s")
    options.add_argument("--warmups", type=int, default=1, help="runs before them; default: %(default)s")
    options.add_argument("--threads", type=int, default=1, help="for all native libraries; default: %(default)s")
    options.add_argument("--json", action="store_true", help="print one JSON object")
    options.add_argument(
        "--serve",
        action="store_true",
        help="say the versions in a line of JSON, then answer each line of standard input with one",
    )
    return options


def limit_threads(threads):
    """Native libraries read these when they are loaded."""
    for library in ("OMP", "OPENBLAS", "MKL", "NUMEXPR", "NUMBA", "BLOSC"):
        os.environ[f"{library}_NUM_THREADS"] = str(threads)
    warnings.filterwarnings("ignore")


def main(peer, options, facts):
    """Answers Cellora, or runs alone and prints the rate beside the facts."""
    if options.serve:
        say({"versions": peer.versions()})
        for line in sys.stdin:
            say(peer.answer(line.strip().split(" ", 2)))  # a path may have blanks
        return
    for _ in range(options.warmups):
        peer.run()
    runs = [peer.run() for _ in range(options.runs)]
    cells = runs[0][0]
    seconds = [round(run[1], 4) for run in runs]
    rate = round(cells / statistics.median(seconds), 1)
    if options.json:
        report = {"peer_cells_per_s": rate, "cells": cells, "seconds": seconds, "threads": options.threads}
        say({**report, **facts, "versions": peer.versions()})
    else:
        print(f"{rate:,.0f} cells/s  ({cells:,} cells, {min(seconds):.2f} to {max(seconds):.2f} s)")


def say(answer):
    print(json.dumps(answer), flush=True)
