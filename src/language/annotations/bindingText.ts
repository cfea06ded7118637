/** The value and the gradient of one name, in words fit for a lens. */

import type { NodeId } from '../../core/autodiff/tape/node.ts';
import { showNumber, showShape } from '../../core/base/show.ts';
import type { Binding } from '../../core/evaluate/evaluation.ts';
import { type FiguresOfLine, figuresOf, takenText } from '../../core/evaluate/partialRows.ts';
import { partsInPack } from '../../core/evaluate/several/packs.ts';
import { isAllZero, shownOnly, whyZero } from '../../core/explain/zeroReason.ts';
import type { ParsedStatement } from '../../core/syntax/tree.ts';
import type { Tensor } from '../../core/tensor/tensor.ts';
import type { DocumentState } from '../document/documentState.ts';
import type { Hidden } from '../document/hidden.ts';
import type { Settings } from '../document/settings.ts';
import { isJudgedRight, markOf } from '../document/verdicts.ts';

/** Runs of ordinary spaces collapse in a lens. */
export const GAP = '\u00a0'.repeat(3);
export const UNKNOWN_VALUE = '·';
/** The value and the gradient of an annotation. */
export function bindingParts(text: string): readonly [value: string, gradient: string] {
  const parts = text.split(GAP);
  const isGradient = (part: string): boolean => part.startsWith('∂');
  return [parts.filter((part) => !isGradient(part)).join(GAP), parts.filter(isGradient).join(GAP)];
}

/** How far a zero gradient is followed to the gate that cut it off, and how much room its reason has. */
const MOST_HOPS = 40;
const LONGEST_WHY = 60;

/** A number, or a tensor that is not one. */
type Value = Tensor | number;

/** What a text was made from: while it is the same, so is the text. */
interface Made {
  readonly name: string;
  readonly value: Value;
  readonly gradient: Value;
  readonly outputName: string;
  readonly digits: number;
  readonly text: string;
}
const made = new WeakMap<ParsedStatement, Made[]>();

export function bindingText(
  state: DocumentState,
  binding: Binding,
  cell: number,
  settings: Settings,
  hidden: Hidden,
): string {
  const { node, name } = binding;
  if (node === undefined) return UNKNOWN_VALUE;
  const packed = partsInPack(state.evaluation.tape, node);
  if (packed !== undefined)
    return `${name} = (${packed.map((part) => state.evaluation.nameOf(part) ?? '…').join(', ')})`;
  const figures = figuresOf(state.evaluation, binding.statement, node, state.evaluation.cells[cell]?.output);
  const { tape } = figures.evaluation;
  const value: Value = tape.tensorAt(figures.node) ?? tape.scalarAt(figures.node);
  const gradient = gradientOf(figures, cell, name);
  const outputName = state.evaluation.cells[cell]?.outputName ?? '';
  const { digits } = settings;
  const isPlain =
    gradient !== 'none' &&
    gradient !== 'unreached' &&
    !(typeof gradient === 'number' ? gradient === 0 : isAllZero(gradient)) &&
    !hidden.value(node) &&
    !hidden.gradient(node);
  const statement = state.document.statements[binding.statement];
  const texts = statement && isPlain && !isTrained(state, node) ? (made.get(statement) ?? []) : undefined;
  const before = texts?.find(
    (one) =>
      one.name === name &&
      Object.is(one.value, value) &&
      Object.is(one.gradient, gradient) &&
      one.outputName === outputName &&
      one.digits === digits,
  );
  if (before && figures.rows === undefined) return before.text;
  const shown =
    hidden.value(node) && answerTo(state, node, cell, 'value') === undefined ? UNKNOWN_VALUE : showValue(value, digits);
  const left = `${name} ${isEntries(shown) ? '= ' : ''}${shown}`.trimStart();
  const right = gradientText(state, figures, node, cell, settings, hidden, name, gradient);
  const trained = isTrained(state, node) ? `${GAP}trained` : '';
  const text = `${left}${figures.rows ? ` (${takenText(figures.rows)})` : ''}${right === '' ? '' : GAP + right}${trained}`;
  if (statement && texts && isPlain) {
    const others = texts.filter((one) => one.name !== name);
    made.set(statement, [...others, { name, value, gradient, outputName, digits, text }]);
  }
  return text;
}

/** A number or a short vector, not the facts of a large tensor. */
const isEntries = (value: string): boolean => !value.startsWith('(');

const isTrained = (state: DocumentState, node: NodeId): boolean => {
  if (state.surroundings.trained.size === 0) return false;
  const name = state.evaluation.tape.paramNames.get(node);
  return name !== undefined && state.surroundings.trained.has(name);
};

