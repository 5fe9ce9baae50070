"""Models LoRA training on 2 to 256 workers from what `cellora bench steps --json` measured on a small machine.

    ./cellora bench steps --workers 1,2,4,8,16 --cells 32,128,512 --fan-in 0,4 --json > local.json
    deploy/spark-submit.sh --master 'local-cluster[2,1,2048]' -- bench steps ... --json > cluster.json
    python job/bench/scaling_study.py --local local.json --cluster cluster.json --plot scaling.png

Fits the work of a worker's part (a + b cells) and what a step takes beyond it (fixed + a part for each worker
+ a part for each sum that the driver adds), by least squares over all points of the cluster's file, and prints
Markdown tables of the model: cells a second, an epoch of 22 and of 100 million cells, memory. The plot shows
the measured points on the model's curves. Bandwidth and latency of a network are an assumption, not measured:
--gigabits. Needs numpy; for the plot matplotlib.
"""

import argparse
import json
import math
from dataclasses import dataclass

import numpy as np

WORKERS = [2, 4, 8, 16, 32, 64, 128, 256]
ATLASES = {"22 M": 22e6, "100 M": 100e6}


@dataclass
class Knobs:
    """What may be chosen: 0 for no fan-in, 1 for a sync after every step."""

    cells: int = 128
    fan_in: int = 0
    local_steps: int = 1

    def name(self):
        parts = [f"{self.cells} cells a worker"]
        parts += [f"fan-in {self.fan_in}"] if self.fan_in else []
        parts += [f"{self.local_steps} local steps"] if self.local_steps > 1 else []
        return ", ".join(parts)


class Model:
    """Milliseconds of a step; a core for each worker unless a number of cores is given."""

    def __init__(self, report, gigabits):
        self.report = report
        self.cores = report["cores"]
        self.bytes_a_ms = gigabits * 1e9 / 8 / 1e3
        # a core to itself: two workers on two cores, or one on one
        alone = [s for s in report["steps"] if s["workers"] <= self.cores and s["fan_in"] == 0]
        design = [[1, s["cells_of_worker"]] for s in alone]
        self.work_fixed, self.work_cell = fit(design, [s["run_ms"] for s in alone])
        design = [[1, s["fan_in"] > 0, s["workers"], sums(s["workers"], s["fan_in"])] for s in report["steps"]]
        rest = [self.measured_rest(s) for s in report["steps"]]
        self.fixed, self.stage, self.task, self.sum = fit(design, rest)

    def measured_rest(self, step):
        """What a step took beyond its rounds of work: the last round may leave cores without any."""
        return step["step_ms"] - math.ceil(step["workers"] / self.cores) * step["run_ms"]

    def work(self, cells):
        return self.work_fixed + self.work_cell * cells

    def rest(self, workers, fan_in):
        return (
            self.fixed + self.stage * (fan_in > 0) + self.task * workers + self.sum * sums(workers, fan_in)
        )

    def network(self, workers, fan_in):
        """Parameters reach executors in a tree, gradients come in through one wire, groups' in double precision."""
        parameters = 4 * self.report["parameters"] / self.bytes_a_ms
        spread = parameters * math.log2(max(2, workers))
        if fan_in:
            return spread + parameters * fan_in + 2 * parameters * sums(workers, fan_in)
        return spread + parameters * workers

    def here(self, workers, cells, fan_in):
        """On the machine that was measured: workers take turns on its cores, there is no network."""
        return math.ceil(workers / self.cores) * self.work(cells) + self.rest(workers, fan_in)

    def step(self, workers, knobs):
        """On a core for each worker."""
        sync = self.rest(workers, knobs.fan_in) + self.network(workers, knobs.fan_in)
        return self.work(knobs.cells) + sync / knobs.local_steps

    def rate(self, workers, knobs):
        """Cells a second."""
        return workers * knobs.cells / self.step(workers, knobs) * 1e3

    def efficiency(self, workers, knobs):
        return self.work(knobs.cells) / self.step(workers, knobs)


def fit(design, values):
    """Least squares without negative costs: what comes out negative is left out."""
    design = np.asarray(design, float)
    used = list(range(design.shape[1]))
    while True:
        found = np.linalg.lstsq(design[:, used], np.asarray(values, float), rcond=None)[0]
        if (found >= 0).all():
            result = np.zeros(design.shape[1])
            result[used] = found
            return result
        used.pop(int(np.argmin(found)))


def sums(workers, fan_in):
    """That the driver adds."""
    return math.ceil(workers / fan_in) if fan_in else workers


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--local", required=True, metavar="FILE", help="of tasks that are threads of the driver")
    parser.add_argument("--cluster", required=True, metavar="FILE", help="of executors of their own: the model's")
    parser.add_argument("--gigabits", type=float, default=10, help="a second, between machines; default: %(default)s")
    parser.add_argument("--plot", metavar="PNG", help="where to draw; default: not at all")
    return parser.parse_args()


