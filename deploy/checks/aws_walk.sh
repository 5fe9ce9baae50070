#!/usr/bin/env bash
# Types what the READMEs of deploy/{emr,emr-serverless,sagemaker} say, in their order: each aws command,
# also those inside deploy/aws.sh, is read by the real AWS CLI, which must know it and its options and
# only then fail to reach a server that is not there. Called by deploy/check.sh; sends nothing.
set -euo pipefail

aws=${CELLORA_CHECKS_BIN:?call deploy/check.sh aws_walk}/aws
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
status=0
unset AWS_PROFILE AWS_DEFAULT_REGION AWS_REGION
export AWS_ENDPOINT_URL=http://127.0.0.1:9 AWS_ACCESS_KEY_ID=none AWS_SECRET_ACCESS_KEY=none \
  AWS_MAX_ATTEMPTS=1 AWS_EC2_METADATA_DISABLED=true AWS_PAGER='' AWS_CONFIG_FILE=/dev/null \
  AWS_SHARED_CREDENTIALS_FILE=/dev/null REAL_AWS=$aws

mkdir "$scratch/bin"
# An aws in front of the real one: what that would have sent counts as done, and a few questions have answers.
cat >"$scratch/bin/aws" <<'AWS'
#!/usr/bin/env bash
set -euo pipefail
said=$("$REAL_AWS" "$@" 2>&1) || true
if [[ $said != *"Could not connect to the endpoint"* ]]; then
  printf 'aws %s\n%s\n' "$*" "$said" | tail -n 5 >&2
  exit 2
fi
case "$1 $2 $*" in
  "scheduler get-schedule"*"Target.Input"*) cat "$ANSWERS/input.json" ;;
  "scheduler get-schedule"*) cat "$ANSWERS/target.json" ;;
  "cloudformation describe-stacks"*ApplicationId*) echo 00f1r2s3t4u5v609 ;;
  "cloudformation describe-stacks"*JobRole*) echo arn:aws:iam::123456789012:role/cellora-JobRole ;;
  "cloudformation describe-stacks"*) echo https://sqs.eu-central-1.amazonaws.com/123456789012/failed ;;
esac
AWS
chmod +x "$scratch/bin/aws"

# The commands in a README's code, a line each, with what the reader puts in place of capitals.
commands() { # README
  awk '/^```/ { code = !code; next } code' "$1" | sed -e ':a' -e '/\\$/N; s/\\\n */ /; ta' |
    grep -E '^(aws|deploy/aws\.sh) ' |
    sed -E 's/\bBUCKET\b/some-bucket/g; s/\bREGION\b/eu-central-1/g; s/\bSUBNET\b/subnet-01234567/g;
      s/\bVPC\b/vpc-01234567/g; s/\bj-ID\b/j-3H6EATEWWRWS/g; s/\b(JOB|APPLICATION)\b/00f1r2s3t4u5v609/g'
}

# A clone as a reader has it after the build, with the variables filled in and files to copy.
clone() { # WAY
  local home=$scratch/$1
  mkdir -p "$home/job/target" "$home/atlas" "$home/scimilarity"
  cp -R deploy conf "$home/"
  sed -i.bak -e 's/^Region=$/Region=eu-central-1/' -e 's/^Bucket=$/Bucket=some-bucket/' \
    -e 's/^Subnet=$/Subnet=subnet-01234567/' -e 's/^ImageAccount=$/ImageAccount=906073651304/' \
    "$home/deploy/$1/variables.env"
  touch "$home/conf/emr.conf" "$home/atlas/a.h5ad" "$home/scimilarity/encoder.ckpt" \
    "$home/libtorch-cuda.tar.gz" "$home/job/target/cellora-job-0.1.0-SNAPSHOT-all.jar" \
    "$home/job/target/cellora-natives-cpu-0.1.0-SNAPSHOT.jar"
  mkdir "$home/answers"
  "$CELLORA_CHECKS_BIN/python" deploy/checks/aws.py --scheduled "$1" "$home/answers"
  echo "$home"
}

type_all() { # HOME WAY
  local command count=0
  while IFS= read -r command; do
    count=$((count + 1))
    if said=$(cd "$1" && ANSWERS=$1/answers PATH=$scratch/bin:$PATH bash -euc "$command" 2>&1 </dev/null); then
      echo "ok   walk: $2: ${command:0:90}"
    else
      echo "FAIL walk: $2: $command"
      printf '     %s\n' "$said" | tail -n 6
      status=1
    fi
  done < <(commands "$1/deploy/$2/README.md")
  if [ "$count" -lt 8 ]; then
    echo "FAIL walk: $2: only $count commands were found"
    status=1
  fi
}

for way in emr emr-serverless sagemaker; do
  type_all "$(clone $way)" $way
done

# What this walk must notice: a command that the CLI lacks, an option, and a variable left empty.
broken() { # WHAT COMMAND
  if (cd "$home" && ANSWERS=$home/answers PATH=$scratch/bin:$PATH bash -euc "$2") >/dev/null 2>&1; then
    echo "FAIL walk: not caught: $1"
    status=1
  else
    echo "ok   walk: caught: $1"
  fi
}
home=$scratch/emr
broken "aws emr run-job-flow, which the CLI lacks" "aws emr run-job-flow --cli-input-json {}"
broken "an option that is misspelt" "aws emr list-steps --id j-3H6EATEWWRWS"
broken "a way that there is not" "deploy/aws.sh emrs deploy"
sed -i.bak 's/^Subnet=.*/Subnet=/' "$home/deploy/emr/variables.env"
broken "a variable that is empty" "deploy/aws.sh emr deploy"
# shellcheck disable=SC2016  # the variable is to hold it as it stands
sed -i.bak 's/^Subnet=.*/Subnet=$(id)/' "$home/deploy/emr/variables.env"
broken "a value that a shell would run" "deploy/aws.sh emr deploy"
exit $status
