/** `bp completion`: what a shell needs to complete commands, options and their values. */
import { emit } from '../terminal.ts';
import { graders, type Shell, shells } from './courseOptions.ts';

type Words = readonly string[];

interface Known {
  readonly commands: Words;
  /** Commands that take an option. */
  readonly takenBy: Readonly<Record<string, Words>>;
  /** Values of an option by command; `*` is any. */
  readonly values: Readonly<Record<string, Readonly<Record<string, Words>>>>;
}

/** Words after a command that are no files. */
const KINDS: Readonly<Record<string, Words>> = { autograder: graders, completion: shells };

export function printCompletion(shell: Shell, known: Known): 0 {
  emit({ bash, zsh, fish }[shell](known));
  return 0;
}

const optionsOf = ({ takenBy }: Known, command: string): Words =>
  Object.keys(takenBy).filter((option) => takenBy[option]?.includes(command));

/** For `case "$command $before"` of a shell: a pattern and the values that may follow. */
const valueCases = ({ values }: Known): readonly (readonly [pattern: string, words: string])[] =>
  Object.entries(values).flatMap(([option, byCommand]) =>
    Object.entries(byCommand).map(
      ([command, words]) => [`${command === '*' ? command : `'${command}'`}' ${option}'`, words.join(' ')] as const,
    ),
  );

const wordsAfter = (known: Known, command: string): string =>
  [...(KINDS[command] ?? []), ...optionsOf(known, command)].join(' ');

function bash(known: Known): string {
  const cases = known.commands.map((command) => `    ${command}) words="${wordsAfter(known, command)}";;`);
  const values = valueCases(known).map(
    ([pattern, words]) => `    ${pattern}) COMPREPLY=($(compgen -W "${words}" -- "$word")); return;;`,
  );
  return `# bash completion for bp: put this line into ~/.bashrc
#   eval "$(bp completion bash)"
_bp() {
  local word="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}" command="\${COMP_WORDS[1]}" words="" files='!*.bp'
  COMPREPLY=()
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W "${known.commands.join(' ')} --help --version" -- "$word"))
    return
  fi
  case "$command $before" in
${values.join('\n')}
    *' --'*) files='';;
  esac
  case "$command" in
${cases.join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$word"))
  local IFS=$'\n'
  COMPREPLY+=($(compgen -f -X "$files" -- "$word") $(compgen -d -- "$word"))
}
complete -o filenames -F _bp bp backprop
`;
}

function zsh(known: Known): string {
  const cases = known.commands.map((command) => `    ${command}) offered=(${wordsAfter(known, command)});;`);
  const values = valueCases(known).map(([pattern, words]) => `    ${pattern}) compadd -- ${words}; return;;`);
  return `#compdef bp backprop
# zsh completion for bp: put this line into ~/.zshrc, below compinit
#   eval "$(bp completion zsh)"
_bp() {
  local command="\${words[2]}" before="\${words[CURRENT-1]}" files='*.bp(-.) *(-/)'
  local -a offered
  if (( CURRENT == 2 )); then
    compadd -- ${known.commands.join(' ')} --help --version
    return
  fi
  case "$command $before" in
${values.join('\n')}
    *' --'*) files='*';;
  esac
  case "$command" in
${cases.join('\n')}
  esac
  compadd -- $offered
  _files -g "$files"
}
compdef _bp bp backprop
`;
}

function fish(known: Known): string {
  const lines = known.commands.flatMap((command) => [
    `complete -c bp -n __fish_use_subcommand -a ${command}`,
    ...(KINDS[command] ?? []).map((word) => `complete -c bp -n '__fish_seen_subcommand_from ${command}' -a ${word}`),
    ...optionsOf(known, command).map((option) => {
      const values = known.values[option] ?? {};
      const words = values[command] ?? values['*'] ?? [];
      return `complete -c bp -n '__fish_seen_subcommand_from ${command}' -l ${option.slice(2)}${words.length > 0 ? ` -x -a '${words.join(' ')}'` : ''}`;
    }),
  ]);
  return `# fish completion for bp: bp completion fish > ~/.config/fish/completions/bp.fish\n${lines.join('\n')}\ncomplete -c backprop -w bp\n`;
}
