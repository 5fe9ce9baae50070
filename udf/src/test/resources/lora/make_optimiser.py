"""Steps of torch.optim.AdamW with clipping and learning rates that change:  python make_optimiser.py

optimiser_expected.json: one group of five values.
optimiser_groups_expected.json: adapters A, adapters B at four times A's rate (LoRA+), and a head that
moves alone at first.
"""

import json
import os

import torch

HERE = os.path.dirname(os.path.abspath(__file__))


def one_group():
    generator = torch.Generator().manual_seed(1)
    parameter = torch.nn.Parameter(torch.randn(5, generator=generator))
    start = parameter.detach().tolist()
    optimiser = torch.optim.AdamW([parameter], lr=1.0, betas=(0.8, 0.95), eps=1e-8, weight_decay=0.1)
    steps = []
    for step in range(10):
        gradient = torch.randn(5, generator=generator)
        rate = 0.1 / (step + 1)
        parameter.grad = gradient.clone()
        norm = torch.nn.utils.clip_grad_norm_([parameter], 1.5)
        optimiser.param_groups[0]["lr"] = rate
        optimiser.step()
        steps.append({
            "gradient": gradient.tolist(), "rate": rate, "norm": norm.item(), "values": parameter.detach().tolist()})
    write("optimiser_expected.json", {"start": start, "steps": steps})


def groups():
    """Two adapted layers 3 -> 2 -> 2 of rank 1, then a head 2 -> 2 -> 2: the order of ParameterLayout."""
    generator = torch.Generator().manual_seed(2)
    sizes = {"a0": 3, "b0": 2, "a1": 2, "b1": 2, "head": 4 + 2 + 4 + 2}
    values = {name: torch.nn.Parameter(torch.randn(n, generator=generator)) for name, n in sizes.items()}
    start = flat(values)
    optimiser = torch.optim.AdamW(
        [{"params": [values["a0"], values["a1"]]}, {"params": [values["b0"], values["b1"]]},
         {"params": [values["head"]]}], lr=1.0, betas=(0.8, 0.95), eps=1e-8, weight_decay=0.1)
    steps = []
    for step in range(10):
        head_only = step < 3
        adapters, head = 0.1 / (step + 1), 0.05 / (step + 1)
        gradients = {name: torch.randn(n, generator=generator) for name, n in sizes.items()}
        given = [g for name in sizes for g in gradients[name].tolist()]
        for name, parameter in values.items():
            parameter.grad = None if head_only and name != "head" else gradients[name].clone()
        norm = torch.nn.utils.clip_grad_norm_([p for p in values.values() if p.grad is not None], 1.5)
        for group, rate in zip(optimiser.param_groups, (adapters, 4 * adapters, head)):
            group["lr"] = rate
        optimiser.step()
        steps.append({"head_only": head_only, "gradient": given, "adapters": adapters, "head": head,
                      "norm": norm.item(), "values": flat(values)})
    write("optimiser_groups_expected.json", {"lora_plus_ratio": 4, "start": start, "steps": steps})


def flat(values):
    return [v for parameter in values.values() for v in parameter.detach().tolist()]


def write(name, content):
    with open(os.path.join(HERE, name), "w") as f:
        json.dump(content, f, indent=1)


if __name__ == "__main__":
    one_group()
    groups()
