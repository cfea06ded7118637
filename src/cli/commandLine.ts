import type { SvgTheme } from '../core/picture/svgTheme.ts';
import { closestName } from '../core/semantics/closestName.ts';
import { worksheetFormats } from '../core/tutor/practice/worksheets/worksheet.ts';
import {
  type CourseCommand,
  type CourseOptions,
  courseCommands,
  isCourseCommand,
  itemFormats,
  noCourse,
  readCourseWords,
  readItemFormat,
} from './course/courseOptions.ts';
import { noPractice, type PracticeOptions, practiceProblem, readPracticeOption } from './course/practiceOptions.ts';
import {
  feedbackLevels,
  type GradingOptions,
  gradingOptionNames,
  isGradingOption,
  plainGrading,
  readGradingOption,
  reportFormats,
} from './grading/gradingOptions.ts';

/** Exit codes: 0 all well, 1 the file has errors or wrong answers, 2 wrong usage. */
export type ExitCode = 0 | 1 | 2;

export type Command =
  | 'eval'
  | 'check'
  | 'train'
  | 'compare'
  | 'export'
  | 'import'
  | 'practice'
  | 'worksheet'
  | 'mcp'
  | CourseCommand
  | 'help'
  | 'version';
const formats = ['svg', 'png', 'latex', 'tikz', 'pytorch', 'ipynb', 'text'] as const;
export type Format = (typeof formats)[number];

export interface CommandLine {
  readonly command: Command;
  readonly files: readonly string[];
  readonly json: boolean;
  readonly digits: number;
  /** From 1, as written; undefined: all, or the first that fits. */
  readonly cell: number | undefined;
  readonly key: boolean;
  /** Files beside a script may be written over. */
  readonly force: boolean;
  readonly original: string | undefined;
  /** File with the arrays that are compared. */
  readonly arrays: string | undefined;
  readonly to: Format | undefined;
  /** Of a picture: on white paper or on dark. */
  readonly theme: SvgTheme;
  readonly out: string | undefined;
  /** Where the curves of a training are written to, as CSV. */
  readonly curves: string | undefined;
  readonly practice: PracticeOptions;
  readonly grading: GradingOptions;
  readonly course: CourseOptions;
}

export type Parsed = CommandLine | { readonly problem: string };

export const commands: readonly Command[] = [
  'eval',
  'check',
  'train',
  'compare',
  'export',
  'import',
  'practice',
  'worksheet',
  'mcp',
  ...courseCommands,
  'help',
];
/** What options that take one of a few words take, by command; `*` is any. */
export const optionValues: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  '--format': { '*': reportFormats },
  '--feedback': { '*': feedbackLevels },
  '--to': { export: formats, worksheet: worksheetFormats, items: itemFormats },
  '--theme': { '*': ['light', 'dark'] },
  '--answers': { '*': ['any', 'numbers'] },
  '--difficulty': { '*': ['1', '2', '3'] },
};

/** Which commands take which option. */
export const takenBy: Readonly<Record<string, readonly Command[]>> = {
  '--json': ['eval', 'check', 'train', 'class'],
  '--digits': ['eval', 'check', 'train', 'export'],
  '--cell': ['train', 'export', 'compare'],
  '--key': ['check', 'eval', 'export', 'fade', 'order', 'train', 'worksheet'],
  '--original': ['check', 'class'],
  ...Object.fromEntries(gradingOptionNames.map((name) => [name, gradedBy(name)])),
  '--arrays': ['compare'],
  '--to': ['export', 'worksheet', 'items'],
  '--theme': ['export'],
  '--out': ['export', 'import', 'handout', 'variants', 'autograder', 'class', 'items', 'fade', 'order', 'site'],
  '--curves': ['train'],
  '--force': ['export', 'import', 'handout', 'variants', 'autograder', 'class', 'items', 'fade', 'order', 'site'],
  '--topic': ['practice'],
  '--difficulty': ['practice'],
  '--bug-hunt': ['practice'],
  '--seed': ['practice', 'worksheet', 'variants', 'items', 'order', 'class'],
  '--variants': ['worksheet', 'items'],
  '--roster': ['variants'],
  '--sheets': ['class'],
};

/** Marking for a whole class, or by a grader, is told the same as `bp check`. */
function gradedBy(name: string): readonly Command[] {
  if (name === '--format' || name === '--near') return ['check'];
  if (name === '--feedback') return ['check', 'autograder'];
  if (name === '--data-root' || name === '--originals') return ['check', 'class'];
  return ['check', 'class', 'autograder'];
}

const OF_PRACTICE: ReadonlySet<string> = new Set(['--topic', '--difficulty', '--seed', '--variants']);

