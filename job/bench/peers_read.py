"""Reads h5ad shards as Python does: anndata, then SCimilarity's align_dataset and lognorm_counts.

    python job/bench/peers_read.py --file cells.h5ad --gene-order gene_order.tsv [--runs 3] [--json]

Prints cells a second over all files, of the median run: read, align and log-normalise every cell,
imports excluded. Counts are moved to the layer that lognorm_counts wants, not copied: the quickest
way that gives its result. Files of repeated symbols are consolidated first, as SCimilarity asks. With
--normalized files are log1p(CP10k) already, and aligned only. Needs anndata, scanpy and scimilarity,
the latter installed with --no-deps: only its module of these two functions is loaded.
"""

import importlib.util
import os
import sys
import time

import peers


def arguments():
    parser = peers.parser(__doc__)
    parser.add_argument("--file", nargs="+", required=True, metavar="FILE", help="h5ad files, read one after the other")
    parser.add_argument("--gene-order", required=True, metavar="FILE", help="a gene symbol a line")
    parser.add_argument("--symbol-column", metavar="COLUMN", help="column of var with the symbols; default: its index")
    parser.add_argument("--min-gene-overlap", type=int, default=5000)
    parser.add_argument("--normalized", action="store_true", help="X is log1p(CP10k) already: align only")
    parser.add_argument("--repeat", type=int, default=1, help="how often a run reads the files; default: %(default)s")
    return parser.parse_args()


class ReadPeer(peers.Peer):
    """anndata and scimilarity, loaded when the number of threads is set."""

    libraries = ("anndata", "h5py", "numpy", "scanpy", "scimilarity", "scipy")

    def __init__(self, options):
        import anndata

        self.anndata = anndata
        self.utils = scimilarity_utils()
        self.options = options
        with open(options.gene_order, encoding="utf-8") as lines:
            self.order = [line.strip() for line in lines.read().splitlines()]

    def run(self):
        started = time.perf_counter()
        cells = 0
        for _ in range(self.options.repeat):
            for path in self.options.file:
                cells += self.read(path).n_obs
        return cells, time.perf_counter() - started

    def read(self, path):
        data = self.anndata.read_h5ad(path)
        if self.options.symbol_column:
            data.var.index = data.var[self.options.symbol_column].astype(str)
        if self.options.normalized:
            return self.align(data)
        data.layers["counts"] = data.X
        data.X = None
        if not data.var.index.is_unique:
            data = self.utils.consolidate_duplicate_symbols(data)
        return self.utils.lognorm_counts(self.align(data))

    def align(self, data):
        return self.utils.align_dataset(data, self.order, gene_overlap_threshold=self.options.min_gene_overlap)


def scimilarity_utils():
    """The module scimilarity.utils without the package around it, which would load torch and more."""
    package = importlib.util.find_spec("scimilarity")
    if package is None:
        sys.exit("Cannot load scimilarity (not installed): pip install --no-deps scimilarity")
    path = os.path.join(package.submodule_search_locations[0], "utils.py")
    spec = importlib.util.spec_from_file_location("scimilarity_utils", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def main():
    options = arguments()
    peers.limit_threads(options.threads)
    peers.main(ReadPeer(options), options, {"files": options.file})


if __name__ == "__main__":
    main()
