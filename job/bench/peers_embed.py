"""Embeds cells as SCimilarity's users do: CellEmbedding(model).get_embeddings(adata.X).

    python job/bench/peers_embed.py --model scimilarity/ --file cells.h5ad --threads 2 [--runs 3] [--json]

The file's X is aligned to the model's genes and log-normalised already: it is read before the clock
starts, and stays in memory as the CSR matrix that anndata makes of it. Prints cells a second of the
median run. With --out the embeddings go to a file as little-endian float32, a row a cell.
Needs what peers_embed_requirements.txt lists.
"""

import sys
import time

import peers


def arguments():
    parser = peers.parser(__doc__)
    parser.add_argument("--model", required=True, metavar="DIR", help="SCimilarity folder")
    parser.add_argument("--file", required=True, metavar="FILE", help="h5ad file of aligned, log-normalised cells")
    parser.add_argument("--out", metavar="FILE", help="write the embeddings there when run alone; default: do not")
    return parser.parse_args()


class EmbedPeer(peers.Peer):
    """scimilarity and its torch, the model and the cells, loaded when the number of threads is set."""

    libraries = ("anndata", "numpy", "scimilarity", "scipy", "torch")

    def __init__(self, options):
        try:
            import anndata
            import torch
            from scimilarity import CellEmbedding
        except ImportError as e:
            sys.exit(f"Cannot load {e.name} (not installed): pip install -r peers_embed_requirements.txt")
        torch.set_num_threads(options.threads)
        self.embedding = CellEmbedding(options.model)
        self.x = anndata.read_h5ad(options.file).X
        self.embedded = None

    def run(self):
        self.embedded = None
        started = time.perf_counter()
        self.embedded = self.embedding.get_embeddings(self.x)
        return self.x.shape[0], time.perf_counter() - started

    def answer(self, words):
        """Besides runs: `write EVERY FILE`, the last run's embeddings of each EVERY-th cell."""
        if words[:1] == ["write"]:
            _, every, path = words
            return self.write(int(every), path)
        return super().answer(words)

    def write(self, every, path):
        rows = self.embedded[::every].astype("<f4")
        rows.tofile(path)
        return {"rows": rows.shape[0], "columns": rows.shape[1]}


def main():
    options = arguments()
    peers.limit_threads(options.threads)
    peer = EmbedPeer(options)
    peers.main(peer, options, {"file": options.file, "model": options.model})
    if options.out:
        peer.write(1, options.out)


if __name__ == "__main__":
    main()
