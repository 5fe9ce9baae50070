#!/usr/bin/env bash
# The same settings give the same adapter, byte for byte, on 1, 2 and 4 cores: runs run-all three times and compares.
#
#   job/bench/check_same_bytes.sh --train a.h5ad --val b.h5ad --model DIR [--set key=value ...]
#
# Prints the SHA-256 of every adapter file; exits 1 if one differs.
set -euo pipefail

home=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

for cores in 1 2 4; do
  "$home/cellora" run-all "$@" --master "local[$cores]" --out "$work/$cores" >"$work/$cores.log" 2>&1 ||
    [ $? = 3 ] || { cat "$work/$cores.log" >&2; exit 1; }
  # Hidden files are Hadoop's own checksums.
  (cd "$work/$cores/adapters" && find . -type f ! -name '.*' -print0 | sort -z | xargs -0 sha256sum) \
    >"$work/$cores.sums"
  echo "local[$cores]"
  sed 's/^/  /' "$work/$cores.sums"
done
cmp "$work/1.sums" "$work/2.sums" && cmp "$work/1.sums" "$work/4.sums" && echo "the same bytes on 1, 2 and 4 cores"
