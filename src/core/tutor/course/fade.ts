/**
 * Fading: from a program, a ladder from the worked example to the open exercise, with one more hole a step. Holes open first where
 * the rule is not mastered yet, and else from the last step of the backward pass on.
 */

import { finish, part, type Work } from '../../base/work.ts';
import { evaluateDocument } from '../../evaluate/evaluate.ts';
import type { Evaluation, Surroundings } from '../../evaluate/evaluation.ts';
import { parseDocument } from '../../syntax/document.ts';
import { asAnswer } from '../help/reveal.ts';
import { isRight } from '../marking/answer/mark.ts';
import { askedAt, expectedFor, graphOf } from '../marking/answer/question.ts';
import { reasonFor } from '../marking/answer/reason.ts';
import { marking } from '../marking/markDocument.ts';
import { givenLines } from './courseText.ts';

interface Step {
  readonly name: string;
  readonly answer: string;
  readonly rule: string;
  readonly meaning: string;
}

/** A ladder has no more steps: those nearest the output. */
const MOST_STEPS = 24;
/** Larger gradients are no answers to be typed. */
const MOST_ENTRIES = 12;

/** Rules that a file's own right answers show: a gradient that came out right by its rule. */
export const masteredIn = (evaluation: Evaluation): ReadonlySet<string> => finish(masteredWork(evaluation));

/** The share of the work that looking at the text's own answers takes. */
const MASTERED = 0.3;

function* masteredWork(evaluation: Evaluation): Work<ReadonlySet<string>> {
  const right = new Set<string>();
  const wrong = new Set<string>();
  for (const mark of yield* marking(evaluation)) {
    const asked = askedAt(evaluation, mark.statement);
    const rule = asked && reasonFor(asked)?.word;
    if (rule === undefined || mark.verdict === 'unanswered') continue;
    (isRight(mark) && !mark.revealed && mark.reason?.isRight !== false ? right : wrong).add(rule);
  }
  return new Set([...right].filter((rule) => !wrong.has(rule)));
}

interface LadderWish {
  readonly surroundings: Surroundings;
  /** Left out: what the text's own answers show. */
  readonly mastered?: ReadonlySet<string>;
}

/** All at once. */
export const ladderOf = (evaluation: Evaluation, wish: LadderWish): string | undefined =>
  finish(ladderWork(evaluation, wish));

/** A `.bp` text with a ladder for each cell that has an output of its own; undefined where no cell has two steps. */
export function* ladderWork(
  evaluation: Evaluation,
  { surroundings, mastered: known }: LadderWish,
): Work<string | undefined> {
  const { document } = evaluation;
  const mastered = known ?? (yield* part(masteredWork(evaluation), 0, MASTERED));
  const parts: string[] = [];
  const above: string[] = [];
  for (const cell of document.cells) {
    const lines = givenLines(document, cell);
    if (lines.length === 0) continue;
    const from = MASTERED + ((1 - MASTERED) * cell.index) / document.cells.length;
    const to = MASTERED + ((1 - MASTERED) * (cell.index + 1)) / document.cells.length;
    const steps = evaluation.cells[cell.index]?.own
      ? yield* part(stepsOf([...above, ...lines], evaluation, cell.index, surroundings), from, to)
      : [];
    if (steps.length > 1) {
      if (above.length > 0) parts.push(`# %% Above\n${above.join('\n')}`);
      parts.push(...rungs(cell.title, lines, steps, mastered));
    }
    above.push(...lines);
  }
  return parts.length === 0 ? undefined : `${parts.join('\n\n')}\n`;
}

/** The backward pass, name by name, from the output on; each name that the cell gives, and what it reads. */
function* stepsOf(
  lines: readonly string[],
  evaluation: Evaluation,
  cell: number,
  surroundings: Surroundings,
): Work<readonly Step[]> {
  const { output } = evaluation.cells[cell] ?? {};
  const { first = 0, last = 0 } = evaluation.document.cells[cell] ?? {};
  if (output === undefined) return [];
  const graph = graphOf(evaluation, output);
  const named = new Map<number, string>();
  for (const { bindings } of evaluation.statements.slice(first, last))
    for (const { name, node } of bindings)
      if (node !== undefined && graph.reaches(node) && node !== output) named.set(node, name);
  const names = [...new Set([...named].sort(([a], [b]) => b - a).map(([, name]) => name))].slice(0, MOST_STEPS);
  // Asked in a text of their own, so that they mean what they will mean there.
  const asking = [...lines, ...names.map((name) => `grad(${name}) = ?`)].join('\n');
  const asked = evaluateDocument(parseDocument(asking), surroundings);
  const { statements } = asked.document;
  const steps: Step[] = [];
  for (const statement of statements.keys()) {
    yield statement / statements.length;
    const question = askedAt(asked, statement);
    const expected = question && expectedFor(question);
    const reason = question && reasonFor(question);
    if (question === undefined || expected === undefined || reason === undefined) continue;
    if (expected.data.length > MOST_ENTRIES || !expected.data.every(Number.isFinite)) continue;
    steps.push({ name: question.result.name, answer: asAnswer(expected), rule: reason.word, meaning: reason.meaning });
  }
  return steps;
}

function rungs(
  title: string,
  lines: readonly string[],
  steps: readonly Step[],
  mastered: ReadonlySet<string>,
): readonly string[] {
  const order = steps
    .map((step, at) => ({ step, at }))
    .toSorted((a, b) => Number(mastered.has(a.step.rule)) - Number(mastered.has(b.step.rule)) || b.at - a.at)
    .map(({ step }) => step);
  const name = title === '' ? 'Ladder' : title;
  return Array.from({ length: steps.length + 1 }, (_, holes) => {
    const open = new Set(order.slice(0, holes));
    const worked = steps.filter((step) => !open.has(step));
    return [
      `# %% [practice] ${name}: ${holes === 0 ? 'a worked example' : holes === steps.length ? 'all yours' : `${holes} of ${steps.length} open`}`,
      ...lines,
      ...worked.map((step) => `# grad(${step.name}) = ${step.answer}: ${step.meaning}`),
      ...steps.filter((step) => open.has(step)).map((step) => `grad(${step.name}) = ?`),
    ].join('\n');
  });
}
