"""Makes depths/: encoders of one to five hidden layers and odd widths, with scimilarity's embeddings.

Needs torch 2.7, scimilarity, safetensors:  python make_depths.py
No folder has a decoder; deep ones hold encoder.safetensors in place of encoder.ckpt.
"""

import json
import shutil
from pathlib import Path

import torch
from safetensors.torch import save_file
from scimilarity.nn_models import Encoder

HERE = Path(__file__).resolve().parent
FOLDER = HERE / "depths"
GENES = 9
WIDTHS = {"one": ([7], 3), "two": ([130, 5], 33), "four": ([4, 8, 3, 6], 2), "five": ([5, 6, 7, 6, 5], 17)}


def randomise(encoder, generator):
    for name, tensor in encoder.state_dict().items():
        if name.endswith("num_batches_tracked"):
            tensor.fill_(5)
        elif name.endswith("running_var"):
            tensor.copy_(torch.rand(tensor.shape, generator=generator) + 0.5)
        else:
            tensor.copy_(torch.randn(tensor.shape, generator=generator) * 0.7)
    return encoder.eval()


def main():
    torch.set_grad_enabled(False)
    shutil.rmtree(FOLDER, ignore_errors=True)
    generator = torch.Generator().manual_seed(31)
    x = torch.rand(6, GENES, generator=generator) * 5 * (torch.rand(6, GENES, generator=generator) < 0.6)
    expected = {"x": x.tolist()}
    for name, (hidden, latent) in WIDTHS.items():
        encoder = randomise(Encoder(GENES, latent_dim=latent, hidden_dim=hidden), generator)
        folder = FOLDER / name
        folder.mkdir(parents=True)
        if len(hidden) > 2:
            save_file(encoder.state_dict(), folder / "encoder.safetensors", {"format": "pt"})
        else:
            encoder.save_state(str(folder / "encoder.ckpt"))
        (folder / "gene_order.tsv").write_text("\n".join(f"GENE{i}" for i in range(GENES)))
        expected[name] = encoder(x).tolist()
    (FOLDER / "expected.json").write_text(json.dumps(expected, indent=1))


if __name__ == "__main__":
    main()
