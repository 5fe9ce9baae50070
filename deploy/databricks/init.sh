#!/usr/bin/env bash
# Databricks runs this on every node before Spark starts: Cellora's jars go where Spark loads its own
# from, because plugins and libraries in machine code must be there when a JVM starts.
#
#   CELLORA_FILES          the volume with the jars (spark_env_vars of the cluster)
#   PYTORCH_LIBRARY_PATH   set on GPU clusters only: torch for CUDA is then installed from wheels/ in the
#                          volume, without a look at the network
#   CELLORA_SPARK_JARS     where Spark loads jars from (default: /databricks/jars)
#   CELLORA_PIP            pip of the node (default: /databricks/python/bin/pip)
set -euo pipefail

die() {
  echo "cellora: $*" >&2
  exit 1
}

jars=${CELLORA_SPARK_JARS:-/databricks/jars}
pip=${CELLORA_PIP:-/databricks/python/bin/pip}

copy_jars() {
  local kind found
  for kind in 'cellora-job-*-all.jar' 'cellora-natives-cpu-*.jar'; do
    found=$(compgen -G "$CELLORA_FILES/$kind") ||
      die "Cannot find a jar, run upload.sh: $CELLORA_FILES/$kind"
    [ -f "$found" ] || die "Cannot choose a jar, delete the old one: $found"
    cp "$found" "$jars/"
  done
}

# .../torch/torch/lib lies in the folder that pip installs to: .../torch
install_torch() {
  local wheels=$CELLORA_FILES/wheels target cudart
  target=$(dirname "$(dirname "$PYTORCH_LIBRARY_PATH")")
  [ -d "$wheels" ] || die "Cannot find torch for CUDA, see README.md, step 1: $wheels"
  "$pip" install --quiet --no-index --find-links "$wheels" --target "$target" torch
  cudart=$target/nvidia/cuda_runtime/lib
  [ -f "$cudart/libcudart.so.12" ] || die "Cannot find CUDA's runtime among the wheels: $cudart"
  # no GPU is seen without this very name
  ln -sf libcudart.so.12 "$cudart/libcudart.so"
}

[ -n "${CELLORA_FILES:-}" ] || die "Cannot find the jars (CELLORA_FILES is not set in spark_env_vars)"
copy_jars
if [ -n "${PYTORCH_LIBRARY_PATH:-}" ]; then
  install_torch
fi
