# shellcheck shell=bash
# A Spark standalone cluster on this machine, as processes of the script that sources this file:
#
#   SPARK_HOME=/opt/spark; work=$(mktemp -d); port=17077
#   source job/bench/standalone.sh
#   trap stop_all EXIT
#   start_master; start_worker 1; start_worker 2
#
# What it needs: SPARK_HOME, `work` (a folder for logs and the workers' own folders), `port` (the master's).
# WORKER_CORES (4) and WORKER_MEMORY (4g) are what a worker offers. All listen on the loopback address alone.
# It gives: `master_url`; `master` and `workers[NAME]` (process ids); start_master, start_worker NAME (also
# after that worker was killed), executors and drivers (process ids of what workers run), stop_all.

export SPARK_LOCAL_IP=127.0.0.1
: "${SPARK_HOME:?set SPARK_HOME to a Spark distribution}" "${work:?}" "${port:?}"
master_url=spark://127.0.0.1:$port
master=
declare -A workers=()

# log_says FILE TEXT PID: waits a minute for a line of a daemon's log.
log_says() {
  local _
  for _ in $(seq 1 300); do
    grep -qs -- "$2" "$1" && return 0
    kill -0 "$3" 2>/dev/null || break
    sleep 0.2
  done
  echo "Cannot start a daemon (its log does not say '$2'): $1" >&2
  tail -n 20 "$1" >&2
  return 1
}

start_master() {
  "$SPARK_HOME/bin/spark-class" org.apache.spark.deploy.master.Master \
    --host 127.0.0.1 --port "$port" --webui-port 0 >"$work/master.log" 2>&1 &
  master=$!
  log_says "$work/master.log" "I have been elected leader" "$master"
}

start_worker() {
  local log=$work/worker-$1.log
  "$SPARK_HOME/bin/spark-class" org.apache.spark.deploy.worker.Worker \
    --host 127.0.0.1 --webui-port 0 --cores "${WORKER_CORES:-4}" --memory "${WORKER_MEMORY:-4g}" \
    --work-dir "$work/worker-$1" "$master_url" >"$log" 2>&1 &
  workers[$1]=$!
  log_says "$log" "Successfully registered with master" "${workers[$1]}"
}

# Executors and drivers are children of their worker, so that only those of this cluster are ever killed.
worker_children() {
  local worker
  for worker in "${workers[@]}"; do
    pgrep -P "$worker" -f "$1" || true
  done
}

executors() {
  worker_children CoarseGrainedExecutorBackend
}

drivers() {
  worker_children DriverWrapper
}

# stop_all: master, workers, and whatever else this shell has left in the background; waits until they are gone.
stop_all() {
  local pid _
  for pid in $(jobs -p); do
    kill "$pid" 2>/dev/null || true
  done
  for _ in $(seq 1 50); do
    [ -n "$(jobs -rp)" ] || return 0
    sleep 0.2
  done
  for pid in $(jobs -rp); do
    kill -9 "$pid" 2>/dev/null || true
  done
}
