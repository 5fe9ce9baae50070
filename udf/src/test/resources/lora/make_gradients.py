"""Losses and gradients of training steps, by torch autograd in float64 through scimilarity's encoder and decoder and
peft's adapters: every loss by itself and all together.

Needs torch 2.7, scimilarity 0.4, peft, and the model folder that weights/make_fixtures.py wrote:  python make_gradients.py
With cells of a file it makes a larger model and its cases in another folder, for the same tests; needs anndata too:

    python make_gradients.py --cells cells.h5ad --label cell_type --donor sample_id --folder /tmp/gradients
    CELLORA_GRADIENTS=/tmp/gradients mvn -pl udf -Dtest=TrainingStepTest test

X of the file must be log-normalised; its genes are taken as the model's.
"""

import argparse
import json
import os

import torch
from peft import LoraConfig, get_peft_model
from scimilarity.nn_models import Decoder, Encoder

HERE = os.path.dirname(os.path.abspath(__file__))
FOLDER = os.path.join(HERE, "..", "weights", "scimilarity_small")
GENES, HIDDEN, LATENT, CLASSES, HEAD, CELLS = 12, [6, 5], 4, 3, 5, 24
GIVEN = None  # cells, labels and donors that are not drawn at random
ALL = ["network.0.1", "network.1.1", "network.2"]
WORD = (1 << 64) - 1
SEED, EPOCH, STEP = 5, 2, 3


def scramble(z):
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & WORD
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & WORD
    return z ^ (z >> 31)


def mix(seed, *parts):
    """io.cellora.lora.Seeds."""
    for part in parts:
        seed = scramble((seed + 0x9E3779B97F4A7C15 + scramble((part + 0x632BE59BD9B4E019) & WORD)) & WORD)
    return seed


def longs(count, *parts):
    """java.util.SplittableRandom."""
    state = mix(SEED, *parts)
    for _ in range(count):
        state = (state + 0x9E3779B97F4A7C15) & WORD
        yield scramble(state)


def mask(site, cell, width, rate):
    draws = longs(width, 2 + 16 * site, EPOCH, STEP, cell)
    return [0.0 if (draw >> 11) * 2.0**-53 < rate else 1 / (1 - rate) for draw in draws]


class Times(torch.nn.Module):
    """Dropout whose mask is given."""

    def __init__(self, factors):
        super().__init__()
        self.factors = factors

    def forward(self, x):
        return x * self.factors


def networks(targets, lora_dropout, x):
    base = Encoder(GENES, latent_dim=LATENT, hidden_dim=HIDDEN)
    base.load_state(os.path.join(FOLDER, "encoder.ckpt"))
    decoder = Decoder(GENES, latent_dim=LATENT, hidden_dim=list(reversed(HIDDEN)))
    decoder.load_state(os.path.join(FOLDER, "decoder.ckpt"))
    frozen = base.double().eval()(x).detach()
    encoder = get_peft_model(base, LoraConfig(r=2, lora_alpha=6, target_modules=targets)).double().eval()
    if lora_dropout:
        for site, name in enumerate(ALL, start=1):
            layer = encoder.base_model.model.get_submodule(name)
            factors = torch.ones(CELLS, layer.in_features, dtype=torch.float64)
            for cell in range(CELLS):
                places = torch.nonzero(x[cell])[:, 0] if site == 1 else torch.arange(layer.in_features)
                factors[cell, places] = torch.tensor(mask(site, cell, len(places), lora_dropout)).double()
            layer.lora_dropout["default"] = Times(factors)
    return encoder, decoder.double().eval().requires_grad_(False), frozen


def triplets(e, labels, donors, config):
    """[anchor, positive, negative] by plain loops."""
    d = torch.cdist(e, e)
    draws = [[(draw >> 40) * 2.0**-24 for draw in longs(3, 5, EPOCH, STEP, cell)] for cell in range(CELLS)]
    margin, found = config["margin"], []
    for a in range(CELLS):
        for p in range(a + 1, CELLS):
            if labels[a] != labels[p] or config["across"] and donors[a] == donors[p] and donors[a] != -1:
                continue
            gaps = {n: float(d[a, p] - d[a, n]) + margin for n in range(CELLS) if labels[n] != labels[a]}
            gaps = {n: gap for n, gap in gaps.items() if gap > 0}
            if config["mining"] == "semihard":
                gaps = {n: gap for n, gap in gaps.items() if gap < margin}
                order = {n: (draws[n][0] + draws[a][1] + draws[p][2]) % 1 for n in gaps}
            else:
                order = gaps
            if config["mining"] == "all":
                found += [(a, p, n) for n in gaps]
            elif gaps:
                found.append((a, p, max(order, key=order.get)))
    return torch.tensor(found)


