#!/usr/bin/env bash
# Builds what is committed twice, in two folders of other names, and compares the jars byte by byte.
#
#   job/bench/check_reproducible.sh [COMMIT]
#
# Takes the dependencies from Maven's local repository, and from the network what is missing there. MVN is what
# runs Maven ("mvn -o" for no network). Prints the hashes; exits 1 if one differs.
set -euo pipefail
shopt -s inherit_errexit

home=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# build FOLDER: makes the jars in a folder, and prints their hashes
build() {
  mkdir -p "$work/$1"
  git -C "$home" archive "${commit}" | tar -xf - -C "$work/$1"
  # shellcheck disable=SC2086  # several words
  (cd "$work/$1" && ${MVN:-mvn} -B -ntp -q -Dmaven.test.skip=true package >&2)
  (cd "$work/$1" && sha256sum job/target/cellora-*.jar udf/target/cellora-*.jar)
  rm -rf "${work:?}/$1"
}

commit=$(git -C "$home" rev-parse --verify "${1:-HEAD}^{commit}")
one=$(build one)
# another time, another zone, another place
other=$(TZ=Asia/Tokyo LC_ALL=C build "two/deeper down")
echo "$one"
if [ "$one" != "$other" ]; then
  diff <(echo "$one") <(echo "$other") >&2 || true
  echo "check_reproducible: two builds of $commit differ" >&2
  exit 1
fi
echo "two builds of $commit have the same $(wc -l <<<"$one") jars"
