#!/usr/bin/env bash
# Ingest and training survive: `embed`, `train` and `run-all` on a generated atlas end in the results of undisturbed
# runs while executors and whole workers are killed at random moments, and after the driver was killed and the command
# given again. Looks for partial tables all the time. Starts a Spark standalone master and three workers.
#
#   SPARK_HOME=/opt/spark job/bench/check_faults.sh
#
# From the environment: EXECUTOR_KILLS (20), WORKER_KILLS (3), DRIVER_KILLS (10), KILL_SEED (1), COMMANDS (in turn: "embed
# train embed train run-all"), EPOCHS (6; more make training longer), WORK (a folder that is kept; default: a temporary
# one), MASTER_PORT (17077). Needs the jars of mvn package, and python3 for PySpark, which hashes the tables. As root it
# also fills disks (small ones, mounted below WORK).
# Prints a table; exits 1 if a result differs, a table was seen in part, or something hidden stays behind.
set -euo pipefail
export LC_ALL=C

home=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
RANDOM=${KILL_SEED:-1}
# shellcheck disable=SC2034  # for standalone.sh
port=${MASTER_PORT:-17077}
if [ -n "${WORK:-}" ]; then
  mkdir -p "$WORK"
  work=$(cd "$WORK" && pwd -P)
else
  work=$(mktemp -d)
fi
# shellcheck disable=SC2034  # for standalone.sh
WORKER_CORES=2 WORKER_MEMORY=2g
# shellcheck source=standalone.sh
source "$home/job/bench/standalone.sh"

# shellcheck disable=SC2317  # called by trap
finish() {
  stop_all
  ! mountpoint -q "$work/small" || umount "$work/small"
  [ -n "${WORK:-}" ] || rm -rf "$work"
}
trap finish EXIT

read -ra commands <<<"${COMMANDS:-embed train embed train run-all}"
out=$work/out
rows=$work/rows
declare -A span=()
failed=0

# JVMs that live for seconds: compiled quickly, and quiet.
java_options="-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Dlog4j2.configurationFile=$home/conf/log4j2.properties"
spark_options=(
  --driver-memory 1g
  --driver-java-options "$java_options"
  --conf "spark.executor.extraJavaOptions=$java_options"
  --conf spark.driver.host=127.0.0.1
  --conf spark.ui.enabled=false
  --conf spark.sql.shuffle.partitions=4
)

submit() {
  "$home/deploy/spark-submit.sh" "${spark_options[@]}" "$@" --settings "$home/job/bench/small.conf"
}

# launch NAME COMMAND [OPTION]: replaces this shell's copy of itself, so that its process is the driver.
launch() {
  local name=$1 command=$2 given=()
  shift 2
  if [ "$command" = embed ]; then
    given=(--input "$atlas/*.h5ad" --base --adapter "a=$work/demo/results/adapters/lora-ce/seed-0")
  else
    given=(--train "$atlas/train-*.h5ad" --val "$atlas/val-*.h5ad" --set "train.epochs=${EPOCHS:-6}")
    [ "$command" = train ] || given+=(--test "$atlas/test-*.h5ad")
  fi
  echo "--- $command $*" >>"$work/$name.log"
  exec "$home/deploy/spark-submit.sh" "${spark_options[@]}" --master "$master_url" \
    --executor-memory 1g --executor-cores 1 --total-executor-cores 3 \
    --conf spark.task.maxFailures=20 --conf spark.deploy.maxExecutorRetries=-1 \
    --conf spark.excludeOnFailure.enabled=false \
    -- "$command" "${given[@]}" --model "$work/demo/model" --settings "$home/job/bench/small.conf" \
    --out "$out/$name" "$@" >>"$work/$name.log" 2>&1
}

now() {
  echo $((${EPOCHREALTIME/./} / 1000))
}

# What the run of that name is at, as it told.
stage_of() {
  local told='^ *[0-9:]+ +(\[[0-9]+\/[0-9]+\] .*|Embedding cells|Reading model .*)' stage
  stage=$(sed -nE "s/$told/\\1/p" "$work/$1.log" | tail -n 1 | cut -c 1-48)
  echo "${stage:-starting}"
}

# partial NAME: notes tables that are visible and not complete, of that run.
partial() {
  local table
  while read -r table; do
    if [ ! -f "$table/_SUCCESS" ] && [ -d "$table" ]; then
      echo "$1 $table" >>"$work/partial"
    fi
  done < <(find "$out/$1" -name 'part-*' -printf '%h\n' 2>/dev/null | sort -u)
}

