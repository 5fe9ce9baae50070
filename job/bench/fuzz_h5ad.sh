#!/usr/bin/env bash
# Fuzzes the h5ad source with Jazzer: damages small files, led by coverage, and reads them in every way.
#
#   job/bench/fuzz_h5ad.sh MINUTES [FOLDER]
#
# FOLDER (default: target/fuzz) keeps the corpus, so that the next run goes on from there, and what was found:
# findings/crash-* for errors and greed for memory, findings/timeout-* for more than a minute over one file.
# Exits 1 if anything was found.
#
#   job/bench/fuzz_h5ad.sh replay FINDING...           reads what was found again
#   job/bench/fuzz_h5ad.sh keep FINDING NAME.h5ad.gz   writes the damaged file, to keep it for H5adFuzzTest
set -euo pipefail

[ $# -ge 1 ] || { sed -n '2,12s/^# \{0,1\}//p' "$0" >&2; exit 2; }
home=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
classpath=$home/udf/target/fuzz.classpath
(cd "$home" && mvn -B -ntp -q -pl udf test-compile dependency:build-classpath \
  -Dmdep.includeScope=test -Dmdep.outputFile="$classpath")
classes=$home/udf/target/test-classes:$home/udf/target/classes:$(cat "$classpath")
if [ "$1" = keep ]; then
  exec java -cp "$classes" io.cellora.h5ad.H5adFuzz "$2" "$3"
fi
options=(
  -cp "$classes"
  -Xmx512m -XX:+UseSerialGC -XX:-OmitStackTraceInFastThrow -Xshare:off
  "-Dlog4j2.configurationFile=$home/job/bench/fuzz_log4j2.properties"
  com.code_intelligence.jazzer.Jazzer
  --target_class=io.cellora.h5ad.H5adFuzz
  "--instrumentation_includes=io.cellora.h5ad.**:io.jhdf.**"
  "--custom_hook_includes=io.cellora.none.**"
  -timeout=60 -rss_limit_mb=0 -max_len=82 -len_control=10
)
if [ "$1" = replay ]; then
  shift
  exec java "${options[@]}" "$@"
fi

folder=$(mkdir -p "${2:-$home/target/fuzz}" && cd "${2:-$home/target/fuzz}" && pwd -P)
mkdir -p "$folder/corpus" "$folder/findings"
cd "$folder"
status=0
java "${options[@]}" --keep_going=1000 --reproducer_path="$folder/findings" \
  -artifact_prefix="$folder/findings/" -max_total_time=$(($1 * 60)) -print_final_stats=1 \
  "$folder/corpus" || status=$?
found=$(find "$folder/findings" -type f \( -name 'crash-*' -o -name 'timeout-*' -o -name 'oom-*' \) | wc -l)
echo "$found findings in $folder/findings after $((SECONDS / 60)) minutes"
[ "$found" = 0 ] && [ "$status" = 0 ]
