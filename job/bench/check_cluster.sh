#!/usr/bin/env bash
# The whole job on real clusters of this machine, by the real spark-submit, from a fresh clone: starts a Spark
# standalone master with two workers, YARN with two nodes, HDFS and an S3 server, runs `run-all` on demo shards
# in client and in cluster deploy mode with input, model, checkpoints and output on the store, and compares
# with local[2]: exit code, the report and its verdict, the rows of every table, the bytes of every adapter.
#
#   job/bench/check_cluster.sh [--spark 3.5|4] [--on standalone,yarn] [--store hdfs,s3a] [--mode client,cluster]
#
# Without options it does all eight on Spark 3.5. Cellora is built once, by the default profile: the same jar
# is submitted to both Spark lines.
# From the environment: SPARK_HOME (else pyspark of the line from PyPI is put into ~/.cache/cellora, 0.4 GB once;
# it carries a distribution's bin/ and jars/), JAVA_HOME (a JDK 17), CELLORA_CLUSTER_WORK (a folder that is kept;
# default: a temporary one), CELLORA_CLUSTER_PORT (19077 and the next three). Needs Maven, Python 3 with venv.
# Everything listens on the loopback address and is stopped at the end, also when interrupted.
# Prints a table; exits 1 if anything differs.
set -euo pipefail

home=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)

die() {
  echo "check_cluster: $*" >&2
  exit 1
}

line=3.5 ons=standalone,yarn stores=hdfs,s3a modes=client,cluster
while [ $# -gt 0 ]; do
  [ $# -gt 1 ] || die "Invalid option: $1, expected a value after it"
  case $1 in
    --spark) line=$2 ;;
    --on) ons=$2 ;;
    --store) stores=$2 ;;
    --mode) modes=$2 ;;
    *) die "Invalid option: $1, expected --spark, --on, --store or --mode" ;;
  esac
  shift 2
done
[[ $ons =~ ^(standalone|yarn)(,(standalone|yarn))*$ ]] || die "Invalid --on: $ons, expected standalone,yarn"
[[ $stores =~ ^(hdfs|s3a)(,(hdfs|s3a))*$ ]] || die "Invalid --store: $stores, expected hdfs,s3a"
[[ $modes =~ ^(client|cluster)(,(client|cluster))*$ ]] || die "Invalid --mode: $modes, expected client,cluster"
case $line in
  3.5) version=3.5.5 ;;
  4) version=4.0.1 ;;
  *) die "Invalid --spark: $line, expected 3.5 or 4" ;;
esac

if [ -z "${JAVA_HOME:-}" ]; then
  java=$(compgen -G '/usr/lib/jvm/*17*/bin/javac' | sed -n 1p)
  [ -n "$java" ] || die "Cannot find a JDK 17 (none in /usr/lib/jvm), set JAVA_HOME to one"
  JAVA_HOME=$(dirname "$(dirname "$java")")
fi
export JAVA_HOME

# The distribution: SPARK_HOME, or what pip installs.
distribution() {
  local venv=${XDG_CACHE_HOME:-$HOME/.cache}/cellora/spark-$version
  if [ ! -f "$venv/complete" ]; then
    echo "fetching Spark $version from PyPI into $venv (once)" >&2
    rm -rf "$venv"
    { python3 -m venv "$venv" &&
      "$venv/bin/pip" -q --disable-pip-version-check install "pyspark==$version" >&2; } ||
      die "Cannot fetch Spark $version (pip's error is above); set SPARK_HOME to a distribution: $venv"
    touch "$venv/complete"
  fi
  echo "$venv"/lib/python3*/site-packages/pyspark
}
export SPARK_HOME=${SPARK_HOME:-$(distribution)}
[ -f "$(echo "$SPARK_HOME"/jars/spark-core_*-"${version%.*}".*.jar)" ] ||
  die "Invalid SPARK_HOME: $SPARK_HOME, expected a Spark $line with bin/ and jars/"

