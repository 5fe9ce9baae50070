#!/usr/bin/env bash
# Every Dockerfile of deploy/ is read by hadolint, and copies that are broken are caught. Called by
# deploy/check.sh.
set -euo pipefail

bin=${CELLORA_CHECKS_BIN:?call deploy/check.sh images}
hadolint=("$bin/hadolint" --no-color --failure-threshold info)
status=0

for file in deploy/*/Dockerfile; do
  if "${hadolint[@]}" "$file"; then
    echo "ok   images: $file"
  else
    echo "FAIL images: $file"
    status=1
  fi
done

caught() { # WHAT, RULE, SED'S CHANGE
  local said changed
  changed=$(sed -E "$3" deploy/kubernetes/Dockerfile)
  if [ "$changed" = "$(cat deploy/kubernetes/Dockerfile)" ]; then
    echo "FAIL images: the change does nothing: $3"
    status=1
  elif said=$("${hadolint[@]}" - <<<"$changed" 2>&1); then
    echo "FAIL images: not caught: $1"
    status=1
  elif [[ $said != *"$2"* ]]; then
    echo "FAIL images: $1: $said"
    status=1
  else
    echo "ok   images: caught: $1"
  fi
}
caught "a tag that moves" DL3007 's/^(FROM apache.spark):[^ ]*/\1:latest/'
caught "no tag" DL3006 's/^(FROM pytorch.pytorch):[^ ]*/\1/'
caught "root at the end" DL3002 's/^USER 185/USER root/'
caught "a script from the network straight into a shell" DL4006 's/^SHELL .*/RUN curl -s example.org | sh/'
caught "an instruction that there is not" unexpected 's/^COPY --from=torch/COPIED --from=torch/'
caught "files that are fetched by ADD" DL3020 's/^COPY --chmod=644 conf/ADD conf/'
exit $status
