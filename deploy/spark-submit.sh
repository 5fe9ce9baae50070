#!/usr/bin/env bash
# Runs a Cellora command by spark-submit:
#
#   deploy/spark-submit.sh [SPARK-SUBMIT OPTIONS --] COMMAND [OPTIONS]
#   deploy/spark-submit.sh --master yarn --executor-memory 8g -- run-all --train hdfs:///a.h5ad ...
#
# Needs SPARK_HOME (Spark 3.5 or 4, on Java 17) and the jars of ./cellora --version or mvn package.
# libtorch lives outside the heap: give executors spark.executor.memoryOverhead of the weights'
# size + 0.3 GB + what a batch takes for each task.
# In cluster mode a settings file travels by --files, and --settings names it without its folder.
# A run is tried once on YARN, because a bad input stays bad; --resume in the command and
# --conf spark.yarn.maxAppAttempts=2 together survive a lost driver.
# Spark itself passes the --add-opens that it needs to driver and executors.
set -euo pipefail

home=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)

die() {
  echo "cellora: $*" >&2
  exit 1
}

[ -x "${SPARK_HOME:-}/bin/spark-submit" ] ||
  die "Cannot find spark-submit, set SPARK_HOME to a Spark distribution: ${SPARK_HOME:-(not set)}"
job=$(echo "$home"/job/target/cellora-job-*[0-9T].jar)
[ -f "$job" ] || die "Cannot find Cellora's jar, build it by ./cellora --version: $job"

spark_options=()
more_jars=
for argument in "$@"; do
  if [ "$argument" = -- ]; then
    while [ "$1" != -- ]; do
      # spark-submit would take the last --jars alone
      if [ "$1" = --jars ]; then
        more_jars+=,$2
        shift
      else
        spark_options+=("$1")
      fi
      shift
    done
    shift
    break
  fi
done

# Natives load once in a JVM; offline, because executors must not download what --jars brings.
export DJL_OFFLINE=true OPT_OUT_TRACKING=true MALLOC_ARENA_MAX="${MALLOC_ARENA_MAX:-4}"
jars=$(printf '%s,' "$home"/job/target/lib/*.jar)
exec "$SPARK_HOME/bin/spark-submit" \
  --class io.cellora.job.cli.Cellora \
  --name cellora \
  --jars "${jars%,}$more_jars" \
  --conf spark.executorEnv.DJL_OFFLINE=true \
  --conf spark.executorEnv.OPT_OUT_TRACKING=true \
  --conf spark.executorEnv.MALLOC_ARENA_MAX=4 \
  --conf spark.yarn.maxAppAttempts=1 \
  --conf spark.standalone.submit.waitAppCompletion=true \
  --conf spark.yarn.appMasterEnv.DJL_OFFLINE=true \
  --conf spark.yarn.appMasterEnv.OPT_OUT_TRACKING=true \
  ${spark_options[@]+"${spark_options[@]}"} \
  "$job" "$@"
