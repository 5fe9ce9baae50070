#!/usr/bin/env bash
# The jars that users deploy, on a real Spark distribution (3.5 or 4), each time with an empty engine cache:
#
#   job/bench/check_deploy.sh SPARK_HOME
#
# 0. whatever Cellora's classes call is there, by name and types (job/bench/CheckLinks.java)
# 1. doctor and embed on a standalone cluster, one executor after the other on this machine
# 2. an image: the cache filled beforehand, read-only folders, no HOME, and (as root) the user nobody
# 3. the same without a jar of natives, libtorch from PYTORCH_LIBRARY_PATH
# The embeddings of all must be the same to the bit. Then job/bench/check_sql.sh has its turn.
# Needs the jars: mvn -DskipTests package. PORT (17177) is the master's. Exits 1 if anything differs.
set -euo pipefail

die() {
  echo "check_deploy: $*" >&2
  exit 1
}

if [ $# -ne 1 ] || [ ! -x "$1/bin/spark-submit" ]; then
  die "Invalid SPARK_HOME: ${1:-}, expected a Spark distribution"
fi
SPARK_HOME=$(cd "$1" && pwd -P)
export SPARK_HOME
home=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
work=$(mktemp -d)
chmod 755 "$work"
port=${PORT:-17177}
# shellcheck source=job/bench/standalone.sh
source "$home/job/bench/standalone.sh"

finish() {
  stop_all
  chmod -R u+w "$work"
  rm -rf "$work"
}
trap finish EXIT

# built PATTERN
built() {
  compgen -G "$home/$1" | head -n 1 || die "Cannot find a jar, build it by mvn -DskipTests package: $1"
}

# show LOG: what a failed step said
show() {
  tail -n 40 "$1" >&2
  die "failed: $1"
}

mkdir "$work/input" "$work/jars" "$work/home"
cp -r "$home/udf/src/test/resources/functions/session/." "$work/input"
cp "$(built 'job/target/cellora-job-*-all.jar')" "$work/jars/cellora.jar"
cp "$(built 'udf/target/cellora-natives-cpu-*.jar')" "$work/jars/natives.jar"
embed=(embed --input "$work/input/cells.h5ad" --model "$work/input/model" --set input.minGeneOverlap=5)

# rows NAME: a hash over the embeddings of a run
rows() {
  "$SPARK_HOME/bin/spark-sql" --master 'local[1]' --conf spark.ui.enabled=false \
    --conf spark.sql.catalogImplementation=in-memory -e "
    SELECT concat('ROWS ', count(*), ' ', sum(cast(xxhash64(cell_id, embedding) AS decimal(38))))
    FROM parquet.\`$1/embeddings\`" 2>"$work/rows.log" | grep '^ROWS' || show "$work/rows.log"
}

first=
# same NAME OUTPUT
same() {
  local found
  found=$(rows "$2")
  first=${first:-$found}
  echo "$1: $found"
  [ "$found" = "$first" ] || die "other embeddings: $1, $found, expected $first"
}

"$SPARK_HOME/bin/spark-submit" --version 2>&1 | grep -om1 'version [0-9.]*'
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
"$java" -cp "$SPARK_HOME/jars/*:$work/jars/cellora.jar" "$home/job/bench/CheckLinks.java" \
  "$work/jars/cellora.jar" '(io/cellora/(?!shaded)|io/jhdf/).*' || die "Spark has not all that the jar calls"
cd "$work"

export DJL_CACHE_DIR="$work/cluster-cache"
export WORKER_CORES=3 WORKER_MEMORY=3g
start_master
start_worker 1
# cluster COMMAND...: three executors of this machine
cluster() {
  CELLORA_JAR=$work/jars/cellora.jar CELLORA_NATIVES=$work/jars/natives.jar \
    "$home/deploy/spark-submit.sh" --master "$master_url" --driver-memory 1g --executor-memory 700m \
    --executor-cores 1 --conf spark.driver.host=127.0.0.1 --conf spark.ui.enabled=false -- "$@"
}
cluster doctor >"$work/doctor.txt" 2>"$work/doctor.log" || { cat "$work/doctor.txt"; show "$work/doctor.log"; }
grep -q '2\.7\.1' "$work/doctor.txt" || die "doctor saw no torch: $(cat "$work/doctor.txt")"
cluster "${embed[@]}" --out "$work/on-cluster" >"$work/embed.log" 2>&1 || show "$work/embed.log"
found=$(find "$work/cluster-cache" -name libtorch_cpu.so | wc -l)
[ "$found" -eq 1 ] || die "libtorch was unpacked $found times"
same "standalone cluster" "$work/on-cluster"
stop_all

export DJL_CACHE_DIR="$work/image-cache"
"$java" -cp "$SPARK_HOME/jars/*:$work/jars/*" io.cellora.torch.FillCache 2>"$work/fill.log" || show "$work/fill.log"
chmod -R a-w,a+rX "$work/input" "$work/jars" "$work/image-cache" "$work/home"
mkdir "$work/writable"
chmod 777 "$work/writable"
as=()
if [ "$(id -u)" -eq 0 ]; then
  as=(setpriv --reuid=nobody --regid=nogroup --clear-groups)
fi
# image NAME [VARIABLE=VALUE...] -- [OPTIONS]: embeds with nothing in the environment but what an image sets
image() {
  local name=$1 settings=()
  shift
  while [ "$1" != -- ]; do
    settings+=("$1")
    shift
  done
  shift
  (cd "$work/home" && "${as[@]}" env -i PATH="$PATH" ${JAVA_HOME:+JAVA_HOME="$JAVA_HOME"} \
    SPARK_LOCAL_IP=127.0.0.1 SPARK_LOCAL_DIRS="$work/writable" DJL_OFFLINE=true OPT_OUT_TRACKING=true \
    "${settings[@]}" "$SPARK_HOME/bin/spark-submit" --master 'local[2]' --driver-memory 1g \
    --conf spark.ui.enabled=false --conf spark.jars.ivy="$work/writable/ivy" \
    --conf spark.sql.warehouse.dir="$work/writable/warehouse" \
    --driver-java-options "-Djava.io.tmpdir=$work/writable" \
    --class io.cellora.job.Main "$@" "$work/jars/cellora.jar" \
    "${embed[@]}" --out "$work/writable/$name") >"$work/$name.log" 2>&1 || show "$work/$name.log"
  same "$name" "$work/writable/$name"
}
nothing_unpacked() {
  [ -z "$(find "$work/writable" -name '*torch*.so')" ] || die "libtorch was unpacked although $1"
}
image read-only DJL_CACHE_DIR="$work/image-cache" -- --jars "$work/jars/natives.jar"
nothing_unpacked "the cache was filled"
libtorch=$(dirname "$(find "$work/image-cache" -name libtorch_cpu.so)")
image without-a-jar PYTORCH_LIBRARY_PATH="$libtorch" PYTORCH_FLAVOR=cpu --
nothing_unpacked "PYTORCH_LIBRARY_PATH names it"

"$home/job/bench/check_sql.sh" "$SPARK_HOME" | tail -n 1
echo "all embeddings are the same"
