#!/usr/bin/env bash
# Every JSON and YAML file of deploy/ can be read, no key stands twice, no file holds what looks like a
# secret; broken copies are caught. Called by deploy/check.sh.
set -euo pipefail
exec "${CELLORA_CHECKS_BIN:?call deploy/check.sh syntax}/python" deploy/checks/syntax.py
