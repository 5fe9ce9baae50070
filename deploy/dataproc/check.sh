#!/usr/bin/env bash
# Requests by Google's message classes, the Vertex AI pipeline by its compiler; broken copies of both.
# Called by deploy/check.sh.
#
#   CELLORA_CHECKS  folder of the environments (default: ~/.cache/cellora/checks)
#   PYTHON          a Python 3.9 or newer with venv (default: python3)
#   JAVA_HOME       a JDK 17 (default: the java on the PATH)
#
# The first call takes 26 MB from Maven's registry and a Python environment of 130 MB from PyPI.
set -euo pipefail

die() {
  echo "cellora: $*" >&2
  exit 1
}

folder=${CELLORA_CHECKS:-${HOME:-/root}/.cache/cellora/checks}
pinned=deploy/dataproc/requirements.txt
python=${PYTHON:-python3}
key=$({ cat $pinned; "$python" --version; } | cksum | cut -d ' ' -f 1)
environment=$folder/dataproc-$key
if [ ! -e "$environment/complete" ]; then
  rm -rf "$environment"
  mkdir -p "$folder"
  "$python" -m venv "$environment" || die "Cannot make a Python environment, install python3-venv: $environment"
  "$environment/bin/pip" install --quiet --no-deps -r $pinned ||
    die "Cannot install the pipeline's packages (is PyPI reachable?): $pinned"
  touch "$environment/complete"
fi

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
mkdir "$scratch/filled"
for file in deploy/dataproc/*.json; do
  deploy/render.sh deploy/dataproc/variables.env "$file" >"$scratch/filled/$(basename "$file")"
done

status=0
mvn -B -q -ntp -f deploy/dataproc/check/pom.xml dependency:build-classpath "-Dmdep.outputFile=$scratch/classpath" ||
  die "Cannot fetch Google's message classes by Maven: deploy/dataproc/check/pom.xml"
"${JAVA_HOME:+$JAVA_HOME/bin/}java" -cp "$(cat "$scratch/classpath")" deploy/dataproc/check/CheckMessages.java \
  "$scratch/filled" || status=1
"$environment/bin/python" deploy/dataproc/check.py "$scratch/filled/schedule.json" || status=1

used() {
  cat deploy/dataproc/*.json | grep -o '[{][A-Z_]*[}]' | tr -d '{}'
}
if diff <(used | sort -u) <(sed -n 's/^\([A-Z_]*\)=.*/\1/p' deploy/dataproc/variables.env | sort); then
  echo "ok   dataproc: every variable is used"
else
  echo "FAIL dataproc: variables of variables.env and of the requests differ"
  status=1
fi
exit $status