def main():
    options = arguments()
    models = {}
    for name in ("local", "cluster"):
        with open(getattr(options, name), encoding="utf-8") as f:
            models[name] = Model(json.load(f), options.gigabits)
    print_costs(models)
    print_model(models["cluster"])
    print_memory(models["cluster"].report)
    if options.plot:
        plot(models, options.plot)


def table(header, rows):
    print("| " + " | ".join(header) + " |")
    print("|" + "---|" * len(header))
    for row in rows:
        print("| " + " | ".join(str(cell) for cell in row) + " |")
    print()


def print_costs(models):
    rows = []
    for name, m in models.items():
        errors = [abs(m.here(*point(s)) / s["step_ms"] - 1) for s in m.report["steps"]]
        rows.append(
            [
                f"{name}, `{m.report['master']}`",
                f"{m.work_fixed:.1f} + {m.work_cell:.3f} n",
                f"{m.fixed:.1f}",
                f"{m.task:.2f}",
                f"{m.sum:.2f}",
                f"{m.stage:.1f}",
                f"{m.report['broadcast_ms']:.1f}",
                f"{m.report['add_ms']:.2f}",
                f"{100 * np.median(errors):.0f} %, {100 * max(errors):.0f} %",
            ]
        )
    table(
        [
            "ms",
            "work on n cells",
            "a step",
            "a worker",
            "a sum at the driver",
            "a fan-in",
            "of it: broadcast",
            "of it: adding",
            "model off by (median, most)",
        ],
        rows,
    )


def point(step):
    return step["workers"], step["cells_of_worker"], step["fan_in"]


def print_model(m):
    choices = [Knobs(), Knobs(fan_in=16), Knobs(local_steps=8), Knobs(cells=512), Knobs(512, 16, 8)]
    rows = []
    for workers in WORKERS:
        row = [workers]
        for knobs in choices:
            hours = [cells / m.rate(workers, knobs) / 3600 for cells in ATLASES.values()]
            row.append(
                f"{m.rate(workers, knobs) / 1e3:,.1f}k, {100 * m.efficiency(workers, knobs):.0f} %,"
                f" {' / '.join(duration(h) for h in hours)}"
            )
        rows.append(row)
    table(["workers", *(knobs.name() for knobs in choices)], rows)


def duration(hours):
    return f"{hours:.1f} h" if hours >= 1 else f"{60 * hours:.1f} min"


def print_memory(report):
    rows = []
    for name, key in (("float32", "block_bytes_per_cell"), ("float16", "block_bytes_per_cell_float16")):
        each = report[key]
        row = [name, f"{each / 1e3:.1f} kB"]
        row += [f"{each * cells / 1e12:.2f} TB" for cells in ATLASES.values()]
        row += [f"{each * cells / 64 / 1e9:.0f} GB" for cells in ATLASES.values()]
        rows.append(row)
    header = ["blocks", "a cell", *ATLASES, *(f"{name}, a worker of 64" for name in ATLASES)]
    table(header, rows)


def plot(models, path):
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, (here, there) = pyplot.subplots(1, 2, figsize=(12, 5))
    for (name, m), style in zip(models.items(), ("--", "-")):
        measured = [s for s in m.report["steps"] if s["cells_of_worker"] == 128]
        for fan_in, colour in zip(sorted({s["fan_in"] for s in measured}), ("tab:blue", "tab:orange", "tab:green")):
            points = [s for s in measured if s["fan_in"] == fan_in]
            xs = [s["workers"] for s in points]
            label = f"{name}, fan-in {fan_in}" if fan_in else f"{name}"
            here.plot(xs, [m.here(*point(s)) for s in points], style, color=colour, label=f"{label}: model")
            mark = "o" if name == "cluster" else "x"
            here.plot(xs, [s["step_ms"] for s in points], mark, color=colour, label=f"{label}: measured")
    cores = models["cluster"].cores
    here.set(title=f"One machine: workers take turns on {cores} cores", xlabel="workers of 128 cells", ylabel="ms a step")
    here.legend(fontsize=8)
    there.set(xscale="log", yscale="log", title="Model: a core for each worker", xlabel="workers", ylabel="cells/s")
    m = models["cluster"]
    xs = [1, *WORKERS]
    there.plot(xs, [x * 128 / m.work(128) * 1e3 for x in xs], ":", color="grey", label="work alone, 128 cells a worker")
    for knobs in (Knobs(), Knobs(fan_in=16), Knobs(local_steps=8), Knobs(cells=512), Knobs(512, 16, 8)):
        there.plot(xs, [m.rate(x, knobs) for x in xs], label=knobs.name())
    for size, colour in ((128, "tab:blue"), (512, "tab:red")):
        points = [
            s
            for s in m.report["steps"]
            if s["workers"] <= m.cores and s["cells_of_worker"] == size and s["fan_in"] == 0
        ]
        there.plot(
            [s["workers"] for s in points],
            [s["workers"] * size / s["step_ms"] * 1e3 for s in points],
            "o",
            color=colour,
            label=f"measured, {size} cells a worker",
        )
    there.legend(fontsize=8)
    figure.tight_layout()
    figure.savefig(path, dpi=110)


if __name__ == "__main__":
    main()
