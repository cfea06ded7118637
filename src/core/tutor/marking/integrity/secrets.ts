/** What a practice cell keeps to itself until its questions are answered right or revealed. */

import type { NodeId } from '../../../autodiff/tape/node.ts';
import type { Evaluation } from '../../../evaluate/evaluation.ts';
import type { Withheld } from '../../../explain/withheld.ts';
import { freeNames } from '../../../semantics/freeNames.ts';
import { type Expression, expressionsOf, type Name, subscriptParts } from '../../../syntax/tree.ts';
import { walk } from '../../../syntax/walk.ts';
import { sameShape, type Tensor } from '../../../tensor/tensor.ts';
import { huntedGradients } from '../../practice/bugHuntCell.ts';
import { isRevealed } from '../answer/helpComments.ts';
import { gradientTarget } from '../answer/noAnswer.ts';
import { askedAt, expectedFor, questionsIn } from '../answer/question.ts';
import { isOpenQuestion } from './discreet.ts';

/** Nodes whose value or gradient is not to be shown. */
export interface Secrets {
  readonly values: ReadonlySet<NodeId>;
  readonly gradients: ReadonlySet<NodeId>;
}
const NONE: Withheld = { values: new Set(), gradients: new Set(), shapes: new Set(), statements: new Set() };

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
export function secretsOf(evaluation: Evaluation, isDone: IsDone): Withheld {
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
  const shapes = new Set<NodeId>();
  const statements = new Set<number>();
  hideCopies(evaluation, open, isDone, values, gradients);
  for (let before = -1; before < values.size; ) {
    before = values.size;
    hideDependents(evaluation, values, gradients);
    for (const reader of readersOf(evaluation, values, gradients)) {
      statements.add(reader.statement);
      hideMade(evaluation, reader, values, shapes);
    }
  }
  hideSizes(evaluation, shapes);
  return { values, gradients, shapes, statements };
}

/** A statement that reads a hidden value or gradient, in whatever place: as an operand, a size, an index or a setting. */
interface Reader {
  readonly statement: number;
  /** Whether an expression in it does. */
  readonly reads: (expression: Expression) => boolean;
}

function* readersOf(
  { document, statements }: Evaluation,
  values: ReadonlySet<NodeId>,
  gradients: ReadonlySet<NodeId>,
): Iterable<Reader> {
  const nodes = new Map<string, NodeId | undefined>();
  const functions = new Set<string>();
  const isIn = (set: ReadonlySet<NodeId>, name: string): boolean => set.has(nodes.get(name) ?? -1);
  const readsBut = (params: readonly Name[], expression: Expression): boolean => {
    const { names, functions: called, gradients: asked } = mentionsIn(expression);
    return (
      names.some((name) => isIn(values, name) && !params.some((param) => param.name === name)) ||
      called.some((name) => functions.has(name)) ||
      asked.some((name) => isIn(gradients, name))
    );
  };
  for (const [statement, { tree }] of document.statements.entries()) {
    const params = tree.kind === 'def' ? tree.params : [];
    const isReader = expressionsOf(tree).some((expression) => readsBut(params, expression));
    if (isReader && tree.kind === 'def') functions.add(tree.name.name);
    else if (isReader) yield { statement, reads: (expression) => readsBut([], expression) };
    for (const { name, node } of statements[statement]?.bindings ?? []) nodes.set(name, node);
  }
}

/** Names that an expression reads, functions that it calls, names whose gradients it reads. */
interface Mentions {
  readonly names: readonly string[];
  readonly functions: readonly string[];
  readonly gradients: readonly string[];
}
/** Kept, for most statements of a text stay as they are while one is edited. */
const mentions = new WeakMap<Expression, Mentions>();

function mentionsIn(expression: Expression): Mentions {
  const known = mentions.get(expression);
  if (known) return known;
  const functions: string[] = [];
  const gradients: string[] = [];
  walk(expression, (part) => {
    if (part.kind !== 'call') return;
    functions.push(part.callee.name);
    const [first] = part.args;
    if (part.callee.name === 'grad' && first?.value.kind === 'name') gradients.push(first.value.name);
  });
  const found: Mentions = { names: [...freeNames([expression])], functions, gradients };
  mentions.set(expression, found);
  return found;
}

/** Values that a statement makes of what it reads without a gate, and what has its sizes or settings from there. */
function hideMade(
  { statements, tape }: Evaluation,
  { statement, reads }: Reader,
  values: Set<NodeId>,
  shapes: Set<NodeId>,
): void {
  const { first, last } = statements[statement] ?? { first: 0, last: 0 };
  for (let node = first; node < last; node++) {
    const expression = tape.expressionOf(node);
    const isGate = tape.gateOf(node) !== undefined;
    if (expression === undefined || (isGate && expression.kind !== 'call' && expression.kind !== 'index')) continue;
    // What a function's parameters stand for is not known here: each may be the hidden value.
    const isHidden = tape.withinOf(node) === statement ? reads : (of: Expression) => mentionsIn(of).names.length > 0;
    const isMade = !isGate && isHidden(expression);
    if (isMade) values.add(node);
    const isSet = settingsIn(expression, tape.inputsOf(node).length).some(isHidden);
    if (isMade || isSet) shapes.add(node);
  }
}

/** Tensors have the sizes of what they are made of. */
function hideSizes({ tape }: Evaluation, shapes: Set<NodeId>): void {
  if (shapes.size === 0) return;
  for (let node = 0; node < tape.length; node++)
    if (!tape.isScalar(node) && tape.inputsOf(node).some((input) => shapes.has(input))) shapes.add(node);
}

/** What a gate is told besides its operands, which come first. */
function settingsIn(expression: Expression, operands: number): readonly Expression[] {
  if (expression.kind === 'index') return expression.subscripts.flatMap(subscriptParts);
  return expression.kind === 'call' ? expression.args.slice(operands).map(({ value }) => value) : [];
}

/** A number that is asked for is not printed under another name either: `x * y` written out again in a later cell. */
function hideCopies(
  evaluation: Evaluation,
  open: readonly number[],
  isDone: IsDone,
  values: Set<NodeId>,
  gradients: Set<NodeId>,
): void {
  const { tape, statements, document, cells } = evaluation;
  const answers = open.flatMap((cell) =>
    questionsIn(evaluation, cell).flatMap((statement) => {
      const asked = isDone(statement) ? undefined : askedAt(evaluation, statement);
      return (asked && expectedFor(asked)) ?? [];
    }),
  );
  const isAnswer = ({ shape, data }: Tensor): boolean =>
    answers.some(
      (answer) =>
        sameShape(answer.shape, shape) &&
        answer.data.every((entry, i) => Math.abs(entry - (data[i] ?? 0)) <= 1e-9 * Math.abs(entry)),
    );
  const related = new Set<NodeId>();
  for (const cell of open) {
    const { first, last } = document.cells[cell] ?? { first: 0, last: 0 };
    for (let node = statements[first]?.first ?? 0; node < (statements[last - 1]?.last ?? 0); node++) related.add(node);
  }
  for (let node = 0; node < tape.length; node++) {
    if (tape.gateOf(node) === undefined) continue;
    if (tape.inputsOf(node).some((input) => related.has(input))) related.add(node);
    if (!values.has(node) && related.has(node) && isAnswer(tape.valueOf(node))) values.add(node);
  }
  for (const { output } of cells) {
    if (output === undefined || !related.has(output)) continue;
    const found = evaluation.gradients(output);
    for (const node of found.order) {
      const gradient = node === output ? undefined : found.of(node);
      if (gradient && isAnswer(gradient)) gradients.add(node);
    }
  }
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
