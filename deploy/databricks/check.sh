#!/usr/bin/env bash
# The bundle by Databricks' own classes, and init.sh and upload.sh on a machine that is made up. Called by
# deploy/check.sh.
set -euo pipefail

bin=${CELLORA_CHECKS_BIN:?call deploy/check.sh databricks}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
way=databricks
# shellcheck source=../checks/lines.bash
. deploy/checks/lines.bash
"$bin/python" deploy/databricks/check.py || status=1

mkdir "$scratch/volume" "$scratch/jars"
init() {
  CELLORA_FILES=$scratch/volume CELLORA_SPARK_JARS=$scratch/jars "$@" deploy/databricks/init.sh 2>&1
}

refused "a volume without jars" "Cannot find a jar, run upload.sh" init env
touch "$scratch"/volume/cellora-job-1-all.jar "$scratch"/volume/cellora-natives-{cpu,cu128}-1.jar
if init env && [ "$(echo "$scratch"/jars/*)" = "$scratch/jars/cellora-job-1-all.jar $scratch/jars/cellora-natives-cpu-1.jar" ]; then
  line 'ok  ' "init.sh copies the jars of a node without a GPU"
else
  line FAIL "init.sh on a node without a GPU"
fi
rm "$scratch"/jars/*
on_gpu=(env "PYTORCH_LIBRARY_PATH=$scratch/torch/lib")
refused "a GPU node without libtorch" "Cannot find libtorch for CUDA, see README.md" init "${on_gpu[@]}"
mkdir "$scratch/lib"
touch "$scratch/lib/libtorch_cuda.so"
tar -C "$scratch" -czf "$scratch/volume/libtorch-cuda.tar.gz" lib
refused "a libtorch without the runtime's name" "no lib/libcudart.so in it" init "${on_gpu[@]}"
touch "$scratch/lib/libcudart.so"
tar -C "$scratch" -czf "$scratch/volume/libtorch-cuda.tar.gz" lib
rm -rf "$scratch/jars" && mkdir "$scratch/jars"
if init "${on_gpu[@]}" && [ -f "$scratch/torch/lib/libcudart.so" ] && [ -f "$scratch/jars/cellora-natives-cu128-1.jar" ]; then
  line 'ok  ' "init.sh unpacks libtorch on a GPU node"
else
  line FAIL "init.sh on a GPU node"
fi
touch "$scratch/volume/cellora-job-2-all.jar"
refused "two versions in the volume" "Cannot choose a jar" init env
exit $status