/** What is hidden and was asked for as a whole is shown on its line as soon as it has been answered. */
function answerTo(state: DocumentState, node: NodeId, cell: number, asks: 'grad' | 'value'): Value | undefined {
  const { first, last } = state.document.cells[cell] ?? { first: 0, last: 0 };
  for (let statement = first; statement < last; statement++) {
    const question = state.evaluation.statements[statement]?.question;
    if (question?.node !== node || question.asks !== asks || question.index.length > 0) continue;
    const expected = isJudgedRight(state, statement) ? markOf(state, statement)?.expected : undefined;
    if (expected) return expected.shape.length === 0 ? (expected.data[0] ?? Number.NaN) : expected;
  }
  return undefined;
}

/** `none`: there is nothing to say; `unreached`: the output does not depend on the value. */
function gradientOf({ evaluation, node }: FiguresOfLine, cell: number, name: string): Value | 'none' | 'unreached' {
  const output = evaluation.cells[cell]?.output;
  const { tape } = evaluation;
  if (output === undefined || (name === '' && output !== node) || !tape.isReached(node)) return 'none';
  const gradients = evaluation.gradients(output);
  const gradient = tape.isScalar(node) ? gradients.scalarOf(node) : gradients.of(node);
  return gradient ?? (node > output ? 'none' : 'unreached');
}

function gradientText(
  state: DocumentState,
  figures: FiguresOfLine,
  node: NodeId,
  cell: number,
  { digits }: Settings,
  hidden: Hidden,
  name: string,
  gradient: ReturnType<typeof gradientOf>,
): string {
  const { evaluation } = figures;
  const { output, outputName = '' } = evaluation.cells[cell] ?? {};
  if (gradient === 'none' || output === undefined) return '';
  const of = shortName(outputName);
  const label = `∂${of}/∂${name === '' ? of : name}`;
  if (hidden.gradient(node)) {
    // The answer, not the gradient: that of a bug hunt is wrong. Why it is 0 may tell what is still asked for.
    const answer = answerTo(state, node, cell, 'grad');
    return `${label} = ${answer === undefined ? UNKNOWN_VALUE : showValue(answer, digits)}`;
  }
  if (gradient === 'unreached')
    return `${label} = 0: ${shownOnly(evaluation, output, figures.node) ?? `${of} does not depend on ${name}`}`;
  const isZero = typeof gradient === 'number' ? gradient === 0 : isAllZero(gradient);
  if (isZero && figures.node !== output) {
    const why = whyZero(evaluation, evaluation.gradients(output), figures.node, digits, MOST_HOPS);
    const short = why.length > LONGEST_WHY ? `${why.slice(0, LONGEST_WHY - 1)}…` : why;
    return short === '' ? `${label} = 0` : `${label} = 0: ${short}`;
  }
  if (typeof gradient === 'number') return `${label} = ${showNumber(gradient, digits)}`;
  const entries = entriesOf(gradient, digits);
  return entries === undefined ? `${label} ‖·‖ ${showNumber(normOf(gradient), digits)}` : `${label} = ${entries}`;
}

/** A name that fits a fraction; `out` for any other output. */
export const shortName = (name: string): string => (name.length <= 12 && /^[\p{L}\p{N}_]+$/u.test(name) ? name : 'out');

/** A scalar as a number, a small tensor as its entries, anything else as its shape and mean. */
function showValue(value: Value, digits: number): string {
  if (typeof value === 'number') return showNumber(value, digits);
  return entriesOf(value, digits) ?? `${showShape(value.shape)}  mean ${showNumber(meanOf(value), digits)}`;
}

/** So many entries are always shown; up to `MOST_ENTRIES` where their text is no longer than `LONGEST_ENTRIES`. */
const FEW_ENTRIES = 4;
const MOST_ENTRIES = 12;
const LONGEST_ENTRIES = 60;

/** Undefined where a tensor is too large for a line. */
function entriesOf(value: Tensor, digits: number): string | undefined {
  const { length } = value.data;
  if (length > MOST_ENTRIES) return undefined;
  const text = showEntries(value, digits);
  return length <= FEW_ENTRIES || text.length <= LONGEST_ENTRIES ? text : undefined;
}

function showEntries(value: Tensor, digits: number): string {
  const write = (axis: number, from: number): string => {
    if (axis === value.shape.length) return showNumber(value.data[from] ?? Number.NaN, digits);
    let step = 1;
    for (const length of value.shape.slice(axis + 1)) step *= length;
    return `[${Array.from({ length: value.shape[axis] ?? 0 }, (_, i) => write(axis + 1, from + i * step)).join(`, `)}]`;
  };
  return write(0, 0);
}

function meanOf({ data }: Tensor): number {
  let sum = 0;
  for (let i = 0; i < data.length; i++) sum += data[i] ?? 0;
  return sum / data.length;
}

function normOf({ data }: Tensor): number {
  let sum = 0;
  for (let i = 0; i < data.length; i++) sum += (data[i] ?? 0) ** 2;
  return Math.sqrt(sum);
}