/** Reads the words after `bp`; says what is wrong with them instead of throwing. */
export function readCommandLine(words: readonly string[]): Parsed {
  const [first, ...rest] = words;
  if (first === undefined) return { problem: 'a command is missing' };
  if (first === '--version' || first === '-V') return nothing('version');
  if (words.includes('--help') || words.includes('-h')) return nothing('help');
  const command = commands.find((known) => known === first);
  if (command === undefined) return { problem: unknownCommand(first) };
  const files: string[] = [];
  let line: CommandLine = nothing(command);
  for (let i = 0; i < rest.length; i++) {
    const word = rest[i] ?? '';
    if (!word.startsWith('-') || word === '-') {
      files.push(word);
      continue;
    }
    const equals = word.indexOf('=');
    const name = equals < 0 ? word : word.slice(0, equals);
    const commandsWithIt = takenBy[name];
    if (commandsWithIt === undefined || !Object.hasOwn(takenBy, name)) return { problem: unknownOption(command, name) };
    if (!commandsWithIt.includes(command))
      return {
        problem: `bp ${command} does not take ${name}: ${listed(commandsWithIt)} ${commandsWithIt.length > 1 ? 'do' : 'does'}`,
      };
    if (name === '--json' || name === '--key' || name === '--force') {
      line = { ...line, [name.slice(2)]: true };
      continue;
    }
    if (name === '--bug-hunt') {
      line = { ...line, practice: { ...line.practice, bugHunt: true } };
      continue;
    }
    const value = equals < 0 ? rest[++i] : word.slice(equals + 1);
    if (value === undefined || value === '') return { problem: `${name} needs a value` };
    const read = readValue(line, name, value);
    if ('problem' in read) return read;
    line = read;
  }
  if (command === 'practice' || command === 'worksheet') {
    const problem = practiceProblem(command, line.practice);
    if (problem !== undefined) return { problem };
    if (command === 'practice' && files.length > 0) return { problem: 'bp practice takes no file' };
  }
  if (isCourseCommand(command)) {
    const words = readCourseWords(command, { options: line.course, files });
    return 'problem' in words ? words : { ...line, course: words.options, files: words.files };
  }
  if (command !== 'help' && command !== 'practice' && files.length === 0) return { problem: 'no file is given' };
  if (
    (command === 'train' ||
      command === 'export' ||
      command === 'import' ||
      command === 'worksheet' ||
      command === 'compare') &&
    files.length > 1
  )
    return { problem: `bp ${command} takes one file` };
  if (command === 'compare' && line.arrays === undefined)
    return { problem: '--arrays is missing: a .npz, .npy or text file with what your program computed' };
  if (command === 'export' && line.to === undefined)
    return { problem: `--to is missing: one of ${formats.join(', ')}` };
  return { ...line, files };
}

const listed = (words: readonly string[]): string =>
  words.length < 2 ? words.join() : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;

function unknownCommand(word: string): string {
  if (word.endsWith('.bp')) return `a command is missing before ${word}: ${listed(commands)}`;
  const close = closestName(word, commands);
  return `there is no command ${word}; ${close ? `did you mean ${close}?` : `there are ${listed(commands)}`}`;
}

/** The nearest of the command's own options, else of all. */
function unknownOption(command: Command, name: string): string {
  const own = Object.keys(takenBy).filter((option) => takenBy[option]?.includes(command));
  const written = `--${name.replace(/^-+/, '')}`;
  const near = (known: readonly string[]): string | undefined =>
    known.includes(written) ? written : closestName(written, known);
  const close = near(own) ?? near(Object.keys(takenBy));
  const others = own.length > 0 ? `bp ${command} takes ${listed(own)}` : `bp ${command} takes none`;
  return `there is no option ${name}; ${close ? `did you mean ${close}?` : others}`;
}

function readValue(line: CommandLine, name: string, value: string): Parsed {
  if (name === '--to' && line.command === 'items') {
    const course = readItemFormat(line.course, value);
    return 'problem' in course ? course : { ...line, course };
  }
  if (OF_PRACTICE.has(name) || (name === '--to' && line.command === 'worksheet')) {
    const practice = readPracticeOption(line.practice, name, value);
    return 'problem' in practice ? practice : { ...line, practice };
  }
  if (isGradingOption(name)) {
    const grading = readGradingOption(line.grading, name, value);
    return 'problem' in grading ? grading : { ...line, grading };
  }
  switch (name) {
    case '--digits':
    case '--cell': {
      const number = Number(value);
      const most = name === '--digits' ? 17 : 1e9;
      if (!Number.isInteger(number) || number < 1 || number > most)
        return { problem: `${name} takes a whole number from 1` };
      return name === '--digits' ? { ...line, digits: number } : { ...line, cell: number };
    }
    case '--to': {
      const to = formats.find((format) => format === value);
      return to ? { ...line, to } : { problem: `--to takes one of ${formats.join(', ')}` };
    }
    case '--theme':
      return value === 'light' || value === 'dark'
        ? { ...line, theme: value }
        : { problem: '--theme takes light or dark' };
    case '--arrays':
      return { ...line, arrays: value };
    case '--original':
      return { ...line, original: value };
    case '--roster':
      return { ...line, course: { ...line.course, roster: value } };
    case '--sheets':
      return { ...line, course: { ...line.course, sheets: value } };
    case '--curves':
      return { ...line, curves: value };
    default:
      return { ...line, out: value };
  }
}

const nothing = (command: Command): CommandLine => ({
  command,
  files: [],
  json: false,
  digits: 4,
  cell: undefined,
  key: false,
  force: false,
  original: undefined,
  arrays: undefined,
  to: undefined,
  theme: 'light',
  out: undefined,
  curves: undefined,
  practice: noPractice,
  grading: plainGrading,
  course: noCourse,
});
