"""Trains LoRA adapters and a head on SCimilarity's encoder as people do: PyTorch, PEFT, dense batches.

    python job/bench/peers_train.py --model scimilarity/ --file cells.h5ad --plan plan/ --threads 2 [--json]

The base is frozen and in evaluation mode, the adapters are PEFT's, the head is Linear, ReLU, Dropout, Linear
over standardised embeddings; a batch's rows of the CSR matrix become a dense tensor; the losses are
cross-entropy and, where the plan weighs them, the triplet margin with semi-hard negatives and the mean squared
error of the frozen decoder over all genes. `cellora bench train --work DIR` leaves the model, the file and the
plan behind: which cells make up each step, learning rates, initial values, and the random numbers that choose
among semi-hard negatives. The file's X is aligned and log-normalised already, and in memory before the clock
starts. Prints steps and cells a second, the losses of each step and the largest resident memory.
Needs what peers_train_requirements.txt lists.
"""

import importlib.util
import json
import os
import statistics
import sys
import time

import peers

TERMS = ("cross_entropy", "triplet", "reconstruction")


def arguments():
    parser = peers.parser(__doc__)
    parser.add_argument("--model", required=True, metavar="DIR", help="SCimilarity folder")
    parser.add_argument("--file", required=True, metavar="FILE", help="h5ad file of aligned, log-normalised cells")
    parser.add_argument("--plan", required=True, metavar="DIR", help="what to train with, from cellora bench train")
    parser.add_argument("--steps", type=int, help="steps when run alone; default: all of the plan")
    parser.add_argument("--double", action="store_true", help="in float64: what float32 is compared with")
    parser.add_argument("--dump-gradients", metavar="FILE", help="the first step's, as safetensors, before clipping")
    return parser.parse_args()


class Plan:
    """What the folder says: plan.json, little-endian rows, labels and draws, adapter/, head and scale."""

    def __init__(self, folder):
        import numpy as np

        self.folder = folder
        with open(self.path("plan.json"), encoding="utf-8") as f:
            self.facts = json.load(f)
        self.rows = np.fromfile(self.path("rows.bin"), "<i4")
        self.labels = np.fromfile(self.path("labels.bin"), "<i4").astype(np.int64)
        draws = self.path("draws.bin")
        self.draws = np.fromfile(draws, "<f4").reshape(-1, 3) if os.path.exists(draws) else None
        self.ends = np.cumsum([sum(parts) for parts in self.facts["parts"]])

    def path(self, name):
        return os.path.join(self.folder, name)

    def steps(self):
        return len(self.ends)

    def range(self, step):
        """Where the step's cells are among all rows."""
        return slice(0 if step == 0 else self.ends[step - 1], self.ends[step])


