/** What the commands for a course take besides files. */

export const itemFormats = ['qti12', 'qti21', 'moodle', 'prairielearn'] as const;
export type ItemFormat = (typeof itemFormats)[number];

export const graders = ['gradescope', 'docker', 'github'] as const;
export type Grader = (typeof graders)[number];

export const shells = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof shells)[number];

export interface CourseOptions {
  /** A CSV file with a line for each student. */
  readonly roster: string | undefined;
  /** What `bp items` writes. */
  readonly items: ItemFormat | undefined;
  readonly grader: Grader | undefined;
  readonly shell: Shell | undefined;
  /** Folder that practice sheets are written to. */
  readonly sheets: string | undefined;
}

export const noCourse: CourseOptions = {
  roster: undefined,
  items: undefined,
  grader: undefined,
  shell: undefined,
  sheets: undefined,
};

export const courseCommands = [
  'handout',
  'variants',
  'autograder',
  'class',
  'items',
  'fade',
  'order',
  'site',
  'completion',
] as const;
export type CourseCommand = (typeof courseCommands)[number];

export const isCourseCommand = (command: string): command is CourseCommand =>
  courseCommands.some((known) => known === command);

type Read = CourseOptions | { readonly problem: string };

export function readItemFormat(options: CourseOptions, value: string): Read {
  const items = itemFormats.find((known) => known === value);
  return items ? { ...options, items } : { problem: `--to takes one of ${itemFormats.join(', ')}` };
}

interface Words {
  readonly options: CourseOptions;
  readonly files: readonly string[];
}

/** The first word of some commands is not a file; the others need their files and options. */
export function readCourseWords(command: CourseCommand, words: Words): Words | { readonly problem: string } {
  const [first = '', ...rest] = words.files;
  const { options } = words;
  if (command === 'autograder') {
    const grader = graders.find((known) => known === first);
    if (grader === undefined) return { problem: `bp autograder takes one of ${graders.join(', ')}, and a file` };
    return oneFile(command, { options: { ...options, grader }, files: rest });
  }
  if (command === 'completion') {
    const shell = shells.find((known) => known === first);
    if (shell === undefined || rest.length > 0) return { problem: `bp completion takes one of ${shells.join(', ')}` };
    return { options: { ...options, shell }, files: [] };
  }
  if (words.files.length === 0) return { problem: command === 'class' ? 'no folder is given' : 'no file is given' };
  if (command === 'class' || command === 'site') return words;
  if (command === 'variants' && options.roster === undefined)
    return { problem: '--roster is missing: a CSV file with a line for each student' };
  if (command === 'items' && options.items === undefined)
    return { problem: `--to is missing: one of ${itemFormats.join(', ')}` };
  return oneFile(command, words);
}

const oneFile = (command: CourseCommand, words: Words): Words | { readonly problem: string } =>
  words.files.length === 1
    ? words
    : { problem: words.files.length === 0 ? 'no file is given' : `bp ${command} takes one file` };
