"""Holds the TorchScript text that Cellora runs on executors against itself: processor and GPU, same inputs.

Needs a machine with Python's torch and a GPU; no Java. It reads the scripts from this checkout, makes weights
and cells of the released model's shapes (28,231 genes, 1024 x 3, 128), and prints for each task the largest
difference between both devices and the cells a second on each. Exit code 1 if a difference is above its bound.

    python3 job/bench/check_gpu_kernels.py [--cells 512] [--genes 28231] [--json FILE]
"""

import argparse
import io
import json
import pathlib
import sys
import time
import zipfile

import torch

RESOURCES = pathlib.Path(__file__).resolve().parents[2] / "udf/src/main/resources/io/cellora"
HEADER = "class M(Module):\n  __parameters__ = []\n  __buffers__ = []\n  training : bool\n\n"
INSTANCE = b"\x80\x02c__torch__\nM\nq\x00)\x81}X\x08\x00\x00\x00trainingq\x01\x89sb."


def module(*parts):
    """The archive that TorchScriptArchive writes, loaded."""
    text = HEADER + "".join((RESOURCES / part).read_text() + "\n" for part in parts)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, content in [
            ("archive/data.pkl", INSTANCE),
            ("archive/code/__torch__.py", text.encode()),
            ("archive/constants.pkl", b"\x80\x02)."),
            ("archive/version", b"3\n"),
        ]:
            archive.writestr(name, content)
    out.seek(0)
    return torch.jit.load(out)


def moved(value, device):
    if isinstance(value, list):
        return [moved(one, device) for one in value]
    return value.to(device)


def normal(*shape, scale=1.0):
    return torch.randn(*shape) * scale


class Inputs:
    """Made-up weights and cells in the released model's shapes."""

    def __init__(self, cells, genes, hidden=1024, latent=128, rank=8, classes=50, nnz=2000):
        torch.manual_seed(0)
        self.n, self.genes, self.hidden, self.latent = cells, genes, hidden, latent
        each = [torch.randperm(genes)[:nnz].sort().values for _ in range(cells)]
        self.x = [
            torch.cat(each).to(torch.int32),
            torch.arange(0, cells * nnz, nnz, dtype=torch.int32),
            torch.log1p(torch.rand(cells * nnz) * 50),
        ]
        self.table = normal(genes, hidden, scale=0.02)
        self.W = [normal(hidden, hidden, scale=0.03), normal(hidden, hidden, scale=0.03), normal(latent, hidden, scale=0.03)]
        self.b = [normal(hidden), normal(hidden), normal(hidden), normal(latent)]
        self.bn = [t for _ in range(3) for t in (1 + normal(hidden, scale=0.1), normal(hidden, scale=0.1), torch.tensor([0.25]))]
        shapes = [(hidden, genes), (hidden, hidden), (hidden, hidden), (latent, hidden)]
        self.A = [normal(rank, columns, scale=0.02) for _, columns in shapes]
        self.B = [normal(rows, rank, scale=0.02) for rows, _ in shapes]
        self.s = [torch.tensor([2.0]) for _ in shapes]
        self.head = [normal(256, latent, scale=0.1), normal(256), normal(classes, 256, scale=0.1), normal(classes), normal(latent, scale=0.01), 1 + torch.rand(latent)]
        self.C = [torch.ones(classes), torch.zeros(classes)]
        self.labels = torch.randint(0, classes, (cells,))
        self.donors = torch.randint(0, 5, (cells,))
        self.draws = torch.rand(cells, 3)
        self.mask = (torch.rand(cells, 256) > 0.5).float() * 2
        self.p = normal(cells, hidden)
        self.xa = normal(cells, rank)
        self.e0 = torch.nn.functional.normalize(normal(cells, latent), dim=1)
        self.DW = [normal(hidden, latent, scale=0.1)] + [normal(hidden, hidden, scale=0.03) for _ in range(2)]
        self.Db = [normal(hidden) for _ in range(3)]
        self.Dbn = self.bn
        last = normal(genes, hidden, scale=0.01)
        self.G = [last.t() @ last, last.t() @ normal(genes, scale=0.1)]
        self.R = [normal(cells, hidden), torch.rand(cells, dtype=torch.float64) * 1000 + 1000]

    def step(self, triplet=0.0, supcon=0.0, reconstruction=0.0, distillation=0.0):
        """The arguments of train_step.step; cross-entropy is always in."""
        none = torch.zeros(0)
        h = torch.tensor([1.0, triplet, supcon, reconstruction, distillation, 0, 0.05, 0, 1, 0.1, self.genes])
        decoder = reconstruction > 0
        return [
            self.p, self.xa, self.e0, self.labels, self.donors, self.draws, self.mask, h,
            [none, none, none], self.R if decoder else [none], self.W, self.b, self.bn,
            [w.t().contiguous() for w in self.W], [none] + self.A[1:], self.B, self.s, self.head, self.C,
            self.DW if decoder else [none], [w.t().contiguous() for w in self.DW] if decoder else [none],
            self.Db if decoder else [none], self.Dbn if decoder else [none], self.G if decoder else [none],
        ]


