#!/usr/bin/env bash
# Holds what stands in deploy/ to the services' own descriptions; needs neither account nor cluster:
#
#   deploy/check.sh            all checks
#   deploy/check.sh aws shell  deploy/checks/aws.sh and deploy/checks/shell.sh alone
#
# A check is an executable deploy/checks/NAME.sh or deploy/WAY/check.sh. It is called in the
# repository's root with CELLORA_CHECKS_BIN, the bin folder of a Python environment that holds
# deploy/checks/requirements.txt; it prints "ok   ..." or "FAIL ..." for each thing that it looked at,
# and exits 1 if there is a FAIL. A check that needs much more makes its environment beside it.
#
#   CELLORA_CHECKS  folder of the environments (default: ~/.cache/cellora/checks)
#   PYTHON          a Python 3.11 or newer with venv (default: python3)
#
# The first call takes 40 MB from PyPI (360 MB unpacked), a later one nothing; then it is a minute of work.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

die() {
  echo "cellora: $*" >&2
  exit 1
}

python=${PYTHON:-python3}
"$python" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null ||
  die "Cannot find a Python 3.11 or newer with venv, install python3 and python3-venv, or set PYTHON: $python"
folder=${CELLORA_CHECKS:-${HOME:-/root}/.cache/cellora/checks}
pinned=deploy/checks/requirements.txt
# Another list of packages, or another Python, is another environment.
key=$({ cat "$pinned"; "$python" --version; } | cksum | cut -d ' ' -f 1)
environment=$folder/$key

if [ ! -e "$environment/complete" ]; then
  rm -rf "$environment"
  mkdir -p "$folder"
  "$python" -m venv "$environment" ||
    die "Cannot make a Python environment, install python3-venv: $environment"
  "$environment/bin/pip" install --quiet --no-deps --only-binary :all: -r "$pinned" ||
    die "Cannot install the checks' packages (is PyPI reachable?): $pinned"
  touch "$environment/complete"
fi
export CELLORA_CHECKS_BIN=$environment/bin
export PYTHONDONTWRITEBYTECODE=1

checks=(deploy/checks/*.sh)
for check in deploy/*/check.sh; do
  [ ! -e "$check" ] || checks+=("$check")
done
if [ $# -gt 0 ]; then
  checks=()
  for name in "$@"; do
    check=deploy/checks/$name.sh
    [ -e "$check" ] || check=deploy/$name/check.sh
    [ -e "$check" ] || die "Invalid check: $name, expected one of deploy/checks or a folder of deploy"
    checks+=("$check")
  done
fi

failed=()
for check in "${checks[@]}"; do
  echo "== $check"
  "$check" || failed+=("$check")
done
[ ${#failed[@]} -eq 0 ] || die "Cannot deploy what fails its checks: ${failed[*]}"
