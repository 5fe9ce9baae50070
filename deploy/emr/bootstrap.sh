#!/usr/bin/env bash
# Prepares a machine of the cluster before EMR installs Spark (EMR bootstrap action):
#
#   bootstrap.sh s3://BUCKET/cellora/artefacts cpu|gpu
#
# Puts settings and the GPU script into /opt/cellora. For gpu also libtorch for CUDA, from
# artefacts/libtorch-cuda.tar.gz, into /opt/torch, and the control groups that YARN needs on EMR 7 to
# hand out GPUs. Nothing comes from the internet.
set -euo pipefail

die() {
  echo "cellora: $*" >&2
  exit 1
}

[ $# -eq 2 ] || die "Invalid arguments: $*, expected s3://BUCKET/cellora/artefacts cpu|gpu"
artefacts=${1%/}
device=$2
[[ $device == cpu || $device == gpu ]] || die "Invalid device: $device, expected cpu or gpu"

glibc=$(getconf GNU_LIBC_VERSION | cut -d ' ' -f 2)
printf '2.29\n%s\n' "$glibc" | sort -V -C ||
  die "Cannot run libtorch (glibc $glibc, it needs 2.29; use an EMR 7 release): $(uname -n)"

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
sudo install -d -m 755 /opt/cellora
for file in emr.conf gpu-discovery.sh; do
  aws s3 cp --no-progress "$artefacts/$file" "$scratch/$file"
  sudo install -m 755 "$scratch/$file" "/opt/cellora/$file"
done

# The primary has no GPU, and needs none of this.
if [ "$device" = gpu ] && grep -q '"isMaster": *false' /mnt/var/lib/info/instance.json; then
  sudo install -d -m 755 /opt/torch
  aws s3 cp --no-progress "$artefacts/libtorch-cuda.tar.gz" - | sudo tar -xz -C /opt/torch --no-same-owner
  [ -e /opt/torch/lib/libtorch_cuda.so ] ||
    die "Cannot find libtorch for CUDA (no lib/libtorch_cuda.so in it): $artefacts/libtorch-cuda.tar.gz"
  # YARN's own isolation of GPUs is of control groups version 1, which Amazon Linux 2023 no longer mounts.
  sudo mkdir -p /spark-rapids-cgroup/devices
  sudo mount -t cgroup -o devices cgroupv1-devices /spark-rapids-cgroup/devices
  sudo chmod -R a+rwx /spark-rapids-cgroup
fi
