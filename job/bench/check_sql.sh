#!/usr/bin/env bash
# Runs notebooks/cells.sql, which embeds, classifies and scores h5ad cells in SQL alone, in spark-sql of a
# Spark distribution that gets nothing but two jars: the functions, and torch's natives.
#
#   job/bench/check_sql.sh SPARK_HOME [FILES.h5ad MODEL ADAPTER LABEL [OVERLAP]]
#
# SPARK_MASTER: local[2] if not set.
# The default are the cells and the little model of the tests; then the answers are compared with those of
# scimilarity, torch and scikit-learn. Needs the jars, which serve Spark 3.5 and 4:
#   mvn -pl udf -DskipTests package
set -euo pipefail

die() {
  echo "check_sql: $*" >&2
  exit 1
}

[ $# -ge 1 ] && [ -x "$1/bin/spark-sql" ] || die "Invalid SPARK_HOME: ${1:-}, expected a Spark"
SPARK_HOME=$(cd "$1" && pwd)
export SPARK_HOME SPARK_LOCAL_IP="${SPARK_LOCAL_IP:-127.0.0.1}" DJL_OFFLINE=true OPT_OUT_TRACKING=true
home=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
session=$home/udf/src/test/resources/functions/session
cells=$(realpath "${2:-$session/cells.h5ad}")
model=$(realpath "${3:-$session/model}")
adapter=$(realpath "${4:-$session/adapter}")
label=${5:-cell_type}
[ $# -gt 1 ] && overlap=${6:-5000} || overlap=5
jar=$(compgen -G "$home/udf/target/cellora-udf-*-all.jar" | head -n 1) ||
  die "Cannot find udf/target/cellora-udf-*-all.jar: build it with mvn -pl udf -DskipTests package"
natives=$(compgen -G "$home/udf/target/cellora-natives-cpu-*.jar" | head -n 1) ||
  die "Cannot find udf/target/cellora-natives-cpu-*.jar: build it with mvn -pl udf -DskipTests package"
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"

"$SPARK_HOME/bin/spark-submit" --version 2>&1 | grep -om1 'version [0-9.]*'
"$SPARK_HOME/bin/spark-sql" --master "${SPARK_MASTER:-local[2]}" --jars "$jar,$natives" \
  --conf spark.ui.enabled=false \
  --conf spark.sql.catalog.cellora=io.cellora.functions.CelloraCatalog \
  --conf spark.sql.catalog.cellora.model="$model" \
  --conf spark.sql.catalog.cellora.adapter="$adapter" \
  --hivevar cells="$cells" --hivevar genes="$model/gene_order.tsv" \
  --hivevar overlap="$overlap" --hivevar label="$label" \
  -f "$home/notebooks/cells.sql" >answers.txt 2>log.txt || {
  cat answers.txt log.txt >&2
  die "spark-sql failed"
}
cat answers.txt
[ $# -eq 1 ] || exit 0

# number NAME: a number of the oracle
number() {
  sed -n "s/^ \"$1\": \([0-9.]*\),\{0,1\}$/\1/p" "$session/expected.json"
}

awk -F'\t' -v cells="$(number cells)" -v f1="$(number macro_f1)" \
  -v recall="$(number balanced_accuracy)" -v top2="$(number top2_accuracy)" '
  function near(a, b) { return a - b < 1e-9 && b - a < 1e-9 }
  NF == 4 && $1 == cells && near($2, f1) && near($3, recall) && near($4, top2) { found = 1 }
  END { exit !found }' answers.txt ||
  die "the metrics are not scikit-learn's: $(number macro_f1), $(number balanced_accuracy)"
grep -q 'Example: SELECT cell_id, cellora.embed(features)' answers.txt ||
  die "DESCRIBE FUNCTION tells no example"
echo "the answers are scikit-learn's"
