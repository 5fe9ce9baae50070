#!/usr/bin/env bash
# The examples for Airflow, read without it; with it where AIRFLOW_PYTHON names its Python. Called by
# deploy/check.sh.
set -euo pipefail

exec "${CELLORA_CHECKS_BIN:?call deploy/check.sh airflow}/python" deploy/airflow/check.py