# until_moment NAME DRIVER STAGE:MILLISECONDS: waits for that stage and so much longer; fails if the driver ends before.
until_moment() {
  local told="[${3%:*}/" begin=
  while kill -0 "$2" 2>/dev/null; do
    if [ -z "$begin" ] && { [ "$told" = "[0/" ] || grep -qaF "$told" "$work/$1.log"; }; then
      begin=$(now)
    fi
    [ -z "$begin" ] || [ "$(now)" -lt $((begin + ${3#*:})) ] || return 0
    partial "$1"
    sleep 0.1
  done
  return 1
}

until_executors() {
  while kill -0 "$2" 2>/dev/null && [ -z "$(executors)" ]; do
    partial "$1"
    sleep 0.1
  done
}

# until_end NAME DRIVER: leaves the exit code in `code`; stops everything if it is neither 0 nor 3 (the gate's).
until_end() {
  while kill -0 "$2" 2>/dev/null; do
    partial "$1"
    sleep 0.1
  done
  code=0
  wait "$2" || code=$?
  if [ "$code" -ne 0 ] && [ "$code" -ne 3 ]; then
    tail -n 20 "$work/$1.log" >&2
    echo "Cannot check (a run failed that should not): $work/$1.log" >&2
    exit 1
  fi
  partial "$1"
}

# row NAME COMMAND KILLED SECONDS: also to the terminal at once, because the table comes at the end.
row() {
  printf '%s|%s|%s|%s|%s\n' "$@" "$code" | tee -a "$rows" >&2
}

undisturbed() {
  local command=$1 name=$1-plain begin=$SECONDS driver start
  launch "$name" "$command" &
  driver=$!
  until_executors "$name" "$driver"
  start=$(now)
  until_end "$name" "$driver"
  span[$command]=$(($(now) - start))
  row "$name" "$command" nothing $((SECONDS - begin))
}

# stages COMMAND: those of the undisturbed run and how long they took, as STAGE:MILLISECONDS, from what it told and when.
stages() {
  sed -nE 's/^ *([0-9]+):([0-9]+) +\[([0-9]+)\/[0-9]+\].*/\1 \2 \3/p' "$work/$1-plain.log" |
    awk '{ now = $1 * 60 + $2; if (stage) print stage ":" (now - begin) * 1000; stage = $3; begin = now }
      END { if (stage) print stage ":1000" }'
}

# moments COMMAND COUNT: each in a stage at random, as STAGE:MILLISECONDS, in their order; in `at`. Only the first half
# of a stage is aimed at, because a run that is quicker than the undisturbed one would end before; a command without
# stages has one, 0. Not in a subshell, where numbers at random do not follow the seed.
moments() {
  local all=() each _
  mapfile -t all < <(stages "$1")
  [ ${#all[@]} -gt 0 ] || all=("0:${span[$1]}")
  at=()
  for _ in $(seq 1 "$2"); do
    each=${all[$((RANDOM % ${#all[@]}))]}
    at+=("${each%:*}:$((RANDOM * ${each#*:} / 2 / 32768))")
  done
  mapfile -t at < <(printf '%s\n' "${at[@]}" | sort -t : -k 1,1n -k 2,2n)
}

# shellcheck disable=SC2317  # called by name
kill_executor() {
  local victim
  victim=$(executors | shuf -n 1)
  [ -n "$victim" ] && kill -9 "$victim" 2>/dev/null
}

# Its executors leave by themselves when it is gone; it comes back after some seconds.
# shellcheck disable=SC2317  # called by name
kill_worker() {
  local name=$((1 + RANDOM % 3))
  kill -9 "${workers[$name]}"
  wait "${workers[$name]}" 2>/dev/null || true
  sleep 3
  start_worker "$name"
}

# disturbed NAME COMMAND KILLER KILLS: that many kills at most, at random moments; counts them in `killed`.
disturbed() {
  local name=$1 command=$2 begin=$SECONDS driver next at where=()
  launch "$name" "$command" &
  driver=$!
  until_executors "$name" "$driver"
  moments "$command" "$4"
  for next in "${at[@]}"; do
    until_moment "$name" "$driver" "$next" || break
    if "$3"; then
      where+=("$(stage_of "$name")")
      killed=$((killed + 1))
    fi
  done
  until_end "$name" "$driver"
  [ ${#where[@]} -gt 0 ] || where=("nothing (ended before)")
  row "$name" "$command" "${3#kill_}: $(printf '%s; ' "${where[@]}")" $((SECONDS - begin))
}

# driver_killed NAME COMMAND: then the same command again; what has checkpoints goes on by --resume or, every third
# time, starts anew by --overwrite.
driver_killed() {
  local name=$1 command=$2 begin=$SECONDS driver at where how=again options=()
  launch "$name" "$command" &
  driver=$!
  until_executors "$name" "$driver"
  moments "$command" 1
  if ! until_moment "$name" "$driver" "${at[0]}" || ! kill -9 "$driver"; then
    until_end "$name" "$driver"
    row "$name" "$command" "nothing (ended before)" $((SECONDS - begin))
    return
  fi
  wait "$driver" 2>/dev/null || true
  killed=$((killed + 1))
  where=$(stage_of "$name")
  partial "$name"
  if [ -d "$out/$name" ]; then
    how="was published"
  else
    if [ "$command" != embed ]; then
      how=--resume
      [ $((killed % 3)) -ne 0 ] || how=--overwrite
      options=("$how")
    fi
    launch "$name" "$command" ${options[@]+"${options[@]}"} &
    until_end "$name" $!
  fi
  row "$name" "$command" "driver in $where; $how" $((SECONDS - begin))
}

# series WHAT KILLS: runs of each command in turn until that many were killed.
series() {
  local what=$1 kills=$2 run=0 command left
  killed=0
  while [ "$killed" -lt "$kills" ]; do
    command=${commands[$((run % ${#commands[@]}))]}
    run=$((run + 1))
    left=$((kills - killed))
    case $what in
      driver) driver_killed "$what-$run" "$command" ;;
      worker) disturbed "$what-$run" "$command" kill_worker 1 ;;
      *) disturbed "$what-$run" "$command" kill_executor $((left < 3 ? left : 1 + RANDOM % 3)) ;;
    esac
  done
}

# refused NAME WHY OUT COMMAND...: a run on a full disk ends with exit code 1 and a reason, and leaves nothing.
refused() {
  local name=$1 why=$2 target=$3 code=0
  shift 3
  submit --master 'local[2]' "$@" --out "$target" >"$work/$name.log" 2>&1 || code=$?
  if [ "$code" -ne 1 ] || ! grep -qi "$why" "$work/$name.log" || [ -n "$(left_in "$(dirname "$target")" .)" ]; then
    echo "$name: exit code $code, left: $(left_in "$(dirname "$target")" .); see $work/$name.log" >&2
    failed=1
  fi
  printf '%-12s  %s\n' "$name" "exit code $code: $(grep -aiE '^cellora: ' "$work/$name.log" | tail -n 1 | cut -c 1-160)"
}

left_in() {
  find "$1" -mindepth 1 -name "$2*" ! -name 'lost+found' ! -name 'local' ! -path '*/local/*' | head -n 3
}

disks_full() {
  local embed=(-- embed --input "$atlas/*.h5ad" --model "$work/demo/model")
  if ! mkdir -p "$work/small" || ! mount -t tmpfs -o size=100k none "$work/small" 2>/dev/null; then
    echo "disks were not filled (mount needs root)"
    return
  fi
  refused disk-output "no space left" "$work/small/full" "${embed[@]}"
  mount -o remount,size=200k "$work/small"
  refused disk-spark "no space left" "$work/small/full" \
    --conf spark.local.dir="$work/small/local" -- train --train "$atlas/train-*.h5ad" --val "$atlas/val-*.h5ad" \
    --model "$work/demo/model"
  umount "$work/small"
}

sums() {
  "$SPARK_HOME/bin/spark-submit" --master 'local[2]' --conf spark.ui.enabled=false \
    --conf spark.driver.host=127.0.0.1 "$home/job/bench/table_sums.py" "$@" 2>"$work/sums.log"
}

# of_run NAME: its parts and their hashes.
of_run() {
  sed -n "s|^$out/$1 ||p" "$work/sums"
}

code_of() {
  sed -n "s/^$1|.*|//p" "$rows"
}

table() {
  local name command killed seconds code same parts
  printf '%-12s  %-8s  %5s  %5s  %-5s  %7s  %s\n' run command time parts same partial killed
  while IFS='|' read -r name command killed seconds code; do
    parts=$(of_run "$name" | wc -l)
    same=yes
    if [ "$parts" -eq 0 ] || ! cmp -s <(of_run "$name"; echo "$code") <(of_run "$command-plain"; code_of "$command-plain"); then
      same=NO
      failed=1
    fi
    printf '%-12s  %-8s  %4ss  %5s  %-5s  %7s  %s\n' "$name" "$command" "$seconds" "$parts" "$same" \
      "$(grep -c "^$name " "$work/partial" || true)" "$killed"
  done <"$rows"
}

rm -rf "$out" "$rows"
mkdir -p "$out"
: >"$work/partial"
if [ ! -d "$work/demo/results" ]; then
  submit --master 'local[2]' -- demo --out "$work/demo" >"$work/demo.log" 2>&1 ||
    [ $? -eq 3 ] || { tail -n 20 "$work/demo.log" >&2; exit 1; }
fi
atlas=$work/demo/atlas
start_master
for i in 1 2 3; do
  start_worker "$i"
done
for command in "${commands[@]}"; do
  [ -n "${span[$command]:-}" ] || undisturbed "$command"
done
series executor "${EXECUTOR_KILLS:-20}"
series worker "${WORKER_KILLS:-3}"
series driver "${DRIVER_KILLS:-10}"
sums "$out"/* >"$work/sums"
table
disks_full
[ ! -s "$work/partial" ] || { echo "tables seen in part:"; sort -u "$work/partial"; failed=1; }
hidden=$(find "$out" -name '.*' ! -name '.*.crc' | head)
[ -z "$hidden" ] || { echo "hidden files stayed behind:"; echo "$hidden"; failed=1; }
exit $failed
