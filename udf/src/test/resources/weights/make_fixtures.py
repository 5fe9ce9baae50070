"""Makes the fixtures of io.cellora.weights with the libraries whose files Cellora reads.

Needs torch 2.7, scimilarity 0.4, peft, safetensors:  PYTHONHASHSEED=0 python make_fixtures.py
Everything beside this script is its output; the *_expected.json hold the libraries' own numbers.
"""

import csv
import io
import json
import os
import shutil
import zipfile

import pandas as pd
import torch
from peft import LoraConfig, get_peft_model
from safetensors.torch import save_file
from scimilarity.nn_models import Decoder, Encoder

HERE = os.path.dirname(os.path.abspath(__file__))
GENES, HIDDEN, LATENT, CELLS = 12, [6, 5], 4, 7


def path(*parts):
    return os.path.join(HERE, *parts)


def fresh(name):
    shutil.rmtree(path(name), ignore_errors=True)
    os.makedirs(path(name))


def dump(name, value):
    with open(path(name), "w") as f:
        json.dump(value, f, indent=1)


def randomise(module, generator):
    """Random weights and BatchNorm statistics, so that nothing is at its default."""
    for name, tensor in module.state_dict().items():
        if name.endswith("num_batches_tracked"):
            tensor.fill_(123)
        elif name.endswith("running_var"):
            tensor.copy_(torch.rand(tensor.shape, generator=generator) * 2 + 0.1)
        else:
            tensor.copy_(torch.randn(tensor.shape, generator=generator) * 0.5)
    return module.eval()


def models():
    generator = torch.Generator().manual_seed(7)
    encoder = Encoder(GENES, latent_dim=LATENT, hidden_dim=HIDDEN)
    decoder = Decoder(GENES, latent_dim=LATENT, hidden_dim=list(reversed(HIDDEN)))
    cells = torch.rand(CELLS, GENES, generator=generator) * 4
    cells[torch.rand(CELLS, GENES, generator=generator) < 0.5] = 0
    return randomise(encoder, generator), randomise(decoder, generator), cells


def write_folder(encoder, decoder):
    """What MetricLearning.save_all writes."""
    fresh("scimilarity_small")
    encoder.save_state(path("scimilarity_small", "encoder.ckpt"))
    decoder.save_state(path("scimilarity_small", "decoder.ckpt"))
    state = encoder.state_dict()
    files = {
        "layer_sizes.json": json.dumps({k: list(v.size()) for k, v in state.items()}),
        "hyperparameters.json": json.dumps(
            {"latent_dim": LATENT, "hidden_dim": HIDDEN, "dropout": 0.5, "input_dropout": 0.4,
             "margin": 0.05, "triplet_loss_weight": 0.001, "negative_selection": "semihard",
             "perturb_labels": False, "lr": 5e-3, "l1_lambda": 1e-6}),
        "gene_order.tsv": "\n".join(f"GENE{i}" for i in range(GENES)),
        "metadata.json": json.dumps({"date": "2024-01-01", "train_path": "cells"}),
    }
    for name, text in files.items():
        with open(path("scimilarity_small", name), "w") as f:
            f.write(text)
    pd.Series({0: "B cell", 1: 'T cell, "naive"'}).to_csv(
        path("scimilarity_small", "label_ints.csv"), quoting=csv.QUOTE_NONNUMERIC)


def write_adapters(encoder, cells):
    targets = ["network.0.1", "network.1.1", "network.2"]
    variants = {
        "peft_small": {},
        "peft_small_ranks": {
            "rank_pattern": {"network.0.1": 1, "network.2": 4},
            "alpha_pattern": {"network.2": 3},
        },
        "peft_small_rslora": {"use_rslora": True},
    }
    for name, extra in variants.items():
        generator = torch.Generator().manual_seed(11)
        base = Encoder(GENES, latent_dim=LATENT, hidden_dim=HIDDEN).eval()
        base.load_state_dict(encoder.state_dict())
        config = LoraConfig(r=2, lora_alpha=5, target_modules=targets, lora_dropout=0.05, **extra)
        adapted = get_peft_model(base, config).eval()
        for key, parameter in adapted.named_parameters():
            if "lora_" in key:
                parameter.data.copy_(torch.randn(parameter.shape, generator=generator) * 0.5)
        fresh(name)
        adapted.save_pretrained(path(name))
        os.remove(path(name, "README.md"))
        with torch.no_grad():
            embeddings = adapted(cells).tolist()
            merged = adapted.merge_and_unload()
            dump(name + "_expected.json", {
                "x": cells.tolist(),
                "embeddings": embeddings,
                "merged_embeddings": merged(cells).tolist(),
                "merged_weights": {t: merged.state_dict()[t + ".weight"].tolist() for t in targets},
            })


