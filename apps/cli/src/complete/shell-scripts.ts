export const shells = ['bash', 'zsh', 'fish'] as const
export type Shell = (typeof shells)[number]

/** The answer when the shell itself shall complete a file. */
export const filesPlease = ':files'

/** What makes a shell ask `sojourn completions` for the word under the cursor. Answers are lines: a value, a tab, what it is. */
export const shellScripts: Readonly<Record<Shell, string>> = {
  bash: `# Completion of sojourn for bash. In ~/.bashrc: source <(sojourn completion bash)
_sojourn() {
  local line=\${COMP_LINE:0:COMP_POINT} value words cur broken
  read -ra words <<< "$line"
  [[ $line == *[[:space:]] ]] && words+=('')
  cur=\${words[-1]}
  # Bash may break words at other signs than spaces, and then completes only what follows: $2.
  broken=\${cur%"$2"}
  COMPREPLY=()
  while IFS=$'\\t' read -r value _; do
    if [[ $value == '${filesPlease}' ]]; then
      compopt -o default
      return
    fi
    value=\${value#"$broken"}
    COMPREPLY+=("$(printf '%q' "$value")")
  done < <("$1" completions -- "\${words[@]:1}" 2> /dev/null)
}
complete -o nosort -F _sojourn sojourn
`,
  zsh: `#compdef sojourn
# Completion of sojourn for zsh. In ~/.zshrc, after compinit: source <(sojourn completion zsh)
_sojourn() {
  local line typed=\${(Q)words[CURRENT]}
  local -a values shown
  for line in "\${(@f)$("\${words[1]}" completions -- "\${(@Q)words[2,CURRENT]}" 2> /dev/null)}"; do
    if [[ $line == '${filesPlease}' ]]; then
      _files
      return
    fi
    [[ -n $line ]] || continue
    values+=("\${line%%$'\\t'*}")
    shown+=("\${line/$'\\t'/  -- }")
  done
  # Several that are found by their titles share no beginning: they are shown, and what is typed stays.
  if (( $#values > 1 )) && [[ -n "\${values:#$typed*}" ]]; then
    compstate[insert]=''
    compstate[list]='list force'
  fi
  compadd -U -V sojourn -l -d shown -a values
}
compdef _sojourn sojourn
`,
  fish: `# Completion of sojourn for fish: sojourn completion fish > ~/.config/fish/completions/sojourn.fish
function __sojourn_complete
    set -l words (commandline -opc) (commandline -ct)
    set -l answers ($words[1] completions -- $words[2..] 2> /dev/null)
    if test "$answers[1]" = '${filesPlease}'
        __fish_complete_path (commandline -ct)
    else
        printf '%s\\n' $answers
    end
end
complete -c sojourn -f -k -a '(__sojourn_complete)'
`,
}