class TrainPeer(peers.Peer):
    """The model, the cells and a training under way; loaded when the number of threads is set."""

    libraries = ("anndata", "numpy", "peft", "scimilarity", "scipy", "torch", "transformers")

    def __init__(self, options):
        try:
            import anndata
            import torch
        except ImportError as e:
            sys.exit(f"Cannot load {e.name} (not installed): pip install -r peers_train_requirements.txt")
        torch.set_num_threads(options.threads)
        self.torch = torch
        self.dtype = torch.float64 if options.double else torch.float32
        self.options = options
        self.plan = Plan(options.plan)
        self.x = anndata.read_h5ad(options.file).X
        self.start()

    def start(self):
        """From the plan's initial values."""
        facts = self.plan.facts
        self.weights = {term: facts["losses"].get(term, 0.0) for term in TERMS}
        self.encoder, self.decoder = models(self.options.model, self.plan, self.weights["reconstruction"] > 0)
        self.head, self.center, self.scale = make_head(self.plan)
        for module in (self.encoder, self.decoder, self.head):
            module.to(self.dtype)
        self.adapters = [p for p in self.encoder.parameters() if p.requires_grad]
        groups = [
            {"params": self.adapters, "lr": facts["learning_rate"]},
            {"params": list(self.head.parameters()), "lr": facts["head_learning_rate"]},
        ]
        constants = {"betas": facts["betas"], "eps": facts["epsilon"], "weight_decay": facts["weight_decay"]}
        self.optimizer = self.torch.optim.AdamW(groups, **constants)
        factors = facts["factors"] + [0.0]  # the schedule looks one step ahead
        self.schedule = self.torch.optim.lr_scheduler.LambdaLR(self.optimizer, lambda step: factors[step])
        self.step = 0

    def run(self):
        """The whole plan from its start."""
        self.start()
        answer = self.train(self.options.steps or self.plan.steps())
        return sum(answer["cells"]), sum(answer["seconds"])

    def answer(self, words):
        """Besides runs: `train STEPS`, the next ones; `restart`."""
        if words[:1] == ["train"]:
            return self.train(int(words[1]))
        if words == ["restart"]:
            self.start()
            return {"step": self.step}
        return super().answer(words)

    def train(self, steps):
        """The next steps: the cells of each, what it took and what it lost."""
        answer = {"cells": [], "seconds": [], "triplets": [], "losses": {name: [] for name in ("total", *TERMS)}}
        for _ in range(min(steps, self.plan.steps() - self.step)):
            started = time.perf_counter()
            cells, losses, triplets = self.train_step()
            answer["seconds"].append(time.perf_counter() - started)
            answer["cells"].append(cells)
            answer["triplets"].append(triplets)
            for name, value in losses.items():
                answer["losses"][name].append(value)
        answer["peak_bytes"] = peak_bytes()
        return answer

    def train_step(self):
        """Cells, the value of each loss and the number of triplets."""
        torch = self.torch
        at = self.plan.range(self.step)
        rows = self.plan.rows[at]
        x = torch.from_numpy(self.x[rows].toarray()).to(self.dtype)
        labels = torch.from_numpy(self.plan.labels[rows])
        self.optimizer.zero_grad()
        embedding = self.encoder(x)
        scores = self.head((embedding - self.center) * self.scale)
        losses = {"cross_entropy": torch.nn.functional.cross_entropy(scores, labels)}
        triplets = 0
        if self.weights["triplet"] > 0:
            losses["triplet"], triplets = self.triplet_loss(embedding, labels, at)
        if self.weights["reconstruction"] > 0:
            losses["reconstruction"] = torch.nn.functional.mse_loss(self.decoder(embedding), x)
        total = sum(self.weights[name] * loss for name, loss in losses.items())
        total.backward()
        if self.step == 0 and self.options.dump_gradients:
            self.dump(self.options.dump_gradients)
        trained = [p for group in self.optimizer.param_groups for p in group["params"]]
        torch.nn.utils.clip_grad_norm_(trained, self.plan.facts["clip_norm"])
        self.optimizer.step()
        self.schedule.step()
        self.step += 1
        return len(rows), {"total": total.item(), **{n: loss.item() for n, loss in losses.items()}}, triplets

    def triplet_loss(self, embedding, labels, at):
        """Mined within each worker's part; a part's mean counts as much as its cells."""
        torch = self.torch
        draws = torch.from_numpy(self.plan.draws[at])
        found, shares = [], []
        start = 0
        for cells in self.plan.facts["parts"][self.step]:
            part = slice(start, start + cells)
            chosen = self.semi_hard(embedding[part].detach(), labels[part], draws[part]) + start
            found.append(chosen)
            shares.append(torch.full((len(chosen),), cells / (len(labels) * max(1, len(chosen))), dtype=self.dtype))
            start += cells
        anchor, positive, negative = (embedding[rows] for rows in torch.cat(found).unbind(1))
        loss = torch.nn.functional.triplet_margin_loss(
            anchor, positive, negative, margin=self.plan.facts["margin"], reduction="none"
        )
        return (loss * torch.cat(shares)).sum(), len(loss)

    def semi_hard(self, embedding, labels, draws):
        """Rows [anchor, positive, negative]: each pair of a class with one negative, if it has any."""
        torch = self.torch
        same = labels[:, None] == labels
        anchor, positive = torch.nonzero(same.triu(1), as_tuple=True)
        distance = torch.cdist(embedding, embedding, compute_mode="donot_use_mm_for_euclid_dist")
        gap = distance[anchor, positive][:, None] - distance[anchor] + self.plan.facts["margin"]
        wanted = ~same[anchor] & (gap > 0) & (gap < self.plan.facts["margin"])
        u, v, w = draws.unbind(1)
        order = (u + (v[anchor] + w[positive])[:, None]).frac().masked_fill(~wanted, -1)
        best, negative = order.max(1) if len(order) else (order.sum(1), anchor)
        kept = best >= 0
        return torch.stack([anchor, positive, negative], 1)[kept]

    def dump(self, path):
        from safetensors.torch import save_file

        named = [(n.replace(".default", ""), p) for n, p in self.encoder.named_parameters() if p.requires_grad]
        named += [(f"head.{name}", p) for name, p in self.head.named_parameters()]
        save_file({name: p.grad.clone() for name, p in named}, path)