def pickled(name, pickle, **entries):
    """A torch zip around a hand-made pickle."""
    with zipfile.ZipFile(path("checkpoints", name), "w") as z:
        def add(entry, data):
            z.writestr(zipfile.ZipInfo("archive/" + entry), data)
        add("data.pkl", pickle)
        for entry, data in entries.items():
            add(entry.replace("data_", "data/"), data)
        add("version", b"3\n")


class Evil:
    def __reduce__(self):
        return os.system, ("echo this must never run",)


def write_checkpoints(encoder):
    """Odd but honest files, each with torch's own reading of it; then files that must be refused."""
    fresh("checkpoints")
    block = torch.arange(24, dtype=torch.float32).reshape(4, 6) / 7
    good = {
        "strided.ckpt": {"state_dict": {
            "transposed": block.t(), "row": block[2], "column": block[:, 3], "window": block[1:3, 2:5],
            "whole": block, "expanded": torch.tensor([1.5]).expand(3), "empty": torch.zeros(0, 3)}},
        "dtypes.ckpt": {"state_dict": {
            "half": torch.tensor([1.5, -0.1, 6e-8, 0.0, 65504.0, -6e-5]).half(),
            "bfloat": (block[0] - 1).bfloat16(), "double": (block[1] / 3).double(),
            "long": torch.tensor([2**40, -3]), "scalar": torch.tensor(2.5)}},
        "bare.ckpt": {"w": block, "p": torch.nn.Parameter(block[0].clone())},
        "lightning.ckpt": {
            "epoch": 3, "global_step": 2**33, "pytorch-lightning_version": "2.0.0", "none": None,
            "hyper_parameters": {"lr": 1e-3, "dims": [1, 2], "shape": (1, True), "s": torch.Size([3])},
            "state_dict": encoder.state_dict()},
    }
    for name, content in good.items():
        torch.save(content, path("checkpoints", name))
    torch.save({"w": block}, path("checkpoints", "protocol4.ckpt"), pickle_protocol=4)
    big_endian()
    expected = {}
    for name in sorted(os.listdir(path("checkpoints"))):
        loaded = torch.load(path("checkpoints", name), weights_only=False)  # protocol 4 needs it
        expected[name] = {
            key: {"shape": list(t.shape), "values": t.detach().reshape(-1).tolist()}
            for key, t in loaded.get("state_dict", loaded).items()}
    dump("checkpoints_expected.json", expected)

    torch.save({"state_dict": encoder.state_dict(), "x": Evil()}, path("checkpoints", "evil_reduce.ckpt"))
    pickled("evil_global.ckpt", b"\x80\x02cos\nsystem\nX\x04\x00\x00\x00true\x85R.")
    pickled("evil_stack_global.ckpt", b"\x80\x04\x8c\x08builtins\x8c\x04eval\x93\x8c\x011\x85R.")
    pickled("evil_inst.ckpt", b"(X\x04\x00\x00\x00trueios\nsystem\n.")
    torch.save({"w": torch.arange(3, dtype=torch.int32)}, path("checkpoints", "int32.ckpt"))
    torch.save({"w": block}, path("checkpoints", "legacy.ckpt"), _use_new_zipfile_serialization=False)
    torch.save({"state_dict": {"w": block, "name": "text"}}, path("checkpoints", "text_entry.ckpt"))


def big_endian():
    """As a big-endian machine writes it: bytes swapped and the byteorder entry saying so."""
    buffer = io.BytesIO()
    torch.save({"w": torch.tensor([1.5, -2.25]), "n": torch.tensor(258)}, buffer)
    with zipfile.ZipFile(buffer) as z:
        pickle, w, n = (z.read("archive/" + e) for e in ("data.pkl", "data/0", "data/1"))
    swap = lambda data, width: b"".join(data[i:i + width][::-1] for i in range(0, len(data), width))
    pickled("big_endian.ckpt", pickle, byteorder=b"big", data_0=swap(w, 4), data_1=swap(n, 8))


def main():
    encoder, decoder, cells = models()
    write_folder(encoder, decoder)
    with torch.no_grad():
        embeddings = encoder(cells)
        dump("scimilarity_small_expected.json", {
            "x": cells.tolist(),
            "embeddings": embeddings.tolist(),
            "decoded": decoder(embeddings).tolist(),
        })
    save_file(encoder.state_dict(), path("encoder.safetensors"), metadata={"format": "pt"})
    write_adapters(encoder, cells)
    write_checkpoints(encoder)


if __name__ == "__main__":
    main()
