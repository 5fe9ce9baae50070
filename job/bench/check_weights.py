"""Holds Cellora's weights to torch, scimilarity and PEFT at full size: python job/bench/check_weights.py

Makes a SCimilarity folder of random weights and random BatchNorm statistics, an h5ad of counts and a
PEFT adapter, runs `./cellora embed` and `./cellora export` on them, and compares every number that
comes back with the libraries' own. Exits 1 if any differs by more than 1e-5.
It also opens what export writes as TorchScript, safetensors and PEFT adapter.
Needs torch, scimilarity, peft, safetensors, anndata, pyarrow.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import anndata
import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import scipy.sparse as sp
import torch
from peft import LoraConfig, PeftModel, get_peft_model
from safetensors.torch import load_file
from scimilarity.cell_embedding import CellEmbedding
from scimilarity.nn_models import Decoder, Encoder

TOLERANCE = 1e-5
TARGETS = "network.0.1 network.1.1 network.2.1 network.3".split()


def randomise(module, generator):
    """Weights that keep the signal's size, statistics that are nowhere at their defaults."""
    for name, tensor in module.state_dict().items():
        if name.endswith("num_batches_tracked"):
            tensor.fill_(1000)
        elif name.endswith("running_var"):
            tensor.copy_(torch.rand(tensor.shape, generator=generator) + 0.5)
        elif tensor.dim() == 2:
            tensor.copy_(torch.randn(tensor.shape, generator=generator) * 2 * tensor.shape[1] ** -0.5)
        elif name.endswith("weight"):
            tensor.copy_(torch.rand(tensor.shape, generator=generator) + 0.1)
        else:
            tensor.copy_(torch.randn(tensor.shape, generator=generator) * 0.3)
    return module.eval()


def make_model(folder, genes, hidden, latent, generator):
    folder.mkdir(parents=True)
    encoder = randomise(Encoder(genes, latent, hidden), generator)
    decoder = randomise(Decoder(genes, latent, hidden[::-1]), generator)
    encoder.save_state(str(folder / "encoder.ckpt"))
    decoder.save_state(str(folder / "decoder.ckpt"))
    sizes = {name: list(tensor.size()) for name, tensor in encoder.state_dict().items()}
    (folder / "layer_sizes.json").write_text(json.dumps(sizes))
    (folder / "hyperparameters.json").write_text(json.dumps({"latent_dim": latent, "hidden_dim": hidden}))
    (folder / "gene_order.tsv").write_text("\n".join(gene_names(genes)))
    pd.Series({0: "a", 1: "b"}).to_csv(folder / "label_ints.csv")
    return encoder, decoder


def gene_names(genes):
    return [f"GENE{i:05d}" for i in range(genes)]


def make_cells(file, cells, genes):
    """Counts over about 7 % of the genes, as in a real cell."""
    rng = np.random.default_rng(3)
    detected = rng.random((cells, genes)) < 0.07
    counts = sp.csr_matrix((detected * rng.geometric(0.3, (cells, genes))).astype(np.float32))
    names = [f"cell{i:04d}" for i in range(cells)]
    anndata.AnnData(
        counts, obs=pd.DataFrame(index=names), var=pd.DataFrame(index=gene_names(genes))
    ).write_h5ad(file)
    dense = counts.toarray().astype(np.float64)
    return names, np.log1p(dense * 1e4 / dense.sum(1, keepdims=True)).astype(np.float32)


def make_adapter(folder, base, rank_pattern, generator):
    adapted = get_peft_model(
        base, LoraConfig(r=8, lora_alpha=16, target_modules=TARGETS, rank_pattern=rank_pattern)
    ).eval()
    for name, parameter in adapted.named_parameters():
        if "lora_" in name:
            scale = parameter.shape[1] ** -0.5
            parameter.data.copy_(torch.randn(parameter.shape, generator=generator) * scale)
    adapted.save_pretrained(folder)
    return adapted


def embeddings(folder, names):
    table = pq.read_table(folder / "embeddings").to_pandas().set_index("cell_id")
    return np.stack(table.loc[names, "embedding"].to_numpy())


def load_encoder(folder, weights_only=True):
    state = torch.load(folder / "encoder.ckpt", weights_only=weights_only)["state_dict"]
    linears = [name for name, t in state.items() if t.dim() == 2]
    widths = [state[name].shape[0] for name in linears]
    encoder = Encoder(state[linears[0]].shape[1], widths[-1], widths[:-1])
    encoder.load_state_dict(state)
    return encoder.eval()


class Check:
    def __init__(self, launcher):
        self.launcher = launcher
        self.failed = False

    def cellora(self, *arguments):
        command = [self.launcher, *map(str, arguments)]
        print("$", " ".join(command), flush=True)
        subprocess.run(command, check=True)

    def same(self, what, found, expected):
        found, expected = (np.asarray(v, dtype=np.float64) for v in (found, expected))
        difference = float(np.abs(found - expected).max()) if found.shape == expected.shape else np.inf
        # a NaN compares as false and so fails
        good = difference <= TOLERANCE
        self.failed |= not good
        print(f"{'ok    ' if good else 'DIFFER'} {difference:9.2e}  {what}", flush=True)


