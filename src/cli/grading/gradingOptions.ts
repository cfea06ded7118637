import { type Digits, readDigits } from '../../core/tutor/marking/answer/digits.ts';

export const reportFormats = [
  'table',
  'json',
  'score',
  'csv',
  'junit',
  'gradescope',
  'prairielearn',
  'classroom50',
  'github',
  'markdown',
] as const;
export type ReportFormat = (typeof reportFormats)[number];

/** How much a report tells. `none`: no word on any answer; `verdict`: right or not; `mistake`: which rule, and no number; `full`. */
export const feedbackLevels = ['none', 'verdict', 'mistake', 'full'] as const;
export type Feedback = (typeof feedbackLevels)[number];

/** The options of `bp check`. */
export interface GradingOptions {
  readonly format: ReportFormat;
  readonly feedback: Feedback;
  /** Credit for what follows from a wrong answer. */
  readonly follow: number;
  readonly answers: 'any' | 'numbers';
  readonly digits: Digits | undefined;
  /** Wrong answers within this percentage of the truth are listed; undefined: none are. */
  readonly near: number | undefined;
  /** What all questions of a file together are worth; undefined: the sum of their points. */
  readonly points: number | undefined;
  /** Folder that data files are looked for in. */
  readonly dataRoot: string | undefined;
  /** Folder with an original for each student. */
  readonly originals: string | undefined;
}

export const plainGrading: GradingOptions = {
  format: 'table',
  feedback: 'full',
  follow: 1,
  answers: 'any',
  digits: undefined,
  near: undefined,
  points: undefined,
  dataRoot: undefined,
  originals: undefined,
};

export const gradingOptionNames = [
  '--format',
  '--feedback',
  '--follow',
  '--answers',
  '--digits-asked',
  '--near',
  '--points',
  '--data-root',
  '--originals',
] as const;

export const isGradingOption = (name: string): boolean => gradingOptionNames.some((known) => known === name);

type Read = GradingOptions | { readonly problem: string };

export function readGradingOption(options: GradingOptions, name: string, value: string): Read {
  const number = Number(value);
  switch (name) {
    case '--format': {
      const format = reportFormats.find((known) => known === value);
      return format ? { ...options, format } : { problem: `--format takes one of ${reportFormats.join(', ')}` };
    }
    case '--feedback': {
      const feedback = feedbackLevels.find((known) => known === value);
      return feedback ? { ...options, feedback } : { problem: `--feedback takes one of ${feedbackLevels.join(', ')}` };
    }
    case '--follow':
      return number >= 0 && number <= 1
        ? { ...options, follow: number }
        : { problem: '--follow takes a number from 0 to 1: the credit for what follows from a wrong answer' };
    case '--answers':
      return value === 'numbers' || value === 'any'
        ? { ...options, answers: value }
        : { problem: '--answers takes numbers or any' };
    case '--digits-asked': {
      const digits = readDigits(value);
      return digits
        ? { ...options, digits }
        : { problem: '--digits-asked takes significant digits, as in 3, or decimals, as in "2 decimals"' };
    }
    case '--near':
      return number > 0 && number <= 100
        ? { ...options, near: number }
        : { problem: '--near takes a percentage, such as 5' };
    case '--points':
      return number > 0 && Number.isFinite(number)
        ? { ...options, points: number }
        : { problem: '--points takes what the whole file is worth, such as 10' };
    case '--data-root':
      return { ...options, dataRoot: value };
    default:
      return { ...options, originals: value };
  }
}
