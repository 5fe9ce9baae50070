#!/usr/bin/env bash
# Prints descriptors with their ${NAME}s filled in from a file of lines NAME=VALUE:
#
#   deploy/render.sh deploy/kubernetes/variables.env deploy/kubernetes/run-all.yaml | kubectl apply -f -
#
# A name without a value is refused, and so is one that is not in the file; nothing is run or expanded.
set -euo pipefail

die() {
  echo "cellora: $*" >&2
  exit 1
}

[ $# -ge 2 ] || die "Invalid arguments: $*, expected VARIABLES FILE..."
variables=$1
shift
[ -f "$variables" ] || die "Cannot read variables (no such file): $variables"

declare -A values=()
while IFS= read -r line || [ -n "$line" ]; do
  [[ $line =~ ^[[:space:]]*(#.*)?$ ]] && continue
  [[ $line =~ ^([A-Z][A-Z0-9_]*)=(.*)$ ]] || die "Invalid line of $variables: $line, expected NAME=VALUE"
  values[${BASH_REMATCH[1]}]=${BASH_REMATCH[2]}
done <"$variables"

# Prints a line with values for names; the rest of a line is never looked at twice.
filled() {
  local rest=$1 name done=
  while [[ $rest =~ \$\{([A-Z][A-Z0-9_]*)\} ]]; do
    name=${BASH_REMATCH[1]}
    [ -n "${values[$name]:-}" ] || die "Cannot fill in a name (no value in $variables): $name"
    done+=${rest%%"\${$name}"*}${values[$name]}
    rest=${rest#*"\${$name}"}
  done
  printf '%s\n' "$done$rest"
}

for file in "$@"; do
  [ -f "$file" ] || die "Cannot read a descriptor (no such file): $file"
  [[ $file != *.yaml ]] || echo ---
  while IFS= read -r line || [ -n "$line" ]; do
    filled "$line"
  done <"$file"
done
