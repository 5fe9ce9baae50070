#!/usr/bin/env bash
# Brings a folder of deploy/ to AWS:
#
#   deploy/aws.sh WAY upload      copies jars, settings and scripts to s3://Bucket/cellora/artefacts/
#   deploy/aws.sh WAY validate    asks CloudFormation whether it can read the template
#   deploy/aws.sh WAY deploy      makes or changes the stack
#   deploy/aws.sh WAY run         starts it now: what the schedule would send
#   deploy/aws.sh WAY run FILE    emr-serverless: starts the job of a request in FILE
#   deploy/aws.sh emr add ID FILE adds the steps of FILE to a cluster that stays (Stay=true)
#   deploy/aws.sh WAY failures    shows starts that AWS refused, with the reason
#   deploy/aws.sh WAY results     copies report and pictures to ./cellora-results/
#   deploy/aws.sh WAY tables      makes the results tables of Athena (a stack of its own: deploy/athena)
#   deploy/aws.sh WAY remove      takes both stacks away; the bucket stays
#
# WAY is emr, emr-serverless or sagemaker; deploy/WAY/variables.env says what there is to fill in.
# Needs the AWS CLI, version 2, with credentials (in the console: CloudShell), and the built jars.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)

die() {
  echo "cellora: $*" >&2
  exit 1
}

