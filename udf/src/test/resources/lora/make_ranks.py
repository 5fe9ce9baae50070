"""Numbers for dynamic ranks and for starts that are a part of the base weight, from numpy and peft.

Needs torch 2.7, peft 0.21, scimilarity 0.4, numpy, and the model folder that weights/make_fixtures.py wrote:
python make_ranks.py
"""

import json
import os
import types

import numpy as np
import torch
from peft import LoraConfig, get_peft_model
from peft.tuners.adalora.layer import RankAllocator
from scimilarity.nn_models import Encoder

HERE = os.path.dirname(os.path.abspath(__file__))
WEIGHTS = os.path.join(HERE, "..", "weights")
LAYERS = {"network.0.1": (12, 6), "network.1.1": (6, 5), "network.2": (5, 4)}


def floats(array):
    return np.asarray(array, dtype=np.float64).ravel().tolist()


def effective_rank(singular):
    p = singular / singular.sum()
    p = p[p > 0]
    return float(np.exp(-(p * np.log(p)).sum()))


def svd_case(rng, out, inside, r, decay):
    b = (rng.normal(size=(out, r)) * decay ** np.arange(r)).astype(np.float32)
    a = rng.normal(size=(r, inside)).astype(np.float32)
    product = b.astype(np.float64) @ a.astype(np.float64)
    u, s, vt = np.linalg.svd(product, full_matrices=False)
    s[r:] = 0
    energy = np.cumsum(s**2) / (s**2).sum()
    kept = {str(e): int(np.searchsorted(energy, e) + 1) for e in (0.5, 0.9, 0.99)}
    return {
        "a": floats(a), "b": floats(b), "in": inside, "out": out, "r": r,
        "singular_values": floats(s[: min(r, out, inside)]),
        "effective_rank": effective_rank(s[: min(r, out, inside)]),
        "rank_holding": kept,
        "best_of_rank_2": floats((u[:, :2] * s[:2]) @ vt[:2]),
    }


def embeddings_case(rng):
    e = rng.normal(size=(50, 8)) * 0.5 ** np.arange(8)
    return {
        "embeddings": e.tolist(),
        "effective_rank": effective_rank(np.linalg.svd(e, compute_uv=False)),
        "centred": effective_rank(np.linalg.svd(e - e.mean(0), compute_uv=False)),
    }


def start_case(init, rslora):
    base = Encoder(12, latent_dim=4, hidden_dim=[6, 5])
    base.load_state(os.path.join(WEIGHTS, "scimilarity_small", "encoder.ckpt"))
    config = LoraConfig(r=2, lora_alpha=6, target_modules=list(LAYERS), init_lora_weights=init, use_rslora=rslora)
    adapted = get_peft_model(base, config)
    deltas = {}
    for name in LAYERS:
        layer = adapted.get_submodule("base_model.model." + name)
        deltas[name] = floats(layer.get_delta_weight("default").detach())
    return {"init": init, "rslora": rslora, "deltas": deltas}


def adapter_case(generator):
    """An adapter with everything that PEFT may set by layer, and its embeddings."""
    with open(os.path.join(WEIGHTS, "scimilarity_small_expected.json")) as f:
        cells = torch.tensor(json.load(f)["x"])
    base = Encoder(12, latent_dim=4, hidden_dim=[6, 5])
    base.load_state(os.path.join(WEIGHTS, "scimilarity_small", "encoder.ckpt"))
    config = LoraConfig(
        r=3, lora_alpha=5, target_modules=list(LAYERS), lora_dropout=0.1, init_lora_weights="gaussian",
        use_rslora=True, rank_pattern={"network.0.1": 2, "2": 4}, alpha_pattern={"1\\.1": 7})
    adapted = get_peft_model(base, config).eval()
    for key, value in adapted.named_parameters():
        if "lora_" in key:
            value.data.copy_(torch.randn(value.shape, generator=generator) * 0.5)
    folder = os.path.join(HERE, "peft_by_layer")
    adapted.save_pretrained(folder)
    os.remove(os.path.join(folder, "README.md"))
    with torch.no_grad():
        return {"x": cells.tolist(), "embeddings": adapted(cells).tolist()}


