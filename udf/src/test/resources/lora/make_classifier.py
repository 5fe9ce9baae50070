"""Makes the folder classifier/: a PEFT adapter with a head of torch beside it, and what they answer.

Needs torch 2.7, peft, safetensors, scimilarity:  python make_classifier.py
Takes the model, the adapter and the cells of ../weights; expected.json holds torch's own numbers.
"""

import json
import shutil
from pathlib import Path

import torch
from peft import PeftModel
from safetensors.torch import save_file
from scimilarity.nn_models import Encoder

HERE = Path(__file__).resolve().parent
WEIGHTS = HERE.parent / "weights"
FOLDER = HERE / "classifier"
CLASSES = ["B cell", "T cell", "monocyte"]


def encoder():
    state = torch.load(WEIGHTS / "scimilarity_small" / "encoder.ckpt", weights_only=True)["state_dict"]
    widths = [tensor.shape[0] for tensor in state.values() if tensor.dim() == 2]
    network = Encoder(state["network.0.1.weight"].shape[1], widths[-1], widths[:-1])
    network.load_state_dict(state)
    return network.eval()


def main():
    torch.manual_seed(11)
    shutil.rmtree(FOLDER, ignore_errors=True)
    shutil.copytree(WEIGHTS / "peft_small", FOLDER)
    x = torch.tensor(json.loads((WEIGHTS / "scimilarity_small_expected.json").read_text())["x"])
    adapted = PeftModel.from_pretrained(encoder(), str(WEIGHTS / "peft_small")).eval()
    head = torch.nn.Sequential(
        torch.nn.Linear(4, 5), torch.nn.ReLU(), torch.nn.Dropout(0.5), torch.nn.Linear(5, len(CLASSES))
    ).eval()
    with torch.no_grad():
        for parameter in head.parameters():
            parameter.mul_(4)
        raw = head(adapted(x))
    save_file(head.state_dict(), FOLDER / "head.safetensors", {"format": "pt"})
    (FOLDER / "head_labels.json").write_text(json.dumps(CLASSES))
    expected = {
        "raw": raw.tolist(),
        "probability": torch.softmax(raw.double(), 1).tolist(),
        "prediction": raw.argmax(1).tolist(),
    }
    (HERE / "classifier_expected.json").write_text(json.dumps(expected, indent=1))


if __name__ == "__main__":
    main()
