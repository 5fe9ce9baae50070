#!/usr/bin/env bash
# Copies what clusters need to the volume of variables.yml: the jars, init.sh and databricks.conf.
#
#   deploy/databricks/upload.sh CATALOG SCHEMA VOLUME
#
# Needs the Databricks CLI, logged in (databricks auth login), and the jars (docs/deploy.md).
set -euo pipefail

home=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)

die() {
  echo "cellora: $*" >&2
  exit 1
}

[ $# -eq 3 ] || die "Invalid arguments: $*, expected CATALOG SCHEMA VOLUME"
command -v databricks >/dev/null || die "Cannot find the Databricks CLI on the PATH: databricks"
volume=dbfs:/Volumes/$1/$2/$3

# The one file of a pattern.
one() {
  local found
  found=$(compgen -G "$1") || die "Cannot find a jar, build it as docs/deploy.md says: $1"
  [ -f "$found" ] || die "Cannot choose a jar, delete the old one: $found"
  echo "$found"
}

job=$(one "$home/job/target/cellora-job-*-all.jar")
cpu=$(one "$home/udf/target/cellora-natives-cpu-*.jar")
gpu=$(one "$home/udf/target/cellora-natives-cu128-*.jar")

for file in "$job" "$cpu" "$gpu" "$home/deploy/databricks/init.sh" "$home/conf/databricks.conf"; do
  databricks fs cp --overwrite "$file" "$volume/$(basename "$file")"
done
echo "job_jar: $(basename "$job")"
