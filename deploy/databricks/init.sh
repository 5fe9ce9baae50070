#!/usr/bin/env bash
# Databricks runs this on every node before Spark starts: Cellora's jars go where Spark loads its own
# from, because plugins and libraries in machine code must be there when a JVM starts.
#
#   CELLORA_FILES          the volume with the jars (spark_env_vars of the cluster)
#   PYTORCH_LIBRARY_PATH   set on GPU clusters only, .../lib: libtorch for CUDA is then unpacked to .../
#                          from libtorch-cuda.tar.gz in the volume
#   CELLORA_SPARK_JARS     where Spark loads jars from (default: /databricks/jars)
set -euo pipefail

die() {
  echo "cellora: $*" >&2
  exit 1
}

jars=${CELLORA_SPARK_JARS:-/databricks/jars}

copy_jars() { # cpu or cu128
  local kind found
  for kind in 'cellora-job-*-all.jar' "cellora-natives-$1-*.jar"; do
    found=$(compgen -G "$CELLORA_FILES/$kind") ||
      die "Cannot find a jar, run upload.sh: $CELLORA_FILES/$kind"
    [ -f "$found" ] || die "Cannot choose a jar, delete the old one: $found"
    cp "$found" "$jars/"
  done
}

unpack_torch() {
  local packed=$CELLORA_FILES/libtorch-cuda.tar.gz target
  target=$(dirname "$PYTORCH_LIBRARY_PATH")
  [ -f "$packed" ] || die "Cannot find libtorch for CUDA, see README.md, step 1: $packed"
  mkdir -p "$target"
  tar -xzf "$packed" -C "$target" --no-same-owner
  for library in libtorch_cuda.so libcudart.so; do
    [ -e "$PYTORCH_LIBRARY_PATH/$library" ] ||
      die "Cannot find libtorch for CUDA (no lib/$library in it): $packed"
  done
}

[ -n "${CELLORA_FILES:-}" ] || die "Cannot find the jars (CELLORA_FILES is not set in spark_env_vars)"
if [ -n "${PYTORCH_LIBRARY_PATH:-}" ]; then
  copy_jars cu128
  unpack_torch
else
  copy_jars cpu
fi
