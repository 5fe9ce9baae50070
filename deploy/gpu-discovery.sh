#!/usr/bin/env bash
# Tells Spark the GPUs of a machine (spark.executor.resource.gpu.discoveryScript, see conf/gpu.conf):
#
#   {"name": "gpu", "addresses": ["0", "1"]}
set -euo pipefail

die() {
  echo "cellora: Cannot find GPUs ($1): $(uname -n)" >&2
  exit 1
}

command -v nvidia-smi >/dev/null || die "no nvidia-smi on the PATH; install NVIDIA's driver"
found=$(nvidia-smi --query-gpu=index --format=csv,noheader) || die "nvidia-smi failed: $found"

addresses=
while read -r index; do
  [ -n "$index" ] || continue
  [[ $index =~ ^[0-9]+$ ]] || die "nvidia-smi lists no numbers: $index"
  addresses+="${addresses:+, }\"$index\""
done <<<"$found"
[ -n "$addresses" ] || die "nvidia-smi lists none"

echo "{\"name\": \"gpu\", \"addresses\": [$addresses]}"
