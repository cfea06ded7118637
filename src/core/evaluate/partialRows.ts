import type { NodeId } from '../autodiff/tape/node.ts';
import { sameShape } from '../tensor/tensor.ts';
import { evaluateDocument } from './evaluate.ts';
import type { Evaluation } from './evaluation.ts';

/** Rows that were taken, and rows that there are. */
export type TakenRows = readonly [taken: number, all: number];
type PartialRows = ReadonlyMap<NodeId, TakenRows>;

const none: PartialRows = new Map();
const known = new WeakMap<Evaluation, PartialRows>();

/** Every node that depends on data of which only some rows are evaluated: how many, and how many there are. */
export function partialRows(evaluation: Evaluation): PartialRows {
  const before = known.get(evaluation);
  if (before) return before;
  const found = find(evaluation);
  known.set(evaluation, found);
  return found;
}

function find({ tape }: Evaluation): PartialRows {
  const partial = new Map<NodeId, TakenRows>();
  for (const [node, { rows }] of tape.dataFacts) {
    const shown = tape.shapeOf(node)[0] ?? 0;
    if (shown < rows) partial.set(node, [shown, rows]);
  }
  if (partial.size === 0) return none;
  for (let node = 0; node < tape.length; node++) {
    if (partial.has(node)) continue;
    const from = tape.standardized.get(node);
    const derived = from === undefined ? (tape.derivations.get(node)?.inputs ?? []) : [from.x, from.by];
    const inputs = tape.gateOf(node) ? tape.inputsOf(node) : derived;
    const behind = inputs.find((input) => partial.has(input));
    const found = behind === undefined ? undefined : partial.get(behind);
    if (found) partial.set(node, found);
  }
  return partial;
}

/** `1000 of 3000 rows`. */
export const takenText = ([taken, all]: TakenRows): string => `${taken} of ${all} rows`;

/** Where the figures of a line come from. */
export interface FiguresOfLine {
  readonly evaluation: Evaluation;
  readonly node: NodeId;
  /** Undefined: value and gradient are of all rows. */
  readonly rows: TakenRows | undefined;
}

/** What evaluating all rows may cost beside the rows that are shown. */
export interface RowBudget {
  /** Multiplications of products. */
  readonly work: number;
  /** Entries of all values together. */
  readonly entries: number;
  /** Whether files of which a part was read may be read whole. */
  readonly readsFiles: boolean;
}

/** While the reader types. */
export const SMALL_BUDGET: RowBudget = { work: 3e7, entries: 3e6, readsFiles: false };

const wholes = new WeakMap<Evaluation, { readonly evaluation: Evaluation | undefined }>();

/**
 * The value and the gradient of a name with all rows, where they have the same shape for any number of rows (a loss, the
 * gradient of a weight) and that costs little; else those of the rows that were drawn, with the numbers to say so.
 */
export function figuresOf(
  evaluation: Evaluation,
  statement: number,
  node: NodeId,
  output: NodeId | undefined,
  budget: RowBudget = SMALL_BUDGET,
): FiguresOfLine {
  const partial = partialRows(evaluation);
  const rows =
    partial.get(node) ??
    (output !== undefined && hasGradient(evaluation, node, output) ? partial.get(output) : undefined);
  if (rows === undefined) return { evaluation, node, rows };
  const whole = wholeOf(evaluation, budget);
  const place = evaluation.statements[statement]?.bindings.findIndex((binding) => binding.node === node) ?? -1;
  const same = whole?.statements[statement]?.bindings[place]?.node;
  return whole && same !== undefined && sameShape(whole.tape.shapeOf(same), evaluation.tape.shapeOf(node))
    ? { evaluation: whole, node: same, rows: undefined }
    : { evaluation, node, rows };
}

const hasGradient = ({ tape }: Evaluation, node: NodeId, output: NodeId): boolean =>
  node <= output && tape.isReached(node);

function wholeOf(evaluation: Evaluation, budget: RowBudget): Evaluation | undefined {
  const before = wholes.get(evaluation);
  if (before) return before.evaluation;
  const { document, surroundings } = evaluation;
  const whole = isCheap(evaluation, budget)
    ? evaluateDocument(document, { ...surroundings, maxRows: Number.POSITIVE_INFINITY })
    : undefined;
  const isRight = whole?.statements.every(({ problems }) => problems.every(({ severity }) => severity !== 'error'));
  wholes.set(evaluation, { evaluation: isRight ? whole : undefined });
  return isRight ? whole : undefined;
}

function isCheap(evaluation: Evaluation, { work, entries, readsFiles }: RowBudget): boolean {
  const { tape, surroundings, statements, copying } = evaluation;
  const partial = partialRows(evaluation);
  let allEntries = 0;
  let most = 1;
  for (const [node, [taken, all]] of partial) {
    const times = all / Math.max(1, taken);
    most = Math.max(most, times);
    allEntries += (tape.tensorAt(node)?.data.length ?? 1) * times;
    if (allEntries > entries) return false;
  }
  let allWork = 0;
  for (let i = 0; i < statements.length; i++) allWork += copying.work[i] ?? 0;
  if (allWork * most > work) return false;
  return readsFiles || surroundings.dataSets.every(({ head, name }) => head === undefined || !calls(evaluation, name));
}

const calls = ({ document }: Evaluation, name: string): boolean =>
  document.statements.some(
    ({ tree }) => tree.kind === 'assignment' && tree.value.kind === 'call' && tree.value.callee.name === name,
  );
