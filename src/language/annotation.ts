/** What a statement's line says: its value and its gradient, in words fit for a lens or the end of a line. */

import type { Binding } from '../core/autodiff/evaluation.ts';
import type { NodeId } from '../core/autodiff/tape.ts';
import { showNumber, showShape, showSize } from '../core/base/show.ts';
import { isAllZero, whyZero } from '../core/explain/zeroReason.ts';
import type { Tensor } from '../core/tensor/tensor.ts';
import type { DocumentState } from './documentState.ts';
import { questionText } from './features/questions.ts';
import type { Settings } from './settings.ts';

export interface Annotation {
  readonly text: string;
  readonly kind: 'value' | 'broken' | 'quiet';
  /** The node that a click opens. */
  readonly node: NodeId | undefined;
}

/** Runs of ordinary spaces collapse in a lens. */
const GAP = '\u00a0'.repeat(3);
const UNKNOWN = '·';
/** How far a zero gradient is followed to the gate that cut it off, and how much room its reason has. */
const MOST_HOPS = 40;
const LONGEST_WHY = 60;

/** Whether something of a node would give a practice cell's answer away. */
export interface Hidden {
  value(node: NodeId): boolean;
  gradient(node: NodeId): boolean;
}
export const nothingHidden: Hidden = { value: () => false, gradient: () => false };

/** The one annotation of a statement. Never empty, so that a line always has its lens. */
export function annotate(state: DocumentState, statement: number, settings: Settings, hidden: Hidden): Annotation {
  const { evaluation, document } = state;
  const result = evaluation.statements[statement];
  const tree = document.statements[statement]?.tree;
  if (result === undefined || tree === undefined) return { text: UNKNOWN, kind: 'quiet', node: undefined };
  const cell = document.cells[state.cellOf(statement)];
  if (cell && isPaused(state, cell.index)) return { text: UNKNOWN, kind: 'quiet', node: undefined };
  const error = result.problems.find((problem) => problem.severity === 'error');
  if (error) return { text: `$(error) ${firstClause(error.message)}`, kind: 'broken', node: undefined };
  const above = result.problems.find(({ code }) => code === 'error-above' || code === 'error-further-up');
  if (above) return { text: `$(circle-slash) ${above.message}`, kind: 'broken', node: undefined };
  const loading = result.problems.find(({ code }) => code === 'data-loading');
  if (loading) return { text: `$(sync~spin) ${loading.message}`, kind: 'quiet', node: undefined };
  switch (tree.kind) {
    case 'def':
      return {
        text: `$(symbol-function) ${tree.name.name}(${tree.params.map((param) => param.name).join(', ')})`,
        kind: 'quiet',
        node: undefined,
      };
    case 'backwardRule':
      return {
        text: `$(symbol-function) your backward pass of ${tree.name.name}`,
        kind: 'quiet',
        node: undefined,
      };
    case 'backwardOutput': {
      const name = evaluation.cells[cell?.index ?? 0]?.outputName ?? '';
      return { text: `gradients of this cell are of ${name}`, kind: 'quiet', node: result.output };
    }
    case 'train': {
      const count = result.training?.params.length ?? 0;
      return {
        text: `${count} ${count === 1 ? 'parameter' : 'parameters'} to train`,
        kind: 'quiet',
        node: result.training?.loss,
      };
    }
    case 'question':
      return { text: questionText(state, statement).text, kind: 'quiet', node: result.question?.node };
    case 'assignment':
    case 'bare': {
      const parts = result.bindings.map((binding) => ofBinding(state, binding, cell?.index ?? 0, settings, hidden));
      return { text: parts.join(GAP) || UNKNOWN, kind: 'value', node: result.bindings[0]?.node };
    }
    case 'broken':
      return { text: UNKNOWN, kind: 'broken', node: undefined };
  }
}

const firstClause = (message: string): string => {
  const cut = message.search(/[;:]\s/);
  return cut > 12 ? message.slice(0, cut) : message;
};

const pauses = new WeakMap<DocumentState, number>();

/** Whether the lecture has not come to a cell yet. */
export function isPaused(state: DocumentState, cell: number): boolean {
  let first = pauses.get(state);
  if (first === undefined) {
    const pause = state.document.cells.find(({ kind, index }) => kind === 'pause' && !state.reader.passed.has(index));
    first = pause?.index ?? Number.POSITIVE_INFINITY;
    pauses.set(state, first);
  }
  return cell >= first;
}

