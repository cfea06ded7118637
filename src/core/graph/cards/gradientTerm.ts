import { productWritten } from '../../explain/chainTerm.ts';
import { type Meanings, parsedFormula, writeFormula } from '../../explain/formula/formula.ts';
import { isNameTaken } from '../../explain/formula/label.ts';
import { piece } from '../../explain/formula/piece.ts';
import { shapeStory } from '../../explain/formula/shapeStory.ts';
import { texName } from '../../explain/formula/texName.ts';
import {
  atom,
  differential,
  elementwiseTimes,
  equation,
  numberWritten,
  partial,
  tensorWritten,
  times,
  type Written,
  type WrittenPiece,
  written,
} from '../../explain/formula/written.ts';
import { ruleOf } from '../../gates/gate.ts';
import { sizeOf, type Tensor, zeros } from '../../tensor/tensor.ts';
import type { Drawing, DrawnNode } from '../build/drawing.ts';
import type { Operation } from './operation.ts';

/** Tensors with more entries are not written out. */
export const MOST_ENTRIES = 20;

/** What the gradients are of. */
function outputWords({ output, outputName }: Drawing): WrittenPiece {
  return output.label === outputName ? output.words : atom(outputName, texName(outputName));
}

/** `∂f/∂q` for a number, `dW` for a tensor where the text means nothing else by that. */
export function gradientName(drawing: Drawing, node: DrawnNode): WrittenPiece {
  const full = partial(outputWords(drawing), node.words);
  if (node.value.shape.length === 0) return full;
  const short = differential(node.words);
  return isNameTaken(drawing.evaluation, short.plain.text) ? full : short;
}

/** One message as a formula: downstream = local × upstream. */
interface MessageFormula {
  /** `∂f/∂x`, or `to b` where a copy gate collects several messages. */
  readonly label: string;
  readonly symbols: Written;
  /** Undefined where the tensors are too large to be read. */
  readonly numbers: Written | undefined;
  /** `(3×64)(64×4) = (3×4)` */
  readonly shapes: Written | undefined;
  /** `z`, the local gradient in symbols; undefined where the gate does not work number by number. */
  readonly local: Written | undefined;
  /** ∂out/∂operand as a number, for numbers. */
  readonly slope: number | undefined;
}

export function messageFormula(drawing: Drawing, operation: Operation, port: number): MessageFormula | undefined {
  const { node, operands, messages, gate } = operation;
  const operand = operands[port];
  const message = messages[port];
  if (operand === undefined || message === undefined) return undefined;
  const { digits } = drawing.request;
  const collected = (operand.copies !== undefined && operand.name === undefined) || !isShort(operand);
  const name = gradientName(drawing, operand);
  const label = collected ? `to ${operand.label}` : name.plain.text;
  const head = collected ? undefined : written(name);
  const result = written(tensorWritten(message, digits));
  if (gate === undefined) {
    const whole = times(partial(node.words, operand.words), upstreamOf(drawing, node));
    const symbols = equation([head, written(whole)]);
    return { label, symbols, numbers: result, shapes: undefined, local: undefined, slope: undefined };
  }
  const isScalar = [node, ...operands].every(({ value }) => value.shape.length === 0);
  const parts = isScalar ? scalarParts(drawing, operation, port, message) : tensorParts(drawing, operation, port);
  const symbols = equation([head, ...parts.symbols]);
  return {
    label,
    symbols,
    shapes: parts.shapes,
    numbers: message.data.length > MOST_ENTRIES ? undefined : equation([parts.numbers, result]),
    local: parts.local,
    slope: parts.slope,
  };
}

interface Parts {
  readonly symbols: readonly Written[];
  readonly numbers: Written | undefined;
  readonly shapes: Written | undefined;
  readonly local: Written | undefined;
  readonly slope: number | undefined;
}

const UPSTREAM = atom('upstream', '\\text{upstream}');
const LONGEST_IN_FRACTION = 10;

/** Whether a value can stand in `∂…/∂…` without making it unreadable. */
const isShort = ({ name, label }: DrawnNode): boolean => name !== undefined || label.length <= LONGEST_IN_FRACTION;

function upstreamOf(drawing: Drawing, node: DrawnNode): WrittenPiece {
  if (!isShort(node)) return UPSTREAM;
  return node === drawing.output ? partial(outputWords(drawing), node.words) : gradientName(drawing, node);
}

function scalarParts(drawing: Drawing, operation: Operation, port: number, message: Tensor): Parts {
  const { node, operands, gate } = operation;
  const { digits } = drawing.request;
  const param = Math.min(port, (gate?.params.length ?? 1) - 1);
  const slope = localSlope(operation, port);
  const upstream = node.gradient?.data[0] ?? Number.NaN;
  const formula = gate?.locals?.[param];
  const local =
    gate && formula !== undefined
      ? writeFormula(formula, gate, meanings(operation, port), literals(operation))
      : undefined;
  const operand = operands[port] ?? node;
  const up = upstreamOf(drawing, node);
  const first = isShort(node) && isShort(operand) && node !== drawing.output;
  const derivative = first || !local ? [written(times(partial(node.words, operand.words), up))] : [];
  return {
    symbols: [...derivative, ...(local ? [written(times(local, up))] : [])],
    numbers: productWritten(slope, upstream, message, digits),
    shapes: undefined,
    local: local && written(local),
    slope,
  };
}

