#!/usr/bin/env bash
# Runs a Cellora command by spark-submit, with two jars (docs/deploy.md): Cellora's and torch's natives.
#
#   deploy/spark-submit.sh [SPARK-SUBMIT OPTIONS --] COMMAND [OPTIONS]
#   deploy/spark-submit.sh --master yarn --executor-memory 8g -- run-all --train hdfs:///a.h5ad ...
#
# Needs SPARK_HOME (Spark 3.5 or 4, on Java 17) and the jars of ./cellora --version or mvn package.
#   CELLORA_JAR      cellora-job-<version>-all.jar, if it is not the one that was built here
#   CELLORA_NATIVES  cpu (default), cu128, none, or a jar:
#                    cpu    libtorch for processors comes with the jars
#                    cu128  libtorch for GPUs is installed on every machine, as torch 2.7.1+cu128;
#                           PYTORCH_LIBRARY_PATH names its lib folder (conf/gpu.conf has the rest)
#                    none   PYTORCH_LIBRARY_PATH names a folder that holds DJL's library, too
#   DJL_CACHE_DIR, PYTORCH_LIBRARY_PATH, PYTORCH_VERSION, PYTORCH_FLAVOR   are handed on to executors:
#                    paths on their machines
# libtorch lives outside the heap: give executors spark.executor.memoryOverhead of the weights'
# size + 0.3 GB + what a batch takes for each task.
# In cluster mode a settings file travels by --files, and --settings names it without its folder.
# A run is tried once on YARN, because a bad input stays bad; --resume in the command and
# --conf spark.yarn.maxAppAttempts=2 together survive a lost driver.
# On a standalone cluster in cluster mode it waits for the driver, and ends with 1 unless that ended with 0.
set -euo pipefail

home=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)

die() {
  echo "cellora: $*" >&2
  exit 1
}

# built PATTERN: the one jar of a build here
built() {
  compgen -G "$home/$1" | head -n 1 || die "Cannot find Cellora's jar, build it by ./cellora --version: $home/$1"
}

# The jar of natives, or nothing.
natives() {
  case ${CELLORA_NATIVES:-cpu} in
    none) ;;
    cpu) built 'udf/target/cellora-natives-cpu-*.jar' ;;
    cu128) built 'udf/target/cellora-natives-cu128-*.jar' ;;
    *.jar) echo "$CELLORA_NATIVES" ;;
    *) die "Invalid CELLORA_NATIVES: $CELLORA_NATIVES, expected cpu, cu128, none or a jar" ;;
  esac
}

[ -x "${SPARK_HOME:-}/bin/spark-submit" ] ||
  die "Cannot find spark-submit, set SPARK_HOME to a Spark distribution: ${SPARK_HOME:-(not set)}"
job=${CELLORA_JAR:-$(built 'job/target/cellora-job-*-all.jar')}
jars=$(natives)
if [[ ${CELLORA_NATIVES:-cpu} =~ ^(cu128|none)$ ]]; then
  [ -n "${PYTORCH_LIBRARY_PATH:-}" ] ||
    die "Cannot run without libtorch, set PYTORCH_LIBRARY_PATH to the folder that holds it on every machine: (not set)"
fi
if [ "${CELLORA_NATIVES:-}" = cu128 ]; then
  export PYTORCH_VERSION="${PYTORCH_VERSION:-2.7.1}" PYTORCH_FLAVOR="${PYTORCH_FLAVOR:-cu128}"
fi

spark_options=()
for argument in "$@"; do
  if [ "$argument" = -- ]; then
    while [ "$1" != -- ]; do
      # spark-submit would take the last --jars alone
      if [ "$1" = --jars ]; then
        jars+=${jars:+,}$2
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

# Offline, because executors must not download what a jar brings.
export DJL_OFFLINE=true OPT_OUT_TRACKING=true MALLOC_ARENA_MAX="${MALLOC_ARENA_MAX:-4}"
handed_on=()
for variable in DJL_OFFLINE OPT_OUT_TRACKING DJL_CACHE_DIR \
  PYTORCH_LIBRARY_PATH PYTORCH_VERSION PYTORCH_FLAVOR; do
  if [ -n "${!variable:-}" ]; then
    handed_on+=(--conf "spark.executorEnv.$variable=${!variable}")
    handed_on+=(--conf "spark.yarn.appMasterEnv.$variable=${!variable}")
  fi
done

submit=("$SPARK_HOME/bin/spark-submit"
  --class io.cellora.job.Main
  --name cellora
  ${jars:+--jars "$jars"}
  "${handed_on[@]}"
  --conf spark.executorEnv.MALLOC_ARENA_MAX=4
  --conf spark.yarn.maxAppAttempts=1
  --conf spark.standalone.submit.waitAppCompletion=true
  ${spark_options[@]+"${spark_options[@]}"})

# The JVM options that were given for the driver, after what Spark opens to itself everywhere but for a
# driver that a standalone worker starts.
driver_options() {
  local previous='' option
  echo -n -XX:+IgnoreUnrecognizedVMOptions
  printf -- ' --add-opens=java.base/%s=ALL-UNNAMED' \
    java.lang java.lang.invoke java.lang.reflect java.io java.net java.nio java.util java.util.concurrent \
    java.util.concurrent.atomic jdk.internal.ref sun.nio.ch sun.nio.cs sun.security.action sun.util.calendar
  for option in "${spark_options[@]}"; do
    case $option in
      --driver-java-options=*) echo -n " ${option#*=}" ;;
      spark.driver.extraJavaOptions=*) echo -n " ${option#*=}" ;;
      *) [ "$previous" != --driver-java-options ] || echo -n " $option" ;;
    esac
    previous=$option
  done
}

# Spark ends with 0 whatever becomes of a driver in a standalone cluster, but says it in its log.
if [[ "${spark_options[*]-} " =~ [\ =]spark://.* && "${spark_options[*]-} " =~ deploy-?[mM]ode[\ =]cluster\  ]]; then
  "${submit[@]}" --driver-java-options "$(driver_options)" "$job" "$@" 2>&1 | awk '
    { print; fflush() }
    /State of driver .* is FINISHED/ || /not configured to wait for completion/ { good = 1 }
    END { exit !good }' >&2 ||
    die "Cannot finish (the driver did not end well, its state is above, the rest in its log on the worker): $1"
else
  exec "${submit[@]}" "$job" "$@"
fi
