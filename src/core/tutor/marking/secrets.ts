/** What a practice cell keeps to itself until its questions are answered right or revealed. */

import type { NodeId } from '../../autodiff/tape/node.ts';
import type { Evaluation } from '../../evaluate/evaluation.ts';
import { huntedGradients } from '../practice/bugHuntCell.ts';
import { isOpenQuestion } from './discreet.ts';
import { isRevealed } from './helpComments.ts';
import { gradientTarget } from './noAnswer.ts';
import { questionsIn } from './question.ts';

/** Nodes whose value or gradient is not to be shown. */
export interface Secrets {
  readonly values: ReadonlySet<NodeId>;
  readonly gradients: ReadonlySet<NodeId>;
}
const NONE: Secrets = { values: new Set(), gradients: new Set() };

/** Whether the question of a statement is done with: answered right, or revealed elsewhere than in the text. */
type IsDone = (statement: number) => boolean;

/** A wrong answer opens nothing: the learner is to try again. */
const openCells = (evaluation: Evaluation, isDone: IsDone): readonly number[] =>
  evaluation.document.cells
    .filter(({ kind }) => kind === 'practice')
    .map(({ index }) => index)
    .filter((cell) =>
      questionsIn(evaluation, cell).some(
        (statement) =>
          evaluation.statements[statement]?.question !== undefined &&
          !isRevealed(evaluation.document, statement) &&
          !isGuessed(evaluation, cell, statement) &&
          !isDone(statement),
      ),
    );

/** Whether answers in a cell are guesses: what comes out is told once they are made. */
export const isTried = ({ document }: Evaluation, cell: number): boolean =>
  document.cells[cell]?.marks.includes('try') ?? false;

const isGuessed = (evaluation: Evaluation, cell: number, statement: number): boolean =>
  isTried(evaluation, cell) && evaluation.statements[statement]?.question?.answer !== undefined;

/** Of a bug hunt the gradients; of a practice cell with an open question every computed value and every gradient but the output's own is a secret. */
export function secretsOf(evaluation: Evaluation, isDone: IsDone): Secrets {
  const open = openCells(evaluation, isDone);
  const hunted = huntedGradients(evaluation);
  if (open.length === 0 && hunted.length === 0) return NONE;
  const { tape, document, cells } = evaluation;
  const values = new Set<NodeId>();
  const gradients = new Set<NodeId>(hunted);
  for (const cell of open) {
    const { first, last } = document.cells[cell] ?? { first: 0, last: 0 };
    const from = evaluation.statements[first]?.first ?? 0;
    const to = evaluation.statements[last - 1]?.last ?? 0;
    for (let node = from; node < to; node++) {
      gradients.add(node);
      if (tape.gateOf(node) !== undefined) values.add(node);
    }
    const output = cells[cell]?.output;
    if (output === undefined) continue;
    for (const node of evaluation.gradients(output).order) if (node !== output) gradients.add(node);
    for (const statement of questionsIn(evaluation, cell)) {
      const question = evaluation.statements[statement]?.question;
      if (question?.asks === 'value' && tape.gateOf(question.node) !== undefined) values.add(question.node);
    }
  }
  hideDependents(evaluation, values, gradients);
  return { values, gradients };
}

/** What is worked out from hidden values, in whatever cell, would tell them; so would the gradients of such an output. */
function hideDependents(evaluation: Evaluation, values: Set<NodeId>, gradients: Set<NodeId>): void {
  const { tape, cells } = evaluation;
  for (let node = 0; node < tape.length; node++) {
    if (values.has(node)) continue;
    const body = tape.bodies.get(node);
    const inputs = tape.gateOf(node) ? tape.inputsOf(node) : (tape.derivations.get(node)?.inputs ?? []);
    const target = gradientTarget(evaluation, node);
    if (
      inputs.some((input) => values.has(input)) ||
      (body !== undefined && values.has(body)) ||
      (target !== undefined && gradients.has(target))
    )
      values.add(node);
  }
  for (const { output } of cells) {
    if (output === undefined || !values.has(output)) continue;
    for (const node of evaluation.gradients(output).order) if (node !== output) gradients.add(node);
  }
}

/** What other open questions of the same practice cell ask for: a message about one answer must not give it away. */
export function openAnswers(evaluation: Evaluation, statement: number): Secrets {
  const cell = evaluation.document.cells.find(({ first, last }) => first <= statement && statement < last);
  if (cell?.kind !== 'practice') return NONE;
  const values = new Set<NodeId>();
  const gradients = new Set<NodeId>();
  for (const other of questionsIn(evaluation, cell.index)) {
    const question = evaluation.statements[other]?.question;
    if (other === statement || question === undefined || !isOpenQuestion(evaluation, other)) continue;
    (question.asks === 'value' ? values : gradients).add(question.node);
  }
  return { values, gradients };
}
