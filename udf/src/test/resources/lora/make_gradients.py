"""Loss and gradients of one training step, by torch autograd through scimilarity's encoder and peft's adapters.

Needs torch 2.7, scimilarity 0.4, peft, and the model folder that weights/make_fixtures.py wrote:  python make_gradients.py
"""

import json
import os

import torch
from peft import LoraConfig, get_peft_model
from scimilarity.nn_models import Encoder

HERE = os.path.dirname(os.path.abspath(__file__))
WEIGHTS = os.path.join(HERE, "..", "weights")
GENES, HIDDEN, LATENT, CLASSES, HEAD = 12, [6, 5], 4, 3, 5


def case(name, targets, generator):
    with open(os.path.join(WEIGHTS, "scimilarity_small_expected.json")) as f:
        x = torch.tensor(json.load(f)["x"])
    base = Encoder(GENES, latent_dim=LATENT, hidden_dim=HIDDEN)
    base.load_state(os.path.join(WEIGHTS, "scimilarity_small", "encoder.ckpt"))
    encoder = get_peft_model(base, LoraConfig(r=2, lora_alpha=6, target_modules=targets)).eval()
    head = torch.nn.Sequential(
        torch.nn.Linear(LATENT, HEAD), torch.nn.ReLU(), torch.nn.Dropout(0.0), torch.nn.Linear(HEAD, CLASSES))
    trainable = {n: p for n, p in encoder.named_parameters() if "lora_" in n} | {
        "head." + n: p for n, p in head.named_parameters()}
    for parameter in trainable.values():
        parameter.data.copy_(torch.randn(parameter.shape, generator=generator) * 0.5)
    labels = torch.randint(0, CLASSES, (len(x),), generator=generator)
    mask = (torch.rand(len(x), HEAD, generator=generator) > 0.2).float() / 0.8
    scores = head[3](head[1](head[0](encoder(x))) * mask)
    loss = torch.nn.functional.cross_entropy(scores, labels, reduction="sum")
    loss.backward()
    return {
        "name": name,
        "targets": targets,
        "x": x.tolist(),
        "labels": labels.tolist(),
        "mask": mask.flatten().tolist(),
        "loss": loss.item(),
        "right": int((scores.argmax(1) == labels).sum()),
        "values": {n: p.detach().flatten().tolist() for n, p in trainable.items()},
        "gradients": {n: p.grad.flatten().tolist() for n, p in trainable.items()},
    }


def main():
    generator = torch.Generator().manual_seed(3)
    cases = [
        case("all layers", ["network.0.1", "network.1.1", "network.2"], generator),
        case("inner layer", ["network.1.1"], generator),
    ]
    with open(os.path.join(HERE, "gradients_expected.json"), "w") as f:
        json.dump(cases, f, indent=1)


if __name__ == "__main__":
    main()
