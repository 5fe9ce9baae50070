#!/usr/bin/env bash
# Every shell script of the repository is read by bash -n and shellcheck, and two that are broken are
# caught. Called by deploy/check.sh.
set -euo pipefail

bin=${CELLORA_CHECKS_BIN:?call deploy/check.sh shell}
# SC2329 does not know functions that only a trap calls.
shellcheck=("$bin/shellcheck" -x -P SCRIPTDIR -e SC2329)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
status=0

# Scripts by their first line, so that those without .sh count too.
scripts() {
  if git rev-parse --git-dir >/dev/null 2>&1; then
    git ls-files -co --exclude-standard
  else
    find . -type f -not -path '*/target/*' -not -path './.git/*'
  fi | while read -r file; do
    [ -f "$file" ] || continue
    case $(head -c 64 "$file" | tr -d '\0' | sed -n 1p) in
      '#!'*bash* | '#!/bin/sh'*) echo "$file" ;;
    esac
  done | LC_ALL=C sort
}

found=0
while read -r script; do
  found=$((found + 1))
  if bash -n "$script" && "${shellcheck[@]}" "$script"; then
    echo "ok   shell: $script"
  else
    echo "FAIL shell: $script"
    status=1
  fi
done < <(scripts)
if [ "$found" -lt 10 ]; then
  echo "FAIL shell: only $found scripts were found"
  status=1
fi

# Two copies of a script, each broken in its own way; both must be seen.
caught() { # NAME COMMAND...
  local name=$1
  shift
  if "$@" >/dev/null 2>&1; then
    echo "FAIL shell: not caught: $name"
    status=1
  else
    echo "ok   shell: caught: $name"
  fi
}
{ cat deploy/spark-submit.sh; echo 'if true; then'; } >"$scratch/open.sh"
# shellcheck disable=SC2016  # the broken script is to expand it
{ cat deploy/spark-submit.sh; echo 'rm -rf $job/*'; } >"$scratch/unquoted.sh"
caught "an if without its end (bash -n)" bash -n "$scratch/open.sh"
caught "a variable without quotes (shellcheck)" "${shellcheck[@]}" "$scratch/unquoted.sh"
exit $status
