"""What the checks of deploy/ in Python share: files with CloudFormation's tags, lines of a report."""

import json
import sys
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parent.parent


class Tagged(yaml.SafeLoader):
    """YAML with CloudFormation's short forms: !Sub x is {"Fn::Sub": x}; a key stands only once."""


def _tagged(loader, suffix, node):
    name = suffix if suffix in ("Ref", "Condition") else "Fn::" + suffix
    if isinstance(node, yaml.ScalarNode):
        value = loader.construct_scalar(node)
        if suffix == "GetAtt":
            value = value.split(".", 1)
    elif isinstance(node, yaml.SequenceNode):
        value = loader.construct_sequence(node, deep=True)
    else:
        value = loader.construct_mapping(node, deep=True)
    return {name: value}


def _mapping(loader, node):
    keys = [loader.construct_object(key, deep=True) for key, _ in node.value]
    for key in keys:
        if keys.count(key) > 1:
            raise yaml.YAMLError(f"the key {key} stands twice, line {node.start_mark.line + 1}")
    return loader.construct_mapping(node, deep=True)


Tagged.add_multi_constructor("!", _tagged)
Tagged.add_constructor("tag:yaml.org,2002:map", _mapping)


def _once(pairs):
    keys = [key for key, _ in pairs]
    for key in keys:
        if keys.count(key) > 1:
            raise ValueError(f"the key {key} stands twice")
    return dict(pairs)


def load_yaml(text):
    return list(yaml.load_all(text, Loader=Tagged))


def load_json(text):
    return json.loads(text, object_pairs_hook=_once)


class Report:
    """A line for each thing that was looked at; the exit code says whether all is well."""

    def __init__(self, name):
        self.name = name
        self.failed = False

    def line(self, what, problems):
        print(f"{'FAIL' if problems else 'ok  '} {self.name}: {what}", flush=True)
        for problem in problems:
            print(f"     {problem}", flush=True)
        self.failed = self.failed or bool(problems)

    def exit(self):
        sys.exit(1 if self.failed else 0)
