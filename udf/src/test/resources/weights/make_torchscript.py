"""Writes checkpoints/torchscript.ckpt: a program of torch.jit.save under the name of an encoder.

    pip install torch
    python make_torchscript.py
"""

import os

import torch


class Encoder(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.network = torch.nn.Linear(3, 2)

    def forward(self, cells):
        return self.network(cells)


def main():
    torch.manual_seed(0)
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "checkpoints", "torchscript.ckpt")
    torch.jit.script(Encoder()).save(path)


if __name__ == "__main__":
    main()
