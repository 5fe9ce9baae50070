#!/usr/bin/env bash
# The templates, requests and variables of deploy/{emr,emr-serverless,sagemaker,athena} against cfn-lint
# and the models of the services that the AWS CLI carries, and broken copies of them. Called by deploy/check.sh.
set -euo pipefail
exec "${CELLORA_CHECKS_BIN:?call deploy/check.sh aws}/python" deploy/checks/aws.py "$@"
