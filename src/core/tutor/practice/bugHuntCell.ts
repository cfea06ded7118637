/** A bug hunt keeps its bug to itself: the gradient check and two probes are the tools to find it. */

import type { NodeId } from '../../autodiff/tape/node.ts';
import { showExact } from '../../base/show.ts';
import type { Evaluation } from '../../evaluate/evaluation.ts';
import type { Cell } from '../../syntax/tree.ts';
import { cellAsked } from '../marking/answer/question.ts';
import { checkLearnedPasses } from '../marking/customBackward/customBackward.ts';
import { learnedCalls } from '../marking/customBackward/customBackwardCalls.ts';

/** Other numbers at which the gradients may be checked. */
export const PROBES = 2;

const isBugHunt = ({ title }: Cell): boolean => title.startsWith('Bug hunt');

/** Whether the backward pass in a statement is the one of a bug hunt. */
export function isHuntRule(evaluation: Evaluation, rule: number): boolean {
  const cell = evaluation.document.cells[cellAsked(evaluation, rule)];
  return cell !== undefined && isBugHunt(cell);
}

/** Cells of bug hunts whose bug is still there. */
export const openHunts = (evaluation: Evaluation): readonly number[] =>
  evaluation.document.cells.some(isBugHunt)
    ? checkLearnedPasses(evaluation).flatMap(({ rule, right }) => {
        return right || !isHuntRule(evaluation, rule) ? [] : [cellAsked(evaluation, rule)];
      })
    : [];

/** Gradients that would show the bug without a check: all of the cell but the output's own. */
export function huntedGradients(evaluation: Evaluation): readonly NodeId[] {
  return openHunts(evaluation).flatMap((cell) => {
    const output = evaluation.cells[cell]?.output;
    return output === undefined ? [] : [...evaluation.gradients(output).order].filter((node) => node !== output);
  });
}

/** The numbers that a hunted function is called with, as one word: another word is another probe. */
export function probeOf(evaluation: Evaluation, cell: number): string {
  const { tape } = evaluation;
  const args = learnedCalls(evaluation).flatMap(({ box, pass }) =>
    cellAsked(evaluation, pass.rule) === cell ? box.args : [],
  );
  return args.map((arg) => Array.from(tape.valueOf(arg).data, showExact).join(' ')).join('; ');
}
