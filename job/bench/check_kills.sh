#!/usr/bin/env bash
# Training survives: the same adapter, byte for byte, on 1, 2, 3 executors and 1, 2, 4 cores, with executors
# killed at random moments, and with the driver killed and resumed. Starts a Spark standalone master and
# workers on this machine.
#
#   SPARK_HOME=/opt/spark job/bench/check_kills.sh --train a.h5ad --val b.h5ad --model DIR [--set key=value ...]
#
# What is given goes to `cellora train`; train.checkpoint.everySteps should be small, because kills are aimed
# by the checkpoints that are there, at random. From the environment: EXECUTOR_KILLS (10 runs), DRIVER_KILLS (5 runs),
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

# shellcheck source=job/bench/standalone.sh
source "$home/job/bench/standalone.sh"

# Master, workers and the driver of the moment are this shell's jobs.
# shellcheck disable=SC2317  # called by the trap
finish() {
  stop_all
  [ -n "${WORK:-}" ] || rm -rf "$work"
}
trap finish EXIT

# train NAME EXECUTORS CORES [OPTION]: replaces this shell, so that its process is the driver.
train() {
  local name=$1 count=$2 cores=$3
  shift 3
  exec "$home/deploy/spark-submit.sh" --master "$master_url" \
    --driver-memory 1g --executor-memory 1g --executor-cores "$cores" \
    --total-executor-cores $((count * cores)) \
    --conf spark.driver.host=127.0.0.1 --conf spark.ui.enabled=false --conf spark.sql.shuffle.partitions=4 \
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
  printf '%-12s  %-30s  %-24s  %5ss  %s\n' "$name" "$what" "$killed" "$seconds" "$same"
}

# ended NAME DRIVER: waits, and stops everything if that training failed.
ended() {
  wait "$2" || { tail -n 20 "$work/$1.log" >&2; exit 1; }
}

# The newest checkpoint's step of a run under way, -1 before there is one.
step_of() {
  local newest
  newest=$(find "$work/.$1.inprogress/checkpoints" -name 'step-*.json' 2>/dev/null | sort | tail -n 1)
  newest=$(basename "$newest" .json)
  [ -n "$newest" ] && echo $((10#${newest#step-})) || echo -1
}

# undisturbed NAME EXECUTORS CORES; the first one's files are what the others are held to.
undisturbed() {
  local begin=$SECONDS driver step
  train "$@" &
  driver=$!
  while kill -0 "$driver" 2>/dev/null; do
    step=$(step_of "$1")
    last=$((step > last ? step : last))
    sleep 0.2
  done
  ended "$1" "$driver"
  [ -f "$work/expected.sums" ] || sums "$1" >"$work/expected.sums"
  row "$1" "$2 executors of $3 cores" none $((SECONDS - begin))
}

# until_step NAME DRIVER STEP: waits for a checkpoint of it, or of one before, and a random moment more.
until_step() {
  while kill -0 "$2" 2>/dev/null && [ "$(step_of "$1")" -lt "$3" ]; do
    sleep 0.1
  done
  sleep "$((RANDOM % 2)).$((RANDOM % 10))"
  kill -0 "$2" 2>/dev/null
}

# Steps between the first that may be lost and the last checkpoint, at random, rising.
random_steps() {
  local i
  for i in $(seq 1 "$1"); do
    echo $((RANDOM % (last + 1) - 1))
  done | sort -n
}

# One kill to three; -1 is while the cells are read or prepared.
executors_killed() {
  local name=$1 begin=$SECONDS driver victim step killed=()
  train "$name" 3 1 &
  driver=$!
  while kill -0 "$driver" 2>/dev/null && [ -z "$(executors)" ]; do
    sleep 0.2
  done
  for step in $(random_steps $((1 + RANDOM % 3))); do
    until_step "$name" "$driver" "$step" || break
    victim=$(executors | shuf -n 1)
    if [ -n "$victim" ] && kill -9 "$victim" 2>/dev/null; then
      killed+=("$(step_of "$name")")
    fi
  done
  ended "$name" "$driver"
  row "$name" "executors killed" "after step ${killed[*]:-none}" $((SECONDS - begin))
}

driver_killed() {
  local name=$1 begin=$SECONDS driver left what="driver killed, then --resume"
  train "$name" 2 1 &
  driver=$!
  # Before the cells are there nothing is kept, and --resume starts anew.
  while kill -0 "$driver" 2>/dev/null && [ ! -f "$work/.$name.inprogress/resume.json" ]; do
    sleep 0.2
  done
  until_step "$name" "$driver" "$(random_steps 1)" || what="driver ended before the kill"
  kill -9 "$driver" 2>/dev/null || true
  wait "$driver" 2>/dev/null || true
  left=$(step_of "$name")
  if [ ! -d "$work/$name" ]; then
    train "$name" 2 1 --resume &
    ended "$name" $!
  fi
  row "$name" "$what" "after step $left" $((SECONDS - begin))
}

start_master
for i in 1 2 3; do
  start_worker "$i"
done

printf '%-12s  %-30s  %-24s  %6s  %s\n' run what killed time "same bytes"
last=0
undisturbed plain 2 1
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
