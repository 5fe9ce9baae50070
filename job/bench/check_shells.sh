#!/usr/bin/env bash
# Runs the same query of h5ad files in spark-sql, spark-shell and PySpark of a Spark distribution
# (3.5 or 4), which gets nothing but the one jar of the h5ad source, and compares the answers.
#
#   job/bench/check_shells.sh SPARK_HOME [FILE.h5ad [COLUMN]]
#
# The default is a file of the tests and its column cell_type. Needs the jar: mvn -pl udf package
set -euo pipefail

die() {
  echo "check_shells: $*" >&2
  exit 1
}

[ $# -ge 1 ] && [ -x "$1/bin/spark-submit" ] || die "Invalid SPARK_HOME: ${1:-}, expected a Spark"
SPARK_HOME=$(cd "$1" && pwd)
export SPARK_HOME SPARK_LOCAL_IP="${SPARK_LOCAL_IP:-127.0.0.1}"
home=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
file=$(realpath "${2:-$home/udf/src/test/resources/h5ad/csr_counts.h5ad}")
column=${3:-cell_type}
jar=$(compgen -G "$home/udf/target/cellora-udf-*-h5ad.jar" | head -n 1) ||
  die "Cannot find udf/target/cellora-udf-*-h5ad.jar: build it with mvn -pl udf package"
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"

export CELLS="SELECT concat('ROW ', coalesce($column, 'none'), ' ', count(*)) AS line \
FROM h5ad.\`$file\` GROUP BY $column"
export GENES="SELECT concat('ROW genes ', count(gene_id)) AS line FROM h5ad.\`$file#part=var\`"
export VIEW="CREATE TEMPORARY VIEW cells USING h5ad OPTIONS (path '$file')"
export VECTORS="SELECT concat('ROW vectors ', sum(length(cast(features AS string)))) AS line \
FROM h5ad.\`$file#layer=X\`"
export IN_VIEW="SELECT concat('ROW view ', count(DISTINCT cell_id)) AS line FROM cells"

cat >query.py <<'PYTHON'
import os
from pyspark.sql import SparkSession

spark = SparkSession.builder.getOrCreate()
for query in "CELLS", "GENES", "VECTORS", "VIEW", "IN_VIEW":
    for row in spark.sql(os.environ[query]).collect():
        print(row.line)
PYTHON
cat >query.scala <<'SCALA'
Seq("CELLS", "GENES", "VECTORS", "VIEW", "IN_VIEW").foreach(q => spark.sql(sys.env(q)).collect().foreach(r => println(r.getString(0))))
System.exit(0)
SCALA

# run NAME COMMAND...: keeps the sorted answers in NAME.txt; all of the output if there are none
run() {
  local name=$1
  shift
  "$@" >"$name.out" 2>"$name.err" || { cat "$name.out" "$name.err" >&2; die "$name failed"; }
  grep -o 'ROW .*' "$name.out" | sort >"$name.txt" ||
    { cat "$name.out" "$name.err" >&2; die "$name answered nothing"; }
  echo "$name: $(wc -l <"$name.txt") answers"
}

options=(--master 'local[2]' --jars "$jar" --conf spark.ui.enabled=false)
"$SPARK_HOME/bin/spark-submit" --version 2>&1 | grep -om1 'version [0-9.]*'
run spark-sql "$SPARK_HOME/bin/spark-sql" "${options[@]}" -e "$CELLS; $GENES; $VECTORS; $VIEW; $IN_VIEW"
run pyspark "$SPARK_HOME/bin/spark-submit" "${options[@]}" query.py
run spark-shell "$SPARK_HOME/bin/spark-shell" "${options[@]}" <query.scala
for other in pyspark spark-shell; do
  diff spark-sql.txt "$other.txt" >&2 || die "spark-sql and $other answer differently"
done
cat spark-sql.txt
echo "the three shells agree"
