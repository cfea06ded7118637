import { toWire } from '../protocol/wire.ts';
import type { CheckReport } from './checkReport.ts';
import { nested } from './json.ts';

/** One document for a grader. `key`: with the right answers. */
export const checkJson = ({ file, problems, answers, gradientChecks, score }: CheckReport, key: boolean): unknown => ({
  version: 1,
  file,
  problems,
  answers: answers.map(({ line, question, given, written, verdict, expected, mistakes, credit, message }) => ({
    line,
    question,
    given: given ? nested(given) : (written ?? null),
    verdict,
    expected: key && expected ? nested(expected) : null,
    mistakes,
    credit,
    message,
  })),
  gradientChecks: gradientChecks.map(({ cell, name, exactError, differenceError, verdict }) => ({
    cell: cell + 1,
    name,
    exactError: toWire(exactError),
    differenceError: toWire(differenceError),
    verdict,
  })),
  score,
});