def triplet_loss(e, labels, donors, config):
    t = triplets(e.detach(), labels, donors, config)
    a, p, n = (e[t[:, i]] for i in range(3))
    return torch.nn.functional.triplet_margin_loss(a, p, n, margin=config["margin"], eps=1e-12), len(t)


def supcon_loss(e, labels, temperature):
    """2004.11362, L_out, cell by cell."""
    losses = []
    for i in range(CELLS):
        others = [j for j in range(CELLS) if j != i]
        positives = [j for j in others if labels[j] == labels[i]]
        denominator = torch.logsumexp(torch.stack([e[i] @ e[j] for j in others]) / temperature, 0)
        if positives:
            losses.append(-torch.stack([e[i] @ e[j] / temperature - denominator for j in positives]).mean())
    return torch.stack(losses).mean()


def random_cells(generator):
    x = torch.rand(CELLS, GENES, generator=generator) * 4
    x[torch.rand(CELLS, GENES, generator=generator) < 0.5] = 0
    return x.double()


def random_keys(generator):
    labels = torch.randint(0, CLASSES, (CELLS,), generator=generator)
    return labels, torch.randint(-1, 3, (CELLS,), generator=generator)


def case(name, generator, targets=ALL, smoothing=0.0, weighted=False, triplet=None, supcon=None, reconstruction=0.0,
         distillation=0.0, head_dropout=0.2, lora_dropout=0.0):
    x = GIVEN[0] if GIVEN else random_cells(generator)
    encoder, decoder, frozen = networks(targets, lora_dropout, x)
    head = torch.nn.Sequential(
        torch.nn.Linear(LATENT, HEAD), torch.nn.ReLU(), torch.nn.Dropout(0.0), torch.nn.Linear(HEAD, CLASSES)).double()
    trainable = {n: p for n, p in encoder.named_parameters() if "lora_" in n} | {
        "head." + n: p for n, p in head.named_parameters()}
    for parameter in trainable.values():
        # of 2,000 genes and more, products of values as large would drown the base
        scale = parameter.shape[-1] ** -0.5 if GIVEN else 0.5
        parameter.data.copy_((torch.randn(parameter.shape, generator=generator) * scale).double())
    labels, donors = GIVEN[1:] if GIVEN else random_keys(generator)
    weights = torch.rand(CLASSES, generator=generator).double() + 0.5 if weighted else torch.ones(CLASSES).double()
    adjustment = torch.randn(CLASSES, generator=generator).double() if weighted else torch.zeros(CLASSES).double()
    keep = torch.tensor([mask(0, cell, HEAD, head_dropout) for cell in range(CELLS)]).double()
    e = encoder(x)
    scores = head[3](head[1](head[0](e)) * keep)
    losses = {
        "cross_entropy": torch.nn.functional.cross_entropy(
            scores + adjustment, labels, weight=weights, label_smoothing=smoothing, reduction="sum"),
        "triplet": torch.zeros(()).double(),
        "supcon": torch.zeros(()).double(),
        "reconstruction": torch.nn.functional.mse_loss(decoder(e), x) * CELLS,
        "distillation": (1 - torch.nn.functional.cosine_similarity(e, frozen)).sum(),
    }
    found = 0
    if triplet:
        mean, found = triplet_loss(e, labels, donors, triplet)
        losses["triplet"] = mean * CELLS
    if supcon:
        losses["supcon"] = supcon_loss(e, labels, supcon["temperature"]) * CELLS
    factors = {
        "cross_entropy": 1.0,
        "triplet": triplet["weight"] if triplet else 0.0,
        "supcon": supcon["weight"] if supcon else 0.0,
        "reconstruction": reconstruction,
        "distillation": distillation,
    }
    total = sum(factors[term] * losses[term] for term in losses)
    total.backward()
    print(f"{name}: loss {total.item():.4f}, {found} triplets")
    return {
        "name": name, "targets": targets, "x": x.tolist(), "labels": labels.tolist(), "donors": donors.tolist(),
        "seed": SEED, "epoch": EPOCH, "step": STEP, "head_dropout": head_dropout, "lora_dropout": lora_dropout,
        "smoothing": smoothing, "class_weights": weights.tolist(), "adjustment": adjustment.tolist(),
        "triplet": triplet, "supcon": supcon, "reconstruction": reconstruction, "distillation": distillation,
        "loss": total.item(), "terms": {term: loss.item() if factors[term] else 0.0 for term, loss in losses.items()},
        "right": int((scores.argmax(1) == labels).sum()),
        "values": {n: p.detach().flatten().tolist() for n, p in trainable.items()},
        "gradients": {n: p.grad.flatten().tolist() for n, p in trainable.items()},
    }


