"""Makes the schema that DescriptorsTest's neighbours hold the Spark applications to, from the operator's own.

    python deploy/kubernetes/reduce_schema.py CRD.yaml... OUT

CRD.yaml: sparkoperator.k8s.io_sparkapplications.yaml and ..._scheduledsparkapplications.yaml of a release of
kubeflow/spark-operator (charts/spark-operator-chart/crds). OUT gets one JSON object, gzipped: a schema by kind,
without the descriptions and Kubernetes' own keywords. Unknown fields are refused (additionalProperties), as `kubectl apply --validate=strict`
does, where the operator does not ask to keep them. The same files give the same bytes. Needs PyYAML.
"""

import gzip
import json
import sys

import yaml


def reduced(schema):
    if isinstance(schema, list):
        return [reduced(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    kept = {}
    for key, value in schema.items():
        if key == "description" or key.startswith("x-kubernetes-"):
            continue
        if key == "properties":
            # names of fields, of which one may be called description
            kept[key] = {name: reduced(field) for name, field in value.items()}
        else:
            kept[key] = reduced(value)
    keeps_unknown = schema.get("x-kubernetes-preserve-unknown-fields", False)
    if "properties" in schema and "additionalProperties" not in schema and not keeps_unknown:
        kept["additionalProperties"] = False
    return kept


def version_schema(file):
    with open(file, encoding="utf-8") as text:
        definition = yaml.safe_load(text)
    (version,) = [v for v in definition["spec"]["versions"] if v["name"] == "v1beta2"]
    return definition["spec"]["names"]["kind"], reduced(version["schema"]["openAPIV3Schema"])


def main(arguments):
    if len(arguments) < 2:
        sys.exit(f"cellora: Invalid arguments: {arguments}, expected CRD.yaml... OUT")
    schemas = dict(version_schema(file) for file in arguments[:-1])
    text = json.dumps(schemas, sort_keys=True, separators=(",", ":"))
    with open(arguments[-1], "wb") as out:
        out.write(gzip.compress(text.encode(), 9, mtime=0))


if __name__ == "__main__":
    main(sys.argv[1:])
