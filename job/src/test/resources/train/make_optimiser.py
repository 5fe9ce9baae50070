"""Ten steps of torch.optim.AdamW with clipping and a learning rate that changes:  python make_optimiser.py"""

import json
import os

import torch

HERE = os.path.dirname(os.path.abspath(__file__))


def main():
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
    with open(os.path.join(HERE, "optimiser_expected.json"), "w") as f:
        json.dump({"start": start, "steps": steps}, f, indent=1)


if __name__ == "__main__":
    main()