def models(folder, plan, with_decoder):
    """SCimilarity's networks, frozen, in evaluation mode, the encoder with PEFT's adapters on it."""
    from peft import PeftModel
    from torch.nn import Identity

    networks = scimilarity_networks()
    encoder = frozen(networks.Encoder, os.path.join(folder, "encoder.ckpt"), encoder_sizes)
    adapted = PeftModel.from_pretrained(encoder, plan.path("adapter"), is_trainable=True)
    decoder = Identity()
    if with_decoder:
        decoder = frozen(networks.Decoder, os.path.join(folder, "decoder.ckpt"), decoder_sizes)
    return adapted.eval(), decoder


def frozen(network, path, sizes):
    import torch

    state = torch.load(path, weights_only=True)["state_dict"]
    with torch.device("meta"):
        made = network(*sizes([tensor.shape for tensor in state.values() if tensor.dim() == 2]))
    made.load_state_dict(state, assign=True)
    return made.requires_grad_(False).eval()


def encoder_sizes(shapes):
    """Genes, width of the embedding, widths of the hidden layers."""
    return shapes[0][1], shapes[-1][0], [shape[0] for shape in shapes[:-1]]


def decoder_sizes(shapes):
    return shapes[-1][0], shapes[0][1], [shape[0] for shape in shapes[:-1]]


def scimilarity_networks():
    """The module scimilarity.nn_models without the package around it, which would fill memory with more."""
    package = importlib.util.find_spec("scimilarity")
    if package is None:
        sys.exit("Cannot load scimilarity (not installed): pip install -r peers_train_requirements.txt")
    path = os.path.join(package.submodule_search_locations[0], "nn_models.py")
    spec = importlib.util.spec_from_file_location("scimilarity_nn_models", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def make_head(plan):
    """The head, and what brings embeddings to mean 0 and deviation 1."""
    from safetensors.torch import load_file
    from torch.nn import Dropout, Linear, ReLU, Sequential

    state = load_file(plan.path("head.safetensors"))
    (hidden, latent), classes = state["0.weight"].shape, len(state["3.bias"])
    dropout = Dropout(plan.facts["head_dropout"])
    head = Sequential(Linear(latent, hidden), ReLU(), dropout, Linear(hidden, classes))
    head.load_state_dict(state)
    constants = load_file(plan.path("scale.safetensors"))
    return head, constants["center"], constants["scale"]


def peak_bytes():
    """Of this program alone: Linux counts in ru_maxrss what the process was before it became Python."""
    with open("/proc/self/status", encoding="ascii") as lines:
        return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM:"))


def alone(peer, options):
    """Trains from the start as often as asked, and prints the median run."""
    steps = options.steps or peer.plan.steps()
    answers = []
    for run in range(options.warmups + options.runs):
        peer.start()
        answers.append(peer.train(steps))
    timed = answers[options.warmups :]
    last = timed[-1]
    taken = statistics.median(sum(answer["seconds"]) for answer in timed)
    rates = {"peer_steps_per_s": len(last["seconds"]) / taken, "peer_cells_per_s": sum(last["cells"]) / taken}
    if options.json:
        report = {**{name: round(rate, 3) for name, rate in rates.items()}, **last, "threads": options.threads}
        peers.say({**report, "plan": options.plan, "versions": peer.versions()})
        return
    for step in range(len(last["seconds"])):
        values = [f"{name} {losses[step]:.6f}" for name, losses in last["losses"].items() if losses]
        print(f"step {step + 1}: {', '.join(values)}, {last['seconds'][step] * 1e3:.0f} ms")
    print(
        f"{rates['peer_steps_per_s']:.2f} steps/s, {rates['peer_cells_per_s']:,.0f} cells/s,"
        f" at most {last['peak_bytes'] / 2**20:,.0f} MiB of memory"
    )


def main():
    options = arguments()
    peers.limit_threads(options.threads)
    peer = TrainPeer(options)
    if options.serve:
        peers.main(peer, options, {})
    else:
        alone(peer, options)


if __name__ == "__main__":
    main()
