"""Runs run-all on made-up cells of several sizes and writes what each stage took, for `cellora plan --measured`.

    ./cellora bench embed --work work/bench --json > embed.json        # leaves a model in work/bench/model
    python job/bench/plan_study.py --model work/bench/model --work work --sizes 4000,12000 --json run.json

Each size is a shard of make_shard.py (40 types, 100 donors), split by donor as run-all does it. Stages and their
seconds are what run-all prints; tables' bytes are those on disk. Small runs show what does not depend on cells; --large
shows what does, by the commands train and embed alone. Arguments after -- go to run-all. What ran before stays: a size
whose log is in --work is not run again. Needs h5py and numpy for the shards; a run whose sanity gate fails counts
(cells of a pool repeat).
"""

import argparse
import json
import os
import re
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
LAUNCHER = os.path.join(HERE, "..", "..", "cellora")
STAGE = re.compile(r"\[\d+/\d+\] (?P<title>.*)")
GENES = re.compile(r"(?P<minutes>\d+):(?P<seconds>\d\d)  Training logistic regression on genes")
CLOCK = re.compile(r"^ *(?P<minutes>\d+):(?P<seconds>\d\d)  ")
TOOK = re.compile(r"took (?P<seconds>[\d.]+) s")
CELLS = re.compile(r"  (?P<split>train|val|calibration|test): (?P<cells>[\d,]+) cells")

# the titles of run-all's stages, as plan counts them
STAGES = [
    ("ingest", "Reading cells from h5ad"),
    ("embed_base", "Embedding cells with the frozen encoder"),
    ("baselines", "Training the frozen baselines"),
    ("frozen_head", "Training baseline/"),
    ("train", "Training "),
    ("embed_adapted", "Embedding cells with the adapters on"),
    ("predict", "Predicting with the adapters on"),
]

HEADS = 8  # seven baselines and one arm; logistic regression on genes may be left out


def main():
    options = arguments()
    os.makedirs(options.work, exist_ok=True)
    settings = {
        "train.epochs": "2",
        "train.headWarmupEpochs": "1",
        "train.workers": "2",
        "train.batchSize": "256",
        "baseline.maxIterations": "50",
    }
    runs = [measure(options, settings, int(size)) for size in options.sizes.split(",")]
    if options.large:
        runs.insert(0, large(options, settings))
    report = {
        "kind": "run",
        "master": options.master,
        "cores": options.cores,
        "processor": options.machine,
        "genes": options.genes,
        "nonzeros": options.nonzeros,
        "classes": 40,
        "iterations": 50,
        "settings": settings,
        "more": options.more,
        "runs": runs,
    }
    with open(options.json, "w", encoding="utf-8") as out:
        json.dump(report, out, indent=2)
        out.write("\n")


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--model", required=True, metavar="DIR", help="with made-up genes, as bench leaves it")
    parser.add_argument("--work", required=True, metavar="DIR")
    parser.add_argument("--sizes", default="4000,12000", help="cells of each run; default: %(default)s")
    parser.add_argument("--large", type=int, metavar="CELLS", help="for ingest, preparation and embedding alone")
    parser.add_argument("--genes", type=int, default=28231)
    parser.add_argument("--nonzeros", type=int, default=2000)
    parser.add_argument("--cores", type=int, default=2, help="of the master; default: %(default)s")
    parser.add_argument("--master", default="", help="default: local[CORES]")
    parser.add_argument("--machine", required=True, help="what it is called where the figures are shown")
    parser.add_argument("--json", required=True, metavar="FILE")
    parser.add_argument("more", nargs="*", help="for run-all")
    options = parser.parse_args()
    options.master = options.master or f"local[{options.cores}]"
    return options


def measure(options, settings, size):
    shard = make_shard(options, size)
    out = os.path.join(options.work, f"run-{size}")
    words = ["run-all", "--input", shard, *words_of(settings), *options.more]
    told = run(options, words, out)
    seconds = stages(told)
    return {
        "cells": size,
        "heads": HEADS - ("logistic_genes" not in seconds),
        "file_bytes": os.path.getsize(shard),
        "splits": splits(told),
        "stages": seconds,
        "bytes": {table: table_bytes(out, table) for table in ("cells", "embeddings", "predictions")},
    }


def large(options, settings):
    shard = make_shard(options, options.large)
    told = run(options, ["train", "--input", shard, *words_of(settings)], os.path.join(options.work, "large-train"))
    lines = run(options, ["embed", "--input", shard, "--base"], os.path.join(options.work, "large-embed")).splitlines()
    begun, ended = (next(line for line in lines if text in line) for text in ("  Embedding cells", " embeddings in "))
    seconds = {stage: taken for stage, taken in stages(told).items() if stage in ("ingest", "train")}
    seconds["embed_base"] = since_start(CLOCK.search(ended)) - since_start(CLOCK.search(begun))
    return {"cells": options.large, "splits": splits(told), "stages": seconds}


def make_shard(options, size):
    shard = os.path.join(options.work, f"cells-{size}.h5ad")
    if not os.path.exists(shard):
        sizes = ["--cells", str(size), "--genes", str(options.genes), "--nonzeros", str(options.nonzeros)]
        subprocess.run([sys.executable, os.path.join(HERE, "make_shard.py"), "--out", shard, *sizes], check=True)
    return shard


def words_of(settings):
    return [word for key, value in settings.items() for word in ("--set", f"{key}={value}")]


def splits(told):
    return {m["split"]: int(m["cells"].replace(",", "")) for m in CELLS.finditer(told)}


def run(options, words, out):
    """What the command told; once told it is not run again."""
    log = out + ".log"
    if not os.path.exists(log):
        command = [LAUNCHER, *words, "--model", options.model, "--out", out, "--overwrite", "--master", options.master]
        with open(log + ".part", "w", encoding="utf-8") as told:
            code = subprocess.run(command, stdout=told, stderr=subprocess.STDOUT).returncode
        if code not in (0, 3):
            raise SystemExit(f"Cannot measure ({words[0]} ended with {code}): {log}.part")
        os.replace(log + ".part", log)
    with open(log, encoding="utf-8") as told:
        return told.read()


def stages(told):
    """Seconds by the names of plan; what has no name there is evaluation."""
    seconds = {}
    title, genes = "", 0
    for line in told.splitlines():
        opened, took, on_genes = STAGE.search(line), TOOK.search(line), GENES.search(line)
        if opened:
            title, genes = opened["title"], 0
        elif on_genes:
            genes = since_start(on_genes)
        elif took and title:
            spent = float(took["seconds"])
            name = next((name for name, start in STAGES if title.startswith(start)), "evaluate")
            if genes:  # the last part of the baselines, by the clock in front of the lines
                seconds["logistic_genes"] = since_start(CLOCK.search(line)) - genes
                spent -= seconds["logistic_genes"]
            seconds[name] = round(seconds.get(name, 0) + spent, 1)
    return seconds


def since_start(clock):
    return 60 * int(clock["minutes"]) + int(clock["seconds"])


def table_bytes(out, table):
    total = 0
    for folder, _, files in os.walk(os.path.join(out, "tables", table)):
        total += sum(os.path.getsize(os.path.join(folder, name)) for name in files if name.endswith(".parquet"))
    return total


if __name__ == "__main__":
    main()