def check_base(check, work, model, x, names, encoder, decoder):
    expected = encoder(torch.tensor(x))
    if expected.std(0).max() < 1e-2:
        sys.exit("all cells are embedded alike: the comparison would prove nothing")
    check.cellora("embed", "--input", work / "cells.h5ad", "--model", model, "--out", work / "embedded")
    check.same("cellora embed : torch's forward", embeddings(work / "embedded", names), expected)
    copy = work / "exported"
    check.cellora("export", "--model", model, "--out", copy)
    for weights_only in (True, False):
        again = load_encoder(copy, weights_only)(torch.tensor(x))
        check.same(f"exported encoder, torch.load(weights_only={weights_only})", again, expected)
    check.same("exported folder, CellEmbedding", CellEmbedding(str(copy)).get_embeddings(x), expected)
    reconstructed = decoder(expected)
    randomise(decoder, torch.Generator().manual_seed(2)).load_state(str(copy / "decoder.ckpt"))
    check.same("exported decoder", decoder(expected), reconstructed)


def check_formats(check, work, model, x, adapter=None):
    """TorchScript by torch.jit.load, safetensors by its own library: the base, or an adapter merged."""
    name = adapter.name if adapter else "base"
    given = ["--adapter", adapter] if adapter else []
    expected = load_encoder(work / (name + "_merged"))(torch.tensor(x)) if adapter else load_encoder(model)(torch.tensor(x))
    script = work / (name + "_script")
    check.cellora("export", "--model", model, *given, "--format", "torchscript", "--out", script)
    module = torch.jit.load(script / f"{script.name}.pt").eval()
    check.same(f"{name} as TorchScript, torch.jit.load", module(torch.tensor(x)), expected)
    tensors = work / (name + "_safetensors")
    check.cellora("export", "--model", model, *given, "--format", "safetensors", "--out", tensors)
    encoder = load_encoder(model)
    encoder.load_state_dict(load_file(tensors / "encoder.safetensors"))
    check.same(f"{name} as safetensors", encoder(torch.tensor(x)), expected)


def check_adapter(check, work, model, x, rank_pattern, generator):
    name = "adapter_ranks" if rank_pattern else "adapter"
    adapted = make_adapter(work / name, load_encoder(model), rank_pattern, generator)
    expected = adapted(torch.tensor(x))
    base = load_encoder(model)(torch.tensor(x))
    if (base - expected).abs().max() < 1e-2:
        sys.exit("the adapter changes nothing: the comparison would prove nothing")
    merged = work / (name + "_merged")
    check.cellora("export", "--model", model, "--adapter", work / name, "--out", merged)
    check.same(f"{name} merged by cellora : peft", load_encoder(merged)(torch.tensor(x)), expected)
    check_formats(check, work, model, x, work / name)
    again = work / (name + "_again")
    check.cellora("export", "--model", model, "--adapter", work / name, "--format", "peft", "--out", again)
    reloaded = PeftModel.from_pretrained(load_encoder(model), str(again)).eval()
    check.same(f"{name} written again, PeftModel.from_pretrained", reloaded(torch.tensor(x)), expected)
    own = adapted.merge_and_unload().state_dict()
    theirs = load_encoder(merged).state_dict()
    for target in TARGETS:
        weight = target + ".weight"
        check.same(f"{name} merged {weight}", theirs[weight], own[weight])


def check_trained(check, work, model, adapter):
    """An adapter that Cellora wrote: PEFT loads it and agrees with Cellora's own merge."""
    adapted = PeftModel.from_pretrained(load_encoder(model), str(adapter)).eval()
    x = torch.rand(64, adapted.base_model.model.network[0][1].in_features)
    merged = work / "trained_merged"
    check.cellora("export", "--model", model, "--adapter", adapter, "--out", merged)
    check.same("adapter written by cellora, peft", adapted(x), load_encoder(merged)(x))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--work", type=Path, help="a new folder to keep; default: a temporary one")
    parser.add_argument("--launcher", default="./cellora")
    parser.add_argument("--cells", type=int, default=64)
    parser.add_argument("--genes", type=int, default=28231)
    parser.add_argument("--hidden", type=int, nargs=3, default=[1024, 1024, 1024])
    parser.add_argument("--latent", type=int, default=128)
    parser.add_argument("--trained-model", type=Path, help="model folder under --trained-adapter")
    parser.add_argument("--trained-adapter", type=Path, help="an adapter folder that cellora wrote")
    options = parser.parse_args()
    torch.set_grad_enabled(False)
    check = Check(options.launcher)
    with tempfile.TemporaryDirectory() as temporary:
        work = options.work or Path(temporary) / "work"
        work.mkdir(parents=True)
        generator = torch.Generator().manual_seed(1)
        model = work / "model"
        encoder, decoder = make_model(model, options.genes, options.hidden, options.latent, generator)
        names, x = make_cells(work / "cells.h5ad", options.cells, options.genes)
        check_base(check, work, model, x, names, encoder, decoder)
        check_formats(check, work, model, x)
        check_adapter(check, work, model, x, {}, generator)
        check_adapter(check, work, model, x, {"network.0.1": 4, "network.3": 16}, generator)
        if options.trained_adapter:
            check_trained(check, work, options.trained_model, options.trained_adapter)
    sys.exit(1 if check.failed else 0)


if __name__ == "__main__":
    main()
