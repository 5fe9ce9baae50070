#!/usr/bin/env bash
# Builds the image of driver and executors, and on request the one with torch for CUDA:
#
#   deploy/kubernetes/build-image.sh IMAGE [GPU_IMAGE]
#   deploy/kubernetes/build-image.sh registry.example.org/cellora:0.1.0
#
#   DOCKER        the command that builds (default: docker; podman does too)
#   HADOOP_AWS    version of hadoop-aws, that of Spark's Hadoop (default: 3.3.4); none leaves s3a out
#   AWS_SDK       version of aws-java-sdk-bundle that goes with it (default: 1.12.262)
#
# Needs Docker with BuildKit, Maven for the jars of s3a, and Cellora's jars (docs/deploy.md).
set -euo pipefail

home=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
docker=${DOCKER:-docker}
hadoop_aws=${HADOOP_AWS:-3.3.4}
aws_sdk=${AWS_SDK:-1.12.262}

die() {
  echo "cellora: $*" >&2
  exit 1
}

# The one file of a pattern.
one() {
  local found
  found=$(compgen -G "$1") || die "Cannot find a jar, build it as docs/deploy.md says: $1"
  [ -f "$found" ] || die "Cannot choose a jar, delete the old one: $found"
  echo "$found"
}

require_pinned() {
  [[ $1 =~ [:@][^/]+$ && ! $1 =~ :latest$ ]] ||
    die "Invalid image: $1, expected one with a tag of its own, such as cellora:0.1.0"
}

if [ $# -lt 1 ] || [ $# -gt 2 ]; then
  die "Invalid arguments: $*, expected IMAGE [GPU_IMAGE]"
fi
for image in "$@"; do
  require_pinned "$image"
done
command -v "$docker" >/dev/null || die "Cannot find Docker on the PATH, or set DOCKER: $docker"

context=$(mktemp -d)
trap 'rm -rf "$context"' EXIT
mkdir "$context/jars" "$context/cpu" "$context/gpu" "$context/conf"
cp "$(one "$home/job/target/cellora-job-*-all.jar")" "$context/jars/cellora-job-all.jar"
cp "$(one "$home/udf/target/cellora-natives-cpu-*.jar")" "$context/cpu/cellora-natives.jar"
cp "$(one "$home/udf/target/cellora-natives-cu128-*.jar")" "$context/gpu/cellora-natives.jar"
cp "$home"/conf/*.conf "$home/conf/log4j2.properties" "$context/conf/"
cp "$home/deploy/gpu-discovery.sh" "$home/deploy/kubernetes/Dockerfile" "$context/"
if [ "$hadoop_aws" != none ]; then
  for jar in "org.apache.hadoop:hadoop-aws:$hadoop_aws" "com.amazonaws:aws-java-sdk-bundle:$aws_sdk"; do
    mvn -B -q -ntp dependency:copy -Dartifact="$jar" -DoutputDirectory="$context/jars" ||
      die "Cannot fetch a jar of s3a (HADOOP_AWS=none leaves it out): $jar"
  done
fi

"$docker" build --target cpu --tag "$1" "$context"
if [ $# -eq 2 ]; then
  "$docker" build --target gpu --tag "$2" "$context"
fi