port=${CELLORA_CLUSTER_PORT:-19077}
hdfs=hdfs://127.0.0.1:$((port + 1))
bucket=cellora
if [ -n "${CELLORA_CLUSTER_WORK:-}" ]; then
  mkdir -p "$CELLORA_CLUSTER_WORK"
  work=$(cd "$CELLORA_CLUSTER_WORK" && pwd -P)
else
  work=$(mktemp -d)
fi

WORKER_CORES=2 WORKER_MEMORY=3g
# shellcheck source=job/bench/standalone.sh
source "$home/job/bench/standalone.sh"
# shellcheck source=job/bench/stores.sh
source "$home/job/bench/stores.sh"

# A YARN container may outlive its node manager; its command line names this folder.
# shellcheck disable=SC2317  # called by the trap
finish() {
  local pid
  stop_all
  for pid in $(pgrep -f -- "$work/" || true); do
    [ "$pid" = $$ ] || kill -9 "$pid" 2>/dev/null || true
  done
  [ -n "${CELLORA_CLUSTER_WORK:-}" ] || rm -rf "$work"
}
trap finish EXIT

has() {
  [[ ,$1, == *,$2,* ]]
}

cp "$home/job/bench/small.conf" "$work/run.conf"

# where ON STORE: what is before the paths; on YARN paths without a scheme are on its default file system.
where() {
  case $1-$2 in
    yarn-hdfs) echo /cellora ;;
    *-hdfs) echo "$hdfs/cellora" ;;
    *-s3a) echo "s3a://$bucket/cellora" ;;
  esac
}

# options ON MODE: for spark-submit, one a line; two executors of one core.
options() {
  printf '%s\n' --deploy-mode "$2" --driver-memory 1g --executor-memory 1g --executor-cores 1 \
    --conf spark.ui.enabled=false --conf spark.sql.shuffle.partitions=4
  case $1 in
    standalone) printf '%s\n' --master "$master_url" --total-executor-cores 2 ;;
    yarn)
      printf '%s\n' --master yarn --num-executors 2 --conf spark.yarn.jars="local:$SPARK_HOME/jars/*" \
        --conf spark.yarn.appMasterEnv.SPARK_LOCAL_IP=127.0.0.1 \
        --conf spark.executorEnv.SPARK_LOCAL_IP=127.0.0.1 --conf spark.yarn.submit.file.replication=1
      ;;
  esac
}

# submitted NAME ON STORE MODE COMMAND [ARGUMENT...]: the exit code of a command, in `code`. Settings are
# a file on the store in client mode; in cluster mode a local file that travels by --files.
submitted() {
  local name=$1 on=$2 store=$3 mode=$4 base given=() settings
  base=$(where "$on" "$store")
  shift 4
  mapfile -t given < <(options "$on" "$mode")
  settings=$base/run.conf
  if [ "$mode" = cluster ]; then
    given+=(--files "$work/run.conf")
    settings=run.conf
  fi
  if [ "$store" = s3a ]; then
    given+=("${s3_options[@]}" --jars "$s3_jars")
  fi
  code=0
  [ "$on" != yarn ] || export HADOOP_CONF_DIR=$yarn_conf
  "$home/deploy/spark-submit.sh" "${given[@]}" -- "$@" --settings "$settings" >"$work/$name.log" 2>&1 &
  unset HADOOP_CONF_DIR
  wait $! || code=$?
}

run_all() {
  local base
  base=$(where "$2" "$3")
  submitted "$@" run-all --train "$base/atlas/train-*.h5ad" --val "$base/atlas/val-*.h5ad" \
    --test "$base/atlas/test-*.h5ad" --model "$base/model" --out "$base/$1"
  if [ "$code" = 0 ]; then
    store_get "$(where standalone "$3")/$1" "$work/outputs/$1" || code=unreadable
  fi
}

row() {
  printf '%-24s  %5s  %5s  %6s  %8s  %6s  %s\n' "$@"
}

# seconds of a run, by its name
declare -A took codes
failed=0

echo "== building; Spark $version in $SPARK_HOME" >&2
prepare_servers
mkdir -p "$work/outputs"