function ofBinding(state: DocumentState, binding: Binding, cell: number, settings: Settings, hidden: Hidden): string {
  const { evaluation } = state;
  const { node, name } = binding;
  if (node === undefined) return UNKNOWN;
  const value = hidden.value(node) ? UNKNOWN : showValue(evaluation.tape.valueOf(node), settings.digits);
  const rows = evaluation.statements[binding.statement]?.rows;
  const shown = evaluation.tape.shapeOf(node)[0];
  const all = rows !== undefined && shown !== undefined && rows > shown ? ` (first ${shown} of ${rows} rows)` : '';
  const left = `${name} ${isEntries(value) ? '= ' : ''}${value}`.trimStart();
  const right = gradientText(state, node, cell, settings, hidden, name);
  const trained = isTrained(state, node) ? `${GAP}trained` : '';
  return `${left}${all}${right === '' ? '' : GAP + right}${trained}`;
}

/** A number or a short vector, not the facts of a large tensor. */
const isEntries = (value: string): boolean => !value.startsWith('(');

const isTrained = (state: DocumentState, node: NodeId): boolean => {
  const name = state.evaluation.tape.paramNames.get(node);
  return name !== undefined && state.surroundings.trained.has(name);
};

function gradientText(
  state: DocumentState,
  node: NodeId,
  cell: number,
  settings: Settings,
  hidden: Hidden,
  name: string,
): string {
  const { evaluation } = state;
  const { output, outputName } = evaluation.cells[cell] ?? { output: undefined, outputName: '' };
  if (output === undefined || (name === '' && output !== node)) return '';
  const { tape } = evaluation;
  if (!tape.isReached(node)) return '';
  const label = `∂${shortName(outputName)}/∂${name === '' ? shortName(outputName) : name}`;
  if (hidden.gradient(node)) return `${label} = ${UNKNOWN}`;
  const gradients = evaluation.gradients(output);
  const gradient = gradients.of(node);
  if (gradient === undefined)
    return node > output ? '' : `${label} = 0: ${shortName(outputName)} does not depend on ${name}`;
  if (node !== output && isAllZero(gradient)) {
    const why = whyZero(evaluation, gradients, node, settings.digits, MOST_HOPS);
    return why === ''
      ? `${label} = 0`
      : `${label} = 0: ${why.length > LONGEST_WHY ? `${why.slice(0, LONGEST_WHY - 1)}…` : why}`;
  }
  if (gradient.shape.length === 0) return `${label} = ${showNumber(gradient.data[0] ?? Number.NaN, settings.digits)}`;
  return gradient.data.length <= 4
    ? `${label} = ${showEntries(gradient, settings.digits)}`
    : `${label} ‖·‖ ${showNumber(normOf(gradient), settings.digits)}`;
}

export const shortName = (name: string): string => (name.length <= 12 && /^[\p{L}\p{N}_]+$/u.test(name) ? name : 'out');

/** `(3,)` for a vector, `(64×16)` for a matrix. */
export const showSizes = (shape: readonly number[]): string =>
  shape.length === 1 ? showShape(shape) : `(${showSize(shape)})`;

/** The icons of a lens, which mean nothing elsewhere. */
export const withoutIcons = (text: string): string => text.replaceAll(/\$\([\w~-]+\)\s?/g, '');

/** A scalar as a number, a short vector as its entries, anything else as its shape and mean. */
export function showValue(value: Tensor, digits: number): string {
  if (value.shape.length === 0) return showNumber(value.data[0] ?? Number.NaN, digits);
  if (value.data.length <= 4) return showEntries(value, digits);
  return `${showSizes(value.shape)}  mean ${showNumber(meanOf(value), digits)}`;
}

export function showEntries(value: Tensor, digits: number): string {
  const write = (axis: number, from: number): string => {
    if (axis === value.shape.length) return showNumber(value.data[from] ?? Number.NaN, digits);
    let step = 1;
    for (const length of value.shape.slice(axis + 1)) step *= length;
    return `[${Array.from({ length: value.shape[axis] ?? 0 }, (_, i) => write(axis + 1, from + i * step)).join(`, `)}]`;
  };
  return write(0, 0);
}

export function meanOf({ data }: Tensor): number {
  let sum = 0;
  for (let i = 0; i < data.length; i++) sum += data[i] ?? 0;
  return sum / data.length;
}

export function normOf({ data }: Tensor): number {
  let sum = 0;
  for (let i = 0; i < data.length; i++) sum += (data[i] ?? 0) ** 2;
  return Math.sqrt(sum);
}
