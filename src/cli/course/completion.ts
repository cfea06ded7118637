/** `bp completion`: what a shell needs to complete commands, options and their values. */
import { emit } from '../terminal.ts';
import { graders, itemFormats, type Shell, shells } from './courseOptions.ts';

interface Known {
  readonly commands: readonly string[];
  readonly takenBy: Readonly<Record<string, readonly string[]>>;
  readonly values: Readonly<Record<string, readonly string[]>>;
}

/** Words after a command that are no files. */
const KINDS: Readonly<Record<string, readonly string[]>> = { autograder: graders, completion: shells };

export function printCompletion(shell: Shell, known: Known): 0 {
  emit({ bash, zsh, fish }[shell](known));
  return 0;
}

const optionsOf = ({ takenBy }: Known, command: string): readonly string[] =>
  Object.keys(takenBy).filter((option) => takenBy[option]?.includes(command));

function bash(known: Known): string {
  const cases = known.commands.map(
    (command) => `    ${command}) words="${[...(KINDS[command] ?? []), ...optionsOf(known, command)].join(' ')}";;`,
  );
  const values = Object.entries(known.values).map(([option, words]) => `    ${option}) words="${words.join(' ')}";;`);
  return `# bash completion for bp: put this line into ~/.bashrc
#   eval "$(bp completion bash)"
_bp() {
  local word="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}" command="\${COMP_WORDS[1]}" words=""
  COMPREPLY=()
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W "${known.commands.join(' ')} --help --version" -- "$word"))
    return
  fi
  case "$before" in
${values.join('\n')}
  esac
  if [ -z "$words" ]; then case "$command" in
${cases.join('\n')}
  esac; fi
  COMPREPLY=($(compgen -W "$words" -- "$word") $(compgen -f -X '!*.bp' -- "$word") $(compgen -d -- "$word"))
}
complete -o filenames -F _bp bp backprop
`;
}

function zsh(known: Known): string {
  const cases = known.commands.map(
    (command) => `    ${command}) offered=(${[...(KINDS[command] ?? []), ...optionsOf(known, command)].join(' ')});;`,
  );
  const values = Object.entries(known.values).map(
    ([option, words]) => `    ${option}) compadd -- ${words.join(' ')}; return;;`,
  );
  return `#compdef bp backprop
# zsh completion for bp: put this line into ~/.zshrc, below compinit
#   eval "$(bp completion zsh)"
_bp() {
  local command="\${words[2]}" before="\${words[CURRENT-1]}"
  local -a offered
  if (( CURRENT == 2 )); then
    compadd -- ${known.commands.join(' ')} --help --version
    return
  fi
  case "$before" in
${values.join('\n')}
  esac
  case "$command" in
${cases.join('\n')}
  esac
  compadd -- $offered
  _files -g '*.bp(-.) *(-/)'
}
compdef _bp bp backprop
`;
}

function fish(known: Known): string {
  const lines = known.commands.flatMap((command) => [
    `complete -c bp -n __fish_use_subcommand -a ${command}`,
    ...(KINDS[command] ?? []).map((word) => `complete -c bp -n '__fish_seen_subcommand_from ${command}' -a ${word}`),
    ...optionsOf(known, command).map((option) => {
      const words = option === '--to' && command === 'items' ? itemFormats : known.values[option];
      return `complete -c bp -n '__fish_seen_subcommand_from ${command}' -l ${option.slice(2)}${words ? ` -x -a '${words.join(' ')}'` : ''}`;
    }),
  ]);
  return `# fish completion for bp: bp completion fish > ~/.config/fish/completions/bp.fish\n${lines.join('\n')}\ncomplete -c backprop -w bp\n`;
}
