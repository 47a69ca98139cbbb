# Copyright The disclosure authors.
# SPDX-License-Identifier: Apache-2.0
#
# Completion of `disclosure` for bash: commands, their flags, and files. The
# words come from the program's own help, so they are always those of the
# program that is installed.

# Prints the subcommands that the help of a command lists.
_disclosure_commands() {
  "$@" --lang en --help 2>/dev/null |
    sed -n '/^Subcommands:/,$s/^  \([a-z]\{1,\}\) .*/\1/p'
}

# Prints the flags that the help of a command lists.
_disclosure_flags() {
  "$@" --lang en --help 2>/dev/null |
    grep -oE '^ {2,4}(-[a-z],)?--[a-z-]+' | sed 's/.*--/--/'
}

_disclosure() {
  local word=${COMP_WORDS[COMP_CWORD]} last=${COMP_WORDS[COMP_CWORD - 1]}
  COMPREPLY=()
  case $last in
    --format)
      local formats='table json csv'
      [[ " ${COMP_WORDS[*]} " == *' export '* ]] &&
        formats='docx html xlsx csv json'
      mapfile -t COMPREPLY < <(compgen -W "$formats" -- "$word")
      return ;;
    --lang) mapfile -t COMPREPLY < <(compgen -W 'zh en' -- "$word")
      return ;;
    --edition) mapfile -t COMPREPLY < <(compgen -W '2019 2021' -- "$word")
      return ;;
    -o|--output|--file|--registry|--tls-*)
      mapfile -t COMPREPLY < <(compgen -f -- "$word")
      return ;;
  esac
  # The words before the cursor that name a command and its subcommand.
  local call=("${COMP_WORDS[0]}") i
  for ((i = 1; i < COMP_CWORD; ++i)); do
    if _disclosure_commands "${call[@]}" | grep -qx -- "${COMP_WORDS[i]}"; then
      call+=("${COMP_WORDS[i]}")
    fi
  done
  local words
  if [[ $word == -* ]]; then
    words=$(_disclosure_flags "${COMP_WORDS[0]}"
            [[ ${#call[@]} -gt 1 ]] && _disclosure_flags "${call[@]}")
  else
    words=$(_disclosure_commands "${call[@]}")
  fi
  mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word")
  # Where no command is expected, a file may be.
  if [[ $word != -* && -z $words ]]; then
    mapfile -t COMPREPLY < <(compgen -f -- "$word")
  fi
}

complete -o filenames -F _disclosure disclosure
