#!/usr/bin/env bash
# Lists the packages of the classes of a Spark distribution, for the test that no jar of Cellora holds one:
#
#   job/bench/list_spark_packages.sh SPARK_HOME | gzip -9n > job/src/test/resources/artefacts/packages-3.5.5.txt.gz
#
# Needs unzip. Classes of other Java versions (META-INF/versions) count as the package that they are in.
set -euo pipefail

die() {
  echo "list_spark_packages: $*" >&2
  exit 1
}

if [ $# -ne 1 ] || [ ! -d "$1/jars" ]; then
  die "Invalid SPARK_HOME: ${1:-}, expected a Spark distribution"
fi
command -v unzip >/dev/null || die "Cannot find unzip, install it"
for jar in "$1"/jars/*.jar; do
  unzip -Z1 "$jar" | grep '\.class$' || true
done | sed -e 's|^META-INF/versions/[0-9]*/||' -e 's|/\{0,1\}[^/]*$||' | grep . | LC_ALL=C sort -u
