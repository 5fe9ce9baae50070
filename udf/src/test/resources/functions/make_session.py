"""Makes session/: cells as h5ad, a model folder, an adapter with a head, and expected.json, what the SQL
session of notebooks/cells.sql must find, by scimilarity, torch, peft and scikit-learn.

Needs torch, scimilarity 0.4, peft, safetensors, anndata, scikit-learn:  python make_session.py
"""

import json
import os
import shutil

import anndata
import numpy as np
import pandas as pd
import torch
from peft import LoraConfig, get_peft_model
from safetensors.torch import save_file
from scimilarity.nn_models import Encoder
from scimilarity.utils import align_dataset, lognorm_counts
from scipy.sparse import csr_matrix
from sklearn.metrics import balanced_accuracy_score, f1_score, top_k_accuracy_score

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "session")
TYPES = ["B cell", "T cell", "monocyte"]
MARKERS = {"B cell": "MS4A1", "T cell": "CD3D", "monocyte": "LYZ"}
ORDER = ["CD3D", "ABSENT", "LYZ", "GNLY", "MS4A1", "CST3", "NKG7", "IL7R"]
CELLS = 40


def cells(random):
    genes = ["EXTRA"] + [gene for gene in reversed(ORDER) if gene != "ABSENT"]
    types = random.choice(TYPES, CELLS)
    counts = random.poisson(0.8, (CELLS, len(genes))).astype(np.float32)
    for row, name in enumerate(types):
        counts[row, genes.index(MARKERS[name])] += random.poisson(6)
    obs = pd.DataFrame({"cell_type": pd.Categorical(types)}, index=[f"cell{i:02d}" for i in range(CELLS)])
    data = anndata.AnnData(csr_matrix(counts), obs=obs, var=pd.DataFrame(index=genes))
    data.write_h5ad(os.path.join(HERE, "cells.h5ad"))
    data.layers["counts"] = data.X.copy()
    # anndata from 0.12 on sorts the union of genes that align_dataset asks it for
    aligned = align_dataset(data, ORDER, gene_overlap_threshold=5)[:, ORDER].copy()
    return types, torch.tensor(lognorm_counts(aligned).X.toarray(), dtype=torch.float32)


def trained(encoder, features, target):
    """The adapter and head after some steps, so that classes differ."""
    model = get_peft_model(encoder, LoraConfig(r=2, lora_alpha=4, target_modules=["network.0.1", "network.1"]))
    head = torch.nn.Sequential(
        torch.nn.Linear(3, 6), torch.nn.ReLU(), torch.nn.Dropout(0.1), torch.nn.Linear(6, len(TYPES)))
    trainable = [p for p in model.parameters() if p.requires_grad] + list(head.parameters())
    optimizer = torch.optim.Adam(trainable, lr=0.02)
    model.eval()
    for _ in range(60):
        loss = torch.nn.functional.cross_entropy(head(model(features)), target)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return model.eval(), head.eval()


def write(encoder, model, head):
    folder = os.path.join(HERE, "model")
    os.makedirs(folder)
    save_file(encoder, os.path.join(folder, "encoder.safetensors"), metadata={"format": "pt"})
    with open(os.path.join(folder, "gene_order.tsv"), "w") as f:
        f.write("\n".join(ORDER))
    adapter = os.path.join(HERE, "adapter")
    model.save_pretrained(adapter)
    os.remove(os.path.join(adapter, "README.md"))
    save_file(head.state_dict(), os.path.join(adapter, "head.safetensors"), metadata={"format": "pt"})
    with open(os.path.join(adapter, "head_labels.json"), "w") as f:
        json.dump(TYPES, f)


def main():
    shutil.rmtree(HERE, ignore_errors=True)
    os.makedirs(HERE)
    torch.manual_seed(4)
    types, features = cells(np.random.default_rng(8))
    encoder = Encoder(len(ORDER), latent_dim=3, hidden_dim=[5]).eval()
    state = {name: tensor.clone() for name, tensor in encoder.state_dict().items()}
    with torch.no_grad():
        base = encoder(features)
    model, head = trained(encoder, features, torch.tensor([TYPES.index(t) for t in types]))
    write(state, model, head)
    with torch.no_grad():
        probabilities = torch.softmax(head(model(features)), dim=1).numpy()
    predicted = np.array(TYPES)[probabilities.argmax(axis=1)]
    expected = {
        "embeddings": base.tolist(),
        "probabilities": probabilities.tolist(),
        "predicted": predicted.tolist(),
        "marker": [float(features[types == t, ORDER.index("LYZ")].mean()) for t in TYPES],
        "cells": CELLS,
        "macro_f1": f1_score(types, predicted, average="macro", zero_division=0),
        "balanced_accuracy": balanced_accuracy_score(types, predicted),
        "top2_accuracy": top_k_accuracy_score(types, probabilities, k=2, labels=TYPES),
    }
    with open(os.path.join(HERE, "expected.json"), "w") as f:
        json.dump(expected, f, indent=1)


if __name__ == "__main__":
    main()
