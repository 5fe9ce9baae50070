"""Makes adapter/ (weights/peft_small and a head beside it) and classify.json, torch's own answer.

Needs torch, safetensors:  python make_head.py
"""

import json
import os
import shutil

import torch
from safetensors.torch import save_file

HERE = os.path.dirname(os.path.abspath(__file__))
WEIGHTS = os.path.join(HERE, "..", "weights")
LABELS = ["B cell", "T cell", "monocyte"]


def main():
    with open(os.path.join(WEIGHTS, "peft_small_expected.json")) as f:
        embeddings = torch.tensor(json.load(f)["embeddings"])
    torch.manual_seed(3)
    head = torch.nn.Sequential(
        torch.nn.Linear(embeddings.shape[1], 6), torch.nn.ReLU(), torch.nn.Dropout(), torch.nn.Linear(6, len(LABELS))
    ).eval()
    for parameter in head.parameters():
        parameter.data.normal_(0, 1.5)
    adapter = os.path.join(HERE, "adapter")
    shutil.rmtree(adapter, ignore_errors=True)
    shutil.copytree(os.path.join(WEIGHTS, "peft_small"), adapter)
    save_file(head.state_dict(), os.path.join(adapter, "head.safetensors"), metadata={"format": "pt"})
    with open(os.path.join(adapter, "head_labels.json"), "w") as f:
        json.dump(LABELS, f)
    with torch.no_grad():
        probabilities = torch.softmax(head(embeddings), dim=1)
    with open(os.path.join(HERE, "classify.json"), "w") as f:
        json.dump({
            "labels": [LABELS[i] for i in probabilities.argmax(dim=1)],
            "probabilities": probabilities.tolist(),
        }, f, indent=1)


if __name__ == "__main__":
    main()
