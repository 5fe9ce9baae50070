"""Makes cells.obo, a made-up ontology in the forms that cl.obo has, and distances.json: predictions over its names and
what networkx says of them. Run in this folder with networkx 3 and numpy; own numbers are plain counts.
"""

import json

import networkx as nx
import numpy as np

HEAD = "format-version: 1.2\ndata-version: made-up\nontology: cells\n"
# id, name, exact synonyms, parents
TERMS = [
    ("CL:0000000", "cell", [], []),
    ("CL:0000738", "leukocyte", ["white blood cell"], ["CL:0000000"]),
    ("CL:0000542", "lymphocyte", [], ["CL:0000738"]),
    ("CL:0000084", "T cell", ["T-lymphocyte", 'cell called \\"T\\"'], ["CL:0000542"]),
    ("CL:0000624", "CD4-positive, alpha-beta T cell", [], ["CL:0000084"]),
    ("CL:0000792", "regulatory T cell", ["Treg"], ["CL:0000624", "CL:0000815"]),
    ("CL:0000815", "suppressor T cell", [], ["CL:0000084"]),
    ("CL:0000236", "B cell", [], ["CL:0000542"]),
    ("CL:0000576", "monocyte", [], ["CL:0000738"]),
    ("CL:0000540", "neuron", ["nerve cell"], ["CL:0000000"]),
    ("CL:0000125", "glial cell", [], ["CL:0000000"]),
    ("XX:0000001", "island", [], []),
]
LABELS = [
    "t CELL", "CL:0000084", "Treg", "suppressor T cell", "B cell", "monocyte", "White Blood Cell", "neuron", "island",
    "somite", "twice named", 'cell called "T"', "CL:9999999",
]
MEANS = {
    "t CELL": "CL:0000084", "CL:0000084": "CL:0000084", "Treg": "CL:0000792", "suppressor T cell": "CL:0000815",
    "B cell": "CL:0000236", "monocyte": "CL:0000576", "White Blood Cell": "CL:0000738", "neuron": "CL:0000540",
    "island": "XX:0000001", 'cell called "T"': "CL:0000084", "CL:9999999": "CL:0000125",
}


def write_obo():
    names = {i: n for i, n, _, _ in TERMS}
    with open("cells.obo", "w") as f:
        f.write(HEAD)
        for number, (i, name, synonyms, parents) in enumerate(TERMS):
            f.write(f"\n[Term]\nid: {i}\nname: {name}\n")
            if i == "CL:0000125":
                f.write("alt_id: CL:9999999\n")
            f.write('def: "is_a: CL:0000540 is no line of its own." [made:up]\n')
            for s in synonyms:
                f.write(f'synonym: "{s}" EXACT [made:up]\n')
            if number in (7, 8):
                f.write('synonym: "twice named" EXACT []\n')
            f.write('synonym: "somite" RELATED []\n')
            for p in parents:
                note = ' {is_inferred="true"}' if number % 2 else ""
                f.write(f"is_a: {p}{note} ! {names[p]}\n")
            f.write("relationship: part_of CL:0000540 ! neuron\n")
        f.write("\n[Term]\nid: CL:0000001\nname: somite\nis_obsolete: true\n")
        f.write("\n[Typedef]\nid: part_of\nname: neuron\nis_a: CL:0000540\n")


def main():
    write_obo()
    up = nx.DiGraph([(i, p) for i, _, _, parents in TERMS for p in parents])
    up.add_nodes_from(i for i, *_ in TERMS)
    around = up.to_undirected()
    rng = np.random.default_rng(2)
    cells = [[str(rng.choice(LABELS)), str(rng.choice(LABELS))] for _ in range(400)]
    mapped = [(a, MEANS[a], MEANS[b]) for a, b in cells if a in MEANS and b in MEANS]
    near = [(a, nx.shortest_path_length(around, x, y)) for a, x, y in mapped if nx.has_path(around, x, y)]
    right = [(a, x == y or x in nx.descendants(up, y)) for a, x, y in mapped]

    def macro(pairs):
        return float(np.mean([np.mean([v for a, v in pairs if a == label]) for label in sorted({a for a, _ in pairs})]))

    labels = {a for a, _ in cells}
    found = {
        "labels_mapped": len(labels & set(MEANS)),
        "labels_unmapped": len(labels - set(MEANS)),
        "cells_mapped": len(mapped),
        "hop_distance": float(np.mean([h for _, h in near])),
        "hop_distance_macro": macro(near),
        "exact": float(np.mean([x == y for _, x, y in mapped])),
        "subtype_correct": float(np.mean([r for _, r in right])),
        "subtype_correct_macro": macro(right),
        "supertype": float(np.mean([y in nx.descendants(up, x) for _, x, y in mapped])),
    }
    hops = [[x, y, nx.shortest_path_length(around, x, y)] for x in up for y in up if nx.has_path(around, x, y)]
    ancestors = {x: sorted({x, *nx.descendants(up, x)}) for x in up}
    with open("distances.json", "w") as f:
        json.dump({"cells": cells, "metrics": found, "hops": hops, "ancestors": ancestors, "means": MEANS}, f,
                  separators=(",", ":"))
        f.write("\n")


if __name__ == "__main__":
    main()
