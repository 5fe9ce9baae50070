#!/usr/bin/env bash
# Training survives: the same adapter, byte for byte, on 1, 2, 3 executors and 1, 2, 4 cores, with executors
# killed at random moments, and with the driver killed and resumed. Starts a Spark standalone master and
# workers on this machine.
#
#   SPARK_HOME=/opt/spark job/bench/check_kills.sh --train a.h5ad --val b.h5ad --model DIR [--set key=value ...]
#
# What is given goes to `cellora train`. From the environment: EXECUTOR_KILLS (10 runs), DRIVER_KILLS (5 runs),
# KILL_SEED (1), WORK (a folder that is kept; default: a temporary one), MASTER_PORT (17077).
# Prints a table; exits 1 if a byte differs.
set -euo pipefail

home=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
: "${SPARK_HOME:?set SPARK_HOME to a Spark distribution}"
RANDOM=${KILL_SEED:-1}
port=${MASTER_PORT:-17077}
if [ -n "${WORK:-}" ]; then
  work=$WORK
  mkdir -p "$work"
else
  work=$(mktemp -d)
fi
given=("$@")
started=()

finish() {
  local pid
  for pid in "${started[@]}"; do
    kill "$pid" 2>/dev/null || true
  done
  [ -n "${WORK:-}" ] || rm -rf "$work"
}
trap finish EXIT

export SPARK_NO_DAEMONIZE=1 SPARK_LOCAL_IP=127.0.0.1

start_master() {
  "$SPARK_HOME/bin/spark-class" org.apache.spark.deploy.master.Master \
    --host 127.0.0.1 --port "$port" --webui-port 0 >"$work/master.log" 2>&1 &
  started+=($!)
}

# Its executors are its children, so that only they are ever killed.
start_worker() {
  "$SPARK_HOME/bin/spark-class" org.apache.spark.deploy.worker.Worker \
    --host 127.0.0.1 --webui-port 0 --cores 4 --memory 4g --work-dir "$work/worker-$1" \
    "spark://127.0.0.1:$port" >"$work/worker-$1.log" 2>&1 &
  started+=($!)
  workers+=($!)
}

executors() {
  local worker
  for worker in "${workers[@]}"; do
    pgrep -P "$worker" || true
  done
}

# train NAME EXECUTORS CORES [OPTION]: replaces this shell, so that its process is the driver.
train() {
  local name=$1 count=$2 cores=$3
  shift 3
  exec "$home/deploy/spark-submit.sh" --master "spark://127.0.0.1:$port" \
    --driver-memory 1g --executor-memory 1g --executor-cores "$cores" \
    --total-executor-cores $((count * cores)) \
    --conf spark.driver.host=127.0.0.1 --conf spark.ui.enabled=false \
    --conf spark.task.maxFailures=20 --conf spark.deploy.maxExecutorRetries=-1 \
    --conf spark.excludeOnFailure.enabled=false \
    -- train "${given[@]}" --out "$work/$name" "$@" >>"$work/$name.log" 2>&1
}

sums() {
  (cd "$work/$1/adapters" && find . -type f ! -name '.*' -print0 | sort -z | xargs -0 sha256sum)
}

failed=0
row() {
  local name=$1 what=$2 killed=$3 seconds=$4 same=yes
  if ! sums "$name" | cmp -s - "$work/expected.sums"; then
    same=NO
    failed=1
  fi
  printf '%-12s  %-34s  %-22s  %5ss  %s\n' "$name" "$what" "$killed" "$seconds" "$same"
}

# undisturbed NAME EXECUTORS CORES
undisturbed() {
  local begin=$SECONDS
  (train "$@") || { tail -n 20 "$work/$1.log" >&2; exit 1; }
  [ -f "$work/expected.sums" ] || sums "$1" >"$work/expected.sums"
  row "$1" "$2 executors of $3 cores" none $((SECONDS - begin))
}

# A moment of the undisturbed run's time, in tenths of a second.
moment() {
  echo $((RANDOM * 10 * usual / 32768))
}

pause() {
  sleep "$(($1 / 10)).$(($1 % 10))"
}

executors_killed() {
  local name=$1 begin=$SECONDS driver victim moments=() last=0 at
  (train "$name" 3 1) &
  driver=$!
  for at in $(for _ in 1 2 3; do moment; done | sort -n); do
    pause $((at - last))
    last=$at
    kill -0 "$driver" 2>/dev/null || break
    victim=$(executors | shuf -n 1 --random-source=<(yes "$RANDOM"))
    if [ -n "$victim" ] && kill -9 "$victim" 2>/dev/null; then
      moments+=("$((at / 10)).$((at % 10))s")
    fi
  done
  wait "$driver" || { tail -n 20 "$work/$name.log" >&2; exit 1; }
  row "$name" "executors killed" "${moments[*]:-none}" $((SECONDS - begin))
}

driver_killed() {
  local name=$1 begin=$SECONDS driver at
  (train "$name" 2 1) &
  driver=$!
  # Before the cells are there nothing is kept, and --resume starts anew.
  while kill -0 "$driver" 2>/dev/null && [ ! -f "$work/.$name.inprogress/resume.json" ]; do
    sleep 0.2
  done
  at=$(($(moment) * 6 / 10))
  pause "$at"
  kill -9 "$driver" 2>/dev/null || true
  wait "$driver" 2>/dev/null || true
  if [ -d "$work/$name" ]; then
    row "$name" "driver ended before it was killed" none $((SECONDS - begin))
    return
  fi
  local left
  left=$(find "$work/.$name.inprogress/checkpoints" -name 'step-*.json' 2>/dev/null | sort | tail -n 1)
  (train "$name" 2 1 --resume) || { tail -n 20 "$work/$name.log" >&2; exit 1; }
  row "$name" "driver killed, then --resume" "${left:+after }$(basename "${left:-no checkpoint}" .json)" $((SECONDS - begin))
}

workers=()
start_master
sleep 4
for i in 1 2 3; do
  start_worker "$i"
done
sleep 4

printf '%-12s  %-34s  %-22s  %6s  %s\n' run what killed time "same bytes"
begin=$SECONDS
undisturbed plain 2 1
usual=$((SECONDS - begin))
for count in 1 3; do
  undisturbed "executors-$count" "$count" 1
done
for cores in 2 4; do
  undisturbed "cores-$cores" 1 "$cores"
done
for i in $(seq 1 "${EXECUTOR_KILLS:-10}"); do
  executors_killed "kill-$i"
done
for i in $(seq 1 "${DRIVER_KILLS:-5}"); do
  driver_killed "driver-$i"
done
sed 's/^/  /' "$work/expected.sums"
exit $failed