function tensorParts(drawing: Drawing, operation: Operation, port: number): Parts {
  const { node, operands, gate, options } = operation;
  const { digits } = drawing.request;
  const operand = operands[port] ?? node;
  if (gate === undefined)
    return { symbols: [], numbers: undefined, shapes: undefined, local: undefined, slope: undefined };
  const shapes = operands.map(({ value }) => value.shape);
  const rule = ruleOf(gate, port, shapes, options);
  const local = gate.locals?.[Math.min(port, gate.locals.length - 1)];
  const up = upstreamOf(drawing, node);
  const symbolic = meanings(operation, port);
  const known = literals(operation);
  const shapeNames = new Map(gate.params.map((param, i) => [param, shapes[i] ?? []] as const));
  shapeNames.set('upstream', node.value.shape);
  const story = shapeStory(parsedFormula(rule || 'upstream'), shapeNames, operand.value.shape, node.value.shape);
  const localWritten = local === undefined ? undefined : writeFormula(local, gate, symbolic, known);
  let form: WrittenPiece;
  if (local === '1') form = up;
  else if (localWritten && local !== '-1') form = elementwiseTimes(localWritten, up);
  else if (rule !== '') form = writeFormula(rule, gate, new Map([...symbolic, ['upstream', up]]), known);
  else form = times(partial(node.words, operand.words), up);
  return {
    symbols: [written(form)],
    numbers: tensorNumbers(operation, port, rule, localWritten !== undefined && local !== '1', digits),
    shapes: story,
    local: localWritten && written(localWritten),
    slope: undefined,
  };
}

function tensorNumbers(
  operation: Operation,
  port: number,
  rule: string,
  isElementwise: boolean,
  digits: number,
): Written | undefined {
  const { node, operands, gate } = operation;
  const upstream = node.gradient;
  if (gate === undefined || upstream === undefined) return undefined;
  const involved = [upstream, node.value, ...operands.map(({ value }) => value)];
  if (involved.some(({ data, shape }) => data.length > MOST_ENTRIES || shape.length > 2)) return undefined;
  const up = tensorWritten(upstream, digits);
  if (isElementwise) return written(elementwiseTimes(tensorWritten(localValues(operation, port), digits), up));
  if (rule === '' || rule === 'upstream') return undefined;
  const numbers = new Map([...meanings(operation, port, digits), ['upstream', up] as const]);
  return written(writeFormula(rule, gate, numbers));
}

/** ∂out/∂operand entry by entry: what an upstream of ones brings back. */
function localValues({ node, operands, gate, options }: Operation, port: number): Tensor {
  const { shape } = node.value;
  const ones = { shape, data: new Float64Array(sizeOf(shape)).fill(1) };
  const into = zeros(operands[port]?.value.shape ?? []);
  const inputs = operands.map(({ value }) => value);
  gate?.pullback(
    { inputs, out: node.value, upstream: ones, options },
    inputs.map((_, i) => (i === port ? into : undefined)),
  );
  return into;
}

/** ∂out/∂operand where all are numbers. */
export function localSlope(operation: Operation, port: number): number {
  const { node, operands, gate, options } = operation;
  const [a = 0, b = 0, c = 0] = operands.map(({ value }) => value.data[0] ?? Number.NaN);
  const slope = operands.length <= 3 ? gate?.scalar?.slopes[port] : undefined;
  return (
    slope?.(a, b, c, node.value.data[0] ?? Number.NaN, options) ?? localValues(operation, port).data[0] ?? Number.NaN
  );
}

/** What the names in a gate's formulas stand for: words, or numbers where `digits` are given. */
export function meanings(
  { node, operands, gate, options }: Operation,
  port: number,
  digits?: number,
): Map<string, WrittenPiece> {
  const write = (one: DrawnNode): WrittenPiece => (digits === undefined ? one.words : tensorWritten(one.value, digits));
  const found = new Map<string, WrittenPiece>();
  if (gate === undefined) return found;
  gate.params.forEach((param, i) => {
    const operand = operands[gate.variadic && i === gate.params.length - 1 ? Math.max(i, port) : i];
    if (operand) found.set(param, write(operand));
  });
  found.set('out', write(node));
  const counts = gate.counts?.(
    operands.map(({ value }) => value.shape),
    options,
  );
  for (const [name, value] of Object.entries({ ...options, ...counts }))
    if (typeof value === 'number') found.set(name, numberWritten(value, 4));
    else if (typeof value === 'boolean')
      found.set(name, { plain: piece(String(value)), tex: piece(`\\text{${value}}`) });
  return found;
}

/** Operands that are numbers written in the formula itself, by param. */
export function literals({ operands, gate }: Operation): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  if (gate === undefined || gate.variadic) return found;
  gate.params.forEach((param, i) => {
    const operand = operands[i];
    if (operand?.role === 'constant' && operand.name === undefined && operand.value.shape.length === 0)
      found.set(param, operand.value.data[0] ?? Number.NaN);
  });
  return found;
}

export type { Meanings };
