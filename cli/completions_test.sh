#!/bin/bash
# Copyright The disclosure authors.
# SPDX-License-Identifier: Apache-2.0

# The completion offers the commands and flags of the program it is given.
# Usage: completions_test.sh PROGRAM COMPLETION_FILE

set -u
program=$1
source "$2"
failed=0

# Completes the last of the words; the rest of the arguments must be offered.
expect() {
  local words=$1
  shift
  read -ra COMP_WORDS <<<"$words"
  [[ $words == *' ' ]] && COMP_WORDS+=('')
  COMP_WORDS[0]=$program
  COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
  _disclosure
  local wanted
  for wanted in "$@"; do
    if ! printf '%s\n' "${COMPREPLY[@]}" | grep -qx -e "$wanted"; then
      echo "after '$words': '$wanted' is missing among: ${COMPREPLY[*]}"
      failed=1
    fi
  done
}

expect 'disclosure ' check confirm export import submit template totals \
  coverage registry verify backup
expect 'disclosure to' totals
expect 'disclosure backup --' --keep --list --format
expect 'disclosure template --' --office --name --year --area --edition \
  --missing --region --output
expect 'disclosure import --' --office --year --own --area --registry --output
expect "disclosure import ${2%/*}/disc" "$2"
expect "disclosure import --registry ${2%/*}/disc" "$2"
expect 'disclosure confirm --' --rule --cell --reason
expect 'disclosure totals --re' --region
expect 'disclosure totals --s' --server
expect 'disclosure totals --format ' table json csv
expect 'disclosure export --' --office --region --file --year --area \
  --revision --line --own --children --offices --labels --after --output
expect 'disclosure export --format ' docx html xlsx csv json
expect "disclosure export --file ${2%/*}/disc" "$2"
expect 'disclosure registry ' apply
expect 'disclosure --format json registry apply --dry' --dry-run
expect "disclosure check ${2%/*}/disc" "$2"
exit $failed
