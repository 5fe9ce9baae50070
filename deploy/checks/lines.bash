#!/usr/bin/env bash
# What checks in bash share; sourced, by a script that has set the variable way. Counts in the variable status.
# shellcheck disable=SC2034  # the script exits with it
status=0

line() { # "ok  " or FAIL, and what was looked at
  echo "$1 ${way:?}: $2"
  [ "$1" != FAIL ] || status=1
}

# Whether a command fails with a message, a part of which is given.
refused() { # WHAT, PART OF THE MESSAGE, COMMAND...
  local what=$1 part=$2 said
  shift 2
  if said=$("$@" 2>&1); then
    line FAIL "not refused: $what"
  elif [[ $said == *"$part"* ]]; then
    line 'ok  ' "refused: $what"
  else
    line FAIL "$what: $said"
  fi
}
