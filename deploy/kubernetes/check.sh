#!/usr/bin/env bash
# What JUnit's KubernetesTest does not see: render.sh's refusals, what build-image.sh hands to Docker (a
# made-up one), and the schema in the tests, where the operator's own files are at hand. Called by
# deploy/check.sh.
#
#   CELLORA_OPERATOR_CRDS  folder of the operator's files (default: not looked at)
set -euo pipefail

bin=${CELLORA_CHECKS_BIN:?call deploy/check.sh kubernetes}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
way=kubernetes
# shellcheck source=../checks/lines.bash
. deploy/checks/lines.bash

variables=deploy/kubernetes/variables.env
for file in deploy/kubernetes/*.yaml; do
  if deploy/render.sh $variables "$file" >"$scratch/filled.yaml" && ! grep -qF '$''{' "$scratch/filled.yaml"; then
    line 'ok  ' "filled in: $file"
  else
    line FAIL "filled in: $file"
  fi
done
grep -v ^OUTPUT= $variables >"$scratch/lacking.env"
refused "a variable that is missing" "(no value in $scratch/lacking.env): OUTPUT" \
  deploy/render.sh "$scratch/lacking.env" deploy/kubernetes/run-all.yaml
sed 's/^OUTPUT=.*/OUTPUT=/' $variables >"$scratch/empty.env"
refused "a variable without a value" "(no value in $scratch/empty.env): OUTPUT" \
  deploy/render.sh "$scratch/empty.env" deploy/kubernetes/run-all.yaml
echo 'rm -rf x' >"$scratch/command.env"
refused "a line that is no variable" "Invalid line of" deploy/render.sh "$scratch/command.env" $variables
# shellcheck disable=SC2016  # render.sh must not run it either
sed 's|^OUTPUT=.*|OUTPUT=$(touch x)${ATLAS}|' $variables >"$scratch/code.env"
deploy/render.sh "$scratch/code.env" deploy/kubernetes/evaluate.yaml >"$scratch/filled.yaml"
# shellcheck disable=SC2016
if grep -qF '"$(touch x)${ATLAS}/run"' "$scratch/filled.yaml"; then
  line 'ok  ' "values are not run, nor looked into"
else
  line FAIL "values are not run, nor looked into"
fi

# A clone whose jars are made up, and a Docker that says what it was given.
mkdir -p "$scratch/clone/job/target" "$scratch/clone/udf/target"
cp -r deploy conf "$scratch/clone/"
cat >"$scratch/docker" <<'DOCKER'
#!/usr/bin/env bash
echo "$*" | sed 's| [^ ]*$||'
(cd "${!#}" && find . -type f | LC_ALL=C sort | tr '\n' ' ')
echo
DOCKER
chmod +x "$scratch/docker"
image() {
  DOCKER=$scratch/docker HADOOP_AWS=none "$scratch/clone/deploy/kubernetes/build-image.sh" "$@"
}
refused "an image before the jars" "Cannot find a jar, build it as docs/deploy.md says" image cellora:1
touch "$scratch/clone/job/target/cellora-job-1-all.jar" "$scratch"/clone/udf/target/cellora-natives-{cpu,cu128}-1.jar
refused "an image that moves" "expected one with a tag of its own" image example.org:5000/cellora
refused "a GPU image that moves" "expected one with a tag of its own" image cellora:1 cellora:latest
built=$(image example.org:5000/cellora:1 cellora:1-gpu)
for part in 'build --target cpu --tag example.org:5000/cellora:1' 'build --target gpu --tag cellora:1-gpu' \
  ./jars/cellora-job-all.jar ./cpu/cellora-natives.jar ./gpu/cellora-natives.jar ./conf/kubernetes.conf \
  ./gpu-discovery.sh ./Dockerfile; do
  if [[ $built == *"$part"* ]]; then
    line 'ok  ' "Docker is given $part"
  else
    line FAIL "Docker is not given $part: $built"
  fi
done

if [ -n "${CELLORA_OPERATOR_CRDS:-}" ]; then
  "$bin/python" deploy/kubernetes/reduce_schema.py "$CELLORA_OPERATOR_CRDS"/*sparkapplications.yaml "$scratch/schema.gz"
  if cmp -s "$scratch/schema.gz" job/src/test/resources/deploy/spark-operator.schema.json.gz; then
    line 'ok  ' "the schema in the tests is the operator's"
  else
    line FAIL "the schema in the tests is another than the operator's: $CELLORA_OPERATOR_CRDS"
  fi
fi
exit $status