def embed_arguments(inputs, precision, arms, blocks):
    none = torch.zeros(0)
    W = [w.to(precision) for w in inputs.W]
    tables = [t.contiguous().to(precision) for t in inputs.table.split(inputs.hidden // blocks, 1)]
    A, B, s = [none] * 4, [none] * 4, [torch.tensor(1.0)] * 4
    U = none
    if arms > 1:
        # A0 enters as U; the others in their places
        A = A + ([none] + inputs.A[1:]) * (arms - 1)
        B = B + inputs.B * (arms - 1)
        s = s + [torch.tensor(2.0)] * 4 * (arms - 1)
        U = torch.cat([inputs.A[0].t()] * (arms - 1), 1).contiguous()
    nnz = torch.tensor(inputs.x[0].numel())
    return [inputs.x, nnz, tables, W, inputs.b, inputs.bn, U, A, B, torch.stack([t.reshape([]) for t in s])]


def on_device(arguments, device):
    """Cells, their number, h and scalings stay with the processor, as Java has them."""
    return arguments[:2] + moved(arguments[2:9], device) + arguments[9:]


def rate(call, cells, seconds=2.0):
    """Cells a second, and what the call answers; the first calls compile."""
    cuda = torch.cuda.is_available()
    for _ in range(3):
        out = call()
    if cuda:
        torch.cuda.synchronize()
    calls, start = 0, time.perf_counter()
    while time.perf_counter() - start < seconds:
        call()
        calls += 1
        if cuda and calls % 8 == 0:
            torch.cuda.synchronize()
    if cuda:
        torch.cuda.synchronize()
    return cells * calls / (time.perf_counter() - start), out


def flat(out):
    return [t.detach().cpu().double() for t in out]


def relative(left, right):
    """The largest difference of a tensor over the largest value of it, over all tensors."""
    worst = 0.0
    for a, b in zip(left, right):
        if a.numel():
            worst = max(worst, float((a - b).abs().max() / b.abs().max().clamp_min(1e-12)))
    return worst


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cells", type=int, default=512)
    parser.add_argument("--genes", type=int, default=28231)
    parser.add_argument("--json")
    options = parser.parse_args()
    device = "cuda" if torch.cuda.is_available() else "cpu"
    if device == "cuda":
        torch.backends.cuda.matmul.allow_tf32 = False
    inputs = Inputs(options.cells, options.genes)
    encoder = module("encoder/network.ts.py", "encoder/inference.ts.py")
    trainer = module("encoder/network.ts.py", "lora/head.ts.py", "lora/losses.ts.py", "lora/train_step.ts.py")
    rows = []

    def note(task, bound, difference, cpu, gpu):
        rows.append({"task": task, "difference": difference, "bound": bound, "cpu_cells_s": cpu, "gpu_cells_s": gpu})
        print(f"{task:44} difference {difference:.1e} (bound {bound:.0e})  cpu {cpu:10,.0f}  {device} {gpu:12,.0f} cells/s", flush=True)

    with torch.no_grad():
        exact = None
        for name, precision, arms, bound in [
            ("embed float32, base", torch.float32, 1, 1e-4),
            ("embed float32, base and 4 adapters", torch.float32, 5, 1e-4),
            ("embed bfloat16, base", torch.bfloat16, 1, 3e-2),
        ]:
            here = embed_arguments(inputs, precision, arms, 8)
            there = on_device(embed_arguments(inputs, precision, arms, 1), device)
            cpu, left = rate(lambda: encoder.embed(*here), inputs.n)
            gpu, right = rate(lambda: [e.cpu() for e in encoder.embed(*there)], inputs.n)
            note(name, bound, relative(flat(right), flat(left)), cpu, gpu)
            if exact is None:
                exact = flat(left)
            if precision == torch.bfloat16:
                cosine = torch.nn.functional.cosine_similarity(flat(right)[0], exact[0], dim=1)
                print(f"  cosine of bfloat16 on {device} to float32 on cpu: least {float(cosine.min()):.6f}")
    for name, losses, bound in [
        ("train step, cross-entropy", {}, 1e-4),
        # a negative at the very margin may be mined on one device only
        ("train step, triplet and reconstruction", {"triplet": 1, "reconstruction": 1}, 1e-2),
        ("train step, all losses", {"triplet": 1, "supcon": 0.5, "reconstruction": 1, "distillation": 1}, 1e-2),
    ]:
        here = inputs.step(**losses)
        there = moved(here[:7], device) + [here[7]] + moved(here[8:], device)
        cpu, left = rate(lambda: trainer.step(*here), inputs.n)
        gpu, right = rate(lambda: trainer.step(*there), inputs.n)
        note(name, bound, relative(flat(right), flat(left)), cpu, gpu)
    if options.json:
        facts = {"torch": torch.__version__, "device": torch.cuda.get_device_name(0) if device == "cuda" else "cpu", "cells": options.cells, "genes": options.genes, "tasks": rows}
        pathlib.Path(options.json).write_text(json.dumps(facts, indent=1) + "\n")
    return 0 if all(row["difference"] <= row["bound"] for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