# The value of a variable; none is empty, and none holds what a request or a template would trip over.
value() {
  local found
  found=$(sed -n "s/^$1=//p" "$variables")
  [ -n "$found" ] || die "Cannot go on, fill in $1: $variables"
  [[ $found =~ ^[A-Za-z0-9_.,:/*?=()+\ -]+$ ]] ||
    die "Invalid $1: $found, expected letters, digits, spaces and _.,:/*?=()+- alone ($variables)"
  echo "$found"
}

names() {
  grep -oE '^[A-Z][A-Za-z]*=' "$variables" | tr -d =
}

# What a stack tells of itself.
output() { # KEY
  aws cloudformation describe-stacks --stack-name "$name" --region "$region" --output text \
    --query "Stacks[0].Outputs[?OutputKey=='$1'].OutputValue"
}

# Copies a file with each ${Variable} and ${Output:Key} in it filled in.
fill() { # FILE
  local text variable key
  [ -e "$1" ] || die "Cannot read request (no such file): $1"
  text=$(cat "$1")
  for variable in $(names); do
    text=${text//"\${$variable}"/$(value "$variable")}
  done
  while read -r key; do
    text=${text//"\${Output:$key}"/$(output "$key")}
  done < <(grep -oE '[$]\{Output:[A-Za-z]+\}' "$1" | sed -E 's/.*:(.*)\}/\1/' | sort -u)
  [[ $text != *"\${"* ]] || die "Cannot fill in all of it (a name that variables.env lacks): $1"
  # The schedule gives each run a name of its own; so does this.
  printf '%s\n' "${text//<aws.scheduler.execution-id>/manual-$(date -u +%Y%m%d-%H%M%S)}"
}

built() { # JAR
  local folder
  for folder in job udf; do
    [ ! -e "$here/../$folder/target/$1" ] || echo "$here/../$folder/target/$1"
  done
}

upload() {
  local version jar jars file files names_of_jars
  version=$(value Version)
  names_of_jars=("cellora-job-$version-all.jar" "cellora-natives-cpu-$version.jar")
  ! grep -q '^Device=gpu$' "$variables" || names_of_jars+=("cellora-natives-cu128-$version.jar")
  files=("$here/../conf/emr.conf" "$here/gpu-discovery.sh")
  [ ! -e "$here/$way/bootstrap.sh" ] || files+=("$here/$way/bootstrap.sh")
  for jar in "${names_of_jars[@]}"; do
    jars=$(built "$jar")
    [ -n "$jars" ] || die "Cannot find a jar, build it by mvn package, or set Version: $jar"
    files+=("$(sed -n 1p <<<"$jars")")
  done
  if [ -e "$here/$way/configuration.json" ]; then
    fill "$here/$way/configuration.json" >"$scratch/configuration.json"
    files+=("$scratch/configuration.json")
  fi
  for file in "${files[@]}"; do
    aws s3 cp --region "$region" "$file" "s3://$bucket/cellora/artefacts/$(basename "$file")"
  done
}

stack() { # NAME TEMPLATE
  local parameters=() variable
  for variable in $(names); do
    parameters+=("$variable=$(value "$variable")")
  done
  # The stack makes roles, hence the capability. Variables that a template does not know are left out.
  aws cloudformation deploy --region "$region" --stack-name "$1" --template-file "$2" \
    --capabilities CAPABILITY_IAM --no-fail-on-empty-changeset \
    --parameter-overrides "${parameters[@]}"
}

# What the schedule sends, by one of AWS's own words for it: Target, Target.Input.
scheduled() { # QUERY FORMAT
  aws scheduler get-schedule --region "$region" --name "$name" --query "$1" --output "$2" \
    >"$scratch/scheduled.json"
  fill "$scratch/scheduled.json"
}

# The CLI has no command for EMR's RunJobFlow, so a schedule of its own starts it once and is gone.
run_once() {
  local at=$(($(date +%s) + 90)) when
  when=$(date -u -d "@$at" +%Y-%m-%dT%H:%M:%S 2>/dev/null || date -u -r "$at" +%Y-%m-%dT%H:%M:%S)
  scheduled Target json >"$scratch/target.json"
  aws scheduler create-schedule --region "$region" --name "$name-$(date -u +%Y%m%d-%H%M%S)" \
    --schedule-expression "at($when)" --flexible-time-window Mode=OFF \
    --action-after-completion DELETE --target "file://$scratch/target.json"
  echo "A cluster starts at $when UTC. If there is none after five minutes: deploy/aws.sh $way failures"
}

run() { # [FILE]
  case $way in
    emr) run_once ;;
    emr-serverless)
      # The schedule's words begin with capitals, those of the CLI do not: so from a file.
      fill "${1:-$here/$way/run-all.json}" >"$scratch/request.json"
      aws emr-serverless start-job-run --region "$region" \
        --cli-input-json "file://$scratch/request.json"
      ;;
    *)
      scheduled Target.Input text >"$scratch/request.json"
      aws sagemaker create-processing-job --region "$region" \
        --cli-input-json "file://$scratch/request.json"
      ;;
  esac
}

add() { # CLUSTER FILE
  [ $# -eq 2 ] || die "Invalid arguments: $*, expected the cluster's id and a file of steps"
  fill "$2" >"$scratch/steps.json"
  aws emr add-steps --region "$region" --cluster-id "$1" --steps "file://$scratch/steps.json"
}

failures() {
  aws sqs receive-message --region "$region" --queue-url "$(output FailedStarts)" \
    --message-attribute-names All --max-number-of-messages 10 \
    --query "Messages[].MessageAttributes"
}

tables() {
  stack "$name-tables" "$here/athena/template.yaml"
  aws glue start-crawler --region "$region" --name "$name-tables"
  echo "In about two minutes the tables are in the database $(value Database): deploy/athena/queries.sql"
}

remove() {
  local each
  for each in "$name-tables" "$name"; do
    aws cloudformation delete-stack --region "$region" --stack-name "$each"
    aws cloudformation wait stack-delete-complete --region "$region" --stack-name "$each"
  done
}

[ $# -ge 2 ] || die "Invalid arguments: $*, expected WAY ACTION (see the head of deploy/aws.sh)"
way=${1%/}
way=${way##*/}
action=$2
shift 2
variables=$here/$way/variables.env
[ -e "$variables" ] || die "Invalid way: $way, expected emr, emr-serverless or sagemaker"
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
region=$(value Region)
bucket=$(value Bucket)
name=$(value Name)
# An empty variable stops here, not halfway.
for variable in $(names); do
  value "$variable" >/dev/null
done

case $action in
  upload | failures | tables | remove) "$action" ;;
  run | add) "$action" "$@" ;;
  deploy) stack "$name" "$here/$way/template.yaml" ;;
  validate)
    aws cloudformation validate-template --region "$region" \
      --template-body "file://$here/$way/template.yaml"
    ;;
  results)
    aws s3 cp --region "$region" --recursive \
      "s3://$bucket/cellora/results/$(value Run)/reports/" cellora-results/
    ;;
  *) die "Invalid action: $action, expected one of those at the head of deploy/aws.sh" ;;
esac