echo "== demo shards, base model, and the run in local mode that all others are held to" >&2
local_mode() {
  "$home/deploy/spark-submit.sh" --master 'local[2]' --driver-memory 2g --conf spark.ui.enabled=false \
    --conf spark.driver.host=127.0.0.1 -- "$@" --settings "$work/run.conf" >>"$work/local.log" 2>&1 &
  wait $! || { tail -n 20 "$work/local.log" >&2; die "Cannot run in local mode: $1"; }
}
local_mode demo --out "$work/demo"
begin=$SECONDS
demo=$work/demo
local_mode run-all --train "$demo/atlas/train-*.h5ad" --val "$demo/atlas/val-*.h5ad" \
  --test "$demo/atlas/test-*.h5ad" --model "$demo/model" --out "$work/outputs/local"
took[local]=$((SECONDS - begin)) codes[local]=0
names=(local)

echo "== servers" >&2
start_hdfs $((port + 1))
if has "$stores" s3a; then
  start_s3 $((port + 2)) "$bucket"
fi
if has "$ons" yarn; then
  start_yarn "$hdfs"
fi
if has "$ons" standalone; then
  start_master
  start_worker 1
  start_worker 2
fi
for store in ${stores//,/ }; do
  base=$(where standalone "$store")
  for each in "$demo/atlas" "$demo/model" "$work/run.conf"; do
    store_put "$each" "$base/" || die "Cannot write to the store: $base"
  done
done

for on in ${ons//,/ }; do
  for store in ${stores//,/ }; do
    for mode in ${modes//,/ }; do
      name=$on-$store-$mode
      echo "== $name" >&2
      begin=$SECONDS
      run_all "$name" "$on" "$store" "$mode"
      took[$name]=$((SECONDS - begin)) codes[$name]=$code
      names+=("$name")
      [ "$code" = 0 ] || tail -n 30 "$work/$name.log" >&2
    done
  done
done

# A run that cannot be done must not look done to whoever submitted it.
for on in ${ons//,/ }; do
  for mode in ${modes//,/ }; do
    store=${stores%%,*}
    echo "== $on, $mode: an input that is not there" >&2
    submitted "missing-$on-$mode" "$on" "$store" "$mode" embed --input "$(where "$on" "$store")/none.h5ad" \
      --model "$(where "$on" "$store")/model" --out "$(where "$on" "$store")/missing-$on-$mode"
    codes[missing-$on-$mode]=$code
  done
done

echo "== comparing" >&2
outputs=()
for name in "${names[@]}"; do
  [ ! -d "$work/outputs/$name" ] || outputs+=("$work/outputs/$name")
done
(of_tests OutputDigest "${outputs[@]}") >"$work/digest.log" 2>&1 ||
  { tail -n 20 "$work/digest.log" >&2; die "Cannot compare the outputs"; }

# same NAME PATTERN: whether the lines of the digest with the pattern are those of local mode.
same() {
  local expected
  expected=$(grep -E "$2" "$work/outputs/local.digest" || true)
  if [ -n "$expected" ] && [ "$(grep -sE "$2" "$work/outputs/$1.digest" || true)" = "$expected" ]; then
    echo same
  else
    echo DIFFER
  fi
}

row run time exit gate adapters tables reports
for name in "${names[@]}"; do
  gate=$(sed -n 's/^passed //p' "$work/outputs/$name.digest" 2>/dev/null || true)
  cells=("$(same "$name" ^adapters/)" "$(same "$name" ^tables/)" "$(same "$name" '^(reports/|passed )')")
  row "$name" "${took[$name]}s" "${codes[$name]}" "${gate:-none}" "${cells[@]}"
  if [ "${codes[$name]}" != 0 ] || [ "$gate" != true ] || [[ ${cells[*]} != "same same same" ]]; then
    failed=1
    diff "$work/outputs/local.digest" "$work/outputs/$name.digest" | head -n 20 >&2 || true
  fi
done
for name in "${!codes[@]}"; do
  if [[ $name == missing-* ]]; then
    row "$name" - "${codes[$name]}" - - - -
    [ "${codes[$name]}" != 0 ] || failed=1
  fi
done
exit $failed