def triplet_config(mining, weight=1.0, margin=0.4, across=False):
    return {"weight": weight, "margin": margin, "mining": mining, "across": across}


def take(options):
    """Real cells, as many of each class as there are, up to 8, and a model of random weights for their genes."""
    import anndata
    import numpy as np

    global GENES, HIDDEN, LATENT, CLASSES, HEAD, CELLS, FOLDER, GIVEN
    file = anndata.read_h5ad(options.cells)
    classes = file.obs[options.label].astype("category").cat.codes.to_numpy()
    rows = np.concatenate([np.flatnonzero(classes == c)[:8] for c in np.unique(classes)])
    x = file.X[rows]
    x = torch.from_numpy(np.asarray(x.todense() if hasattr(x, "todense") else x)).float()
    donors = file.obs[options.donor].astype("category").cat.codes.to_numpy()[rows]
    GENES, HIDDEN, LATENT, CLASSES, HEAD, CELLS = x.shape[1], [96, 64], 32, int(classes.max()) + 1, 24, len(rows)
    GIVEN = x.double(), torch.from_numpy(classes[rows]).long(), torch.from_numpy(donors).long()
    FOLDER = os.path.join(options.folder, "model")
    os.makedirs(FOLDER, exist_ok=True)
    torch.manual_seed(11)  # of what the networks start with
    generator = torch.Generator().manual_seed(11)
    encoder = scaled(Encoder(GENES, latent_dim=LATENT, hidden_dim=HIDDEN), generator)
    decoder = scaled(Decoder(GENES, latent_dim=LATENT, hidden_dim=list(reversed(HIDDEN))), generator)
    encoder.save_state(os.path.join(FOLDER, "encoder.ckpt"))
    decoder.save_state(os.path.join(FOLDER, "decoder.ckpt"))
    files = {
        "layer_sizes.json": json.dumps({key: list(value.size()) for key, value in encoder.state_dict().items()}),
        "hyperparameters.json": json.dumps({"latent_dim": LATENT, "hidden_dim": HIDDEN}),
        "gene_order.tsv": "\n".join(file.var_names),
    }
    for name, text in files.items():
        with open(os.path.join(FOLDER, name), "w") as f:
            f.write(text)


def scaled(network, generator):
    """Random weights whose products stay near 1, and BatchNorm statistics that are not the defaults."""
    for name, tensor in network.state_dict().items():
        if tensor.dim() == 2:
            tensor.copy_(torch.randn(tensor.shape, generator=generator) / tensor.shape[1] ** 0.5)
        elif name.endswith("running_var"):
            tensor.copy_(torch.rand(tensor.shape, generator=generator) + 0.5)
        elif tensor.dim() == 1 and tensor.is_floating_point():
            tensor.add_(torch.randn(tensor.shape, generator=generator) * 0.1)
    return network.eval()


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--cells", metavar="FILE", help="h5ad file; default: cells and model of the tests")
    parser.add_argument("--label", default="cell_type", metavar="COLUMN")
    parser.add_argument("--donor", default="donor_id", metavar="COLUMN")
    parser.add_argument("--folder", default=HERE, metavar="DIR", help="where the cases go")
    return parser.parse_args()


def main():
    options = arguments()
    if options.cells:
        take(options)
    generator = torch.Generator().manual_seed(3)
    cases = [
        case("cross-entropy, all layers", generator),
        case("cross-entropy, inner layer", generator, targets=["network.1.1"]),
        case("cross-entropy, smoothed, weighted, adjusted", generator, smoothing=0.1, weighted=True),
        case("semi-hard triplets", generator, triplet=triplet_config("semihard")),
        case("semi-hard triplets across donors", generator, triplet=triplet_config("semihard", across=True)),
        case("hard triplets", generator, triplet=triplet_config("hard")),
        case("all triplets", generator, triplet=triplet_config("all")),
        case("supervised contrastive", generator, supcon={"weight": 0.5, "temperature": 0.2}),
        case("reconstruction", generator, reconstruction=2.0),
        case("distillation", generator, distillation=3.0),
        case("dropout of the adapters", generator, lora_dropout=0.3),
        case("everything", generator, smoothing=0.2, weighted=True, triplet=triplet_config("semihard", 0.7),
             supcon={"weight": 0.3, "temperature": 0.1}, reconstruction=0.5, distillation=0.2, lora_dropout=0.1),
    ]
    with open(os.path.join(options.folder, "gradients_expected.json"), "w") as f:
        json.dump(cases, f, indent=1)
        f.write("\n")


if __name__ == "__main__":
    main()