class Triplets(torch.nn.Module):
    """Plain LoRA factors with a factor 1 before each direction, where AdaLoRA has its singular value."""

    def __init__(self, rng, r):
        super().__init__()
        self.pairs = torch.nn.ModuleDict()
        for name, (inside, out) in LAYERS.items():
            pair = torch.nn.Module()
            pair.lora_A = parameter(rng.normal(size=(r, inside)))
            pair.lora_B = parameter(rng.normal(size=(out, r)) * 0.1)
            pair.lora_E = parameter(np.ones((r, 1)))
            self.pairs[name.replace(".", "_")] = pair

    def draw_gradients(self, rng):
        step = {}
        for name, pair in self.pairs.items():
            a, b = pair.lora_A["default"], pair.lora_B["default"]
            a.grad = torch.tensor(rng.normal(size=a.shape))
            b.grad = torch.tensor(rng.normal(size=b.shape))
            pair.lora_E["default"].grad = (b * b.grad).sum(0).view(-1, 1).detach()
            step[name.replace("_", ".")] = {"a": floats(a.grad), "b": floats(b.grad)}
        return step


def parameter(values):
    # float32 values in float64, as Java holds float values and double gradients
    rounded = torch.tensor(values.astype(np.float32).astype(np.float64))
    return torch.nn.ParameterDict({"default": torch.nn.Parameter(rounded)})


def importance(allocator, name):
    """A layer's, put together as in mask_to_budget."""
    a, b, e = (allocator._element_score(f"{name}.lora_{part}.default") for part in "ABE")
    return allocator._combine_ipt(e, torch.stack([a.mean(1), b.mean(0)], dim=1))


def adalora_case(rng):
    r, total, tinit, tfinal = 4, 100, 10, 30
    config = types.SimpleNamespace(
        beta1=0.85, beta2=0.85, target_r=2, tinit=tinit, tfinal=tfinal, total_step=total, deltaT=5)
    model = Triplets(rng, r)
    allocator = RankAllocator(model, config, "default")
    steps = []
    for _ in range(6):
        steps.append(model.draw_gradients(rng))
        allocator.update_ipt(model)
    values = {
        name.replace("_", "."): {"a": floats(p.lora_A["default"].detach()), "b": floats(p.lora_B["default"].detach())}
        for name, p in model.pairs.items()}
    scores = [score for name in model.pairs for score in floats(importance(allocator, "pairs." + name))]
    pattern = allocator.mask_to_budget(model, 6)
    kept = {n.split(".")[1].replace("_", "."): [k for k, on in enumerate(mask) if on] for n, mask in pattern.items()}
    budgets = [allocator.budget_schedule(step)[0] for step in range(1, total + 1)]
    looks = [step for step in range(1, total + 1) if tinit < step < total - tfinal and allocator.budget_schedule(step)[1]]
    return {"r": r, "values": values, "gradients": steps, "scores": scores, "kept": kept, "budgets": budgets, "looks": looks}


def main():
    rng = np.random.default_rng(5)
    expected = {
        "svd": [svd_case(rng, 6, 12, 4, 0.4), svd_case(rng, 9, 5, 3, 1.0), svd_case(rng, 4, 5, 6, 0.7)],
        "embeddings": embeddings_case(rng),
        "starts": [start_case(init, rslora) for init in ("pissa", "olora") for rslora in (False, True)],
        "adalora": adalora_case(rng),
        "by_layer": adapter_case(torch.Generator().manual_seed(4)),
    }
    with open(os.path.join(HERE, "ranks_expected.json"), "w") as f:
        json.dump(expected, f, indent=1)


if __name__ == "__main__":
    main()
