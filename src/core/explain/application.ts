/**
 * A gate applied to operands: what every explanation is made from, whether the gate stands on the tape or in a drawing. Hovers,
 * hints and exports read the tape; cards read the drawing, which also has copy gates and opened gates.
 */
import type { Gradients } from '../autodiff/gradients.ts';
import { messagesOf } from '../autodiff/messages.ts';
import type { NodeId } from '../autodiff/tape/node.ts';
import type { Evaluation } from '../evaluate/evaluation.ts';
import type { Gate, Options } from '../gates/gate.ts';
import { sizeOf, type Tensor, zeros } from '../tensor/tensor.ts';
import type { Meanings } from './formula/formula.ts';
import { isNameTaken, labelOf } from './formula/label.ts';
import { piece } from './formula/piece.ts';
import { differential, numberWritten, partial, tensorWritten, type WrittenPiece } from './formula/written.ts';

/** An operand of a gate, or its result. */
export interface Operand {
  /** Two operands with the same key are the same value. */
  readonly key: unknown;
  /** What formulas call it. */
  readonly words: WrittenPiece;
  readonly isNamed: boolean;
  readonly value: Tensor;
  /** A number written in the formula itself, such as the 2 of `2 * x`. */
  readonly isLiteral: boolean;
}

/** What formulas call gradients of one output. */
export interface GradientNames {
  /** The output's own name: the f of `∂f/∂x`. */
  readonly output: WrittenPiece;
  /** Whether the text means something else by `dW`. */
  readonly isTaken: (name: string) => boolean;
}

export interface Application {
  readonly gate: Gate;
  readonly options: Options;
  readonly operands: readonly Operand[];
  readonly out: Operand;
  /** Whether gradients are taken of `out` itself. */
  readonly isOutput: boolean;
  /** The gradient of `out`, of its shape; undefined where nothing flows. */
  readonly upstream: Tensor | undefined;
  /** What goes back to each operand, of its shape; undefined where nothing flows. */
  readonly downstream: readonly (Tensor | undefined)[];
  readonly names: GradientNames;
}

/** The gate at a node of the tape; undefined for a leaf. Without gradients nothing flows. */
export function applicationAt(
  evaluation: Evaluation,
  node: NodeId,
  gradients: Gradients | undefined,
): Application | undefined {
  const { tape } = evaluation;
  const gate = tape.gateOf(node);
  if (gate === undefined) return undefined;
  return {
    gate,
    options: tape.optionsAt(node),
    operands: tape.inputsOf(node).map((input) => operandAt(evaluation, input)),
    out: operandAt(evaluation, node),
    isOutput: node === gradients?.output,
    upstream: gradients?.of(node),
    get downstream() {
      return gradients ? messagesOf(tape, gradients, node) : [];
    },
    names: namesAt(evaluation, gradients?.output ?? node),
  };
}

export const namesAt = (evaluation: Evaluation, output: NodeId): GradientNames => ({
  output: labelOf(evaluation, output),
  isTaken: (name) => isNameTaken(evaluation, name),
});

export const operandAt = (evaluation: Evaluation, node: NodeId): Operand => ({
  key: node,
  words: labelOf(evaluation, node),
  isNamed: evaluation.nameOf(node) !== undefined,
  get value() {
    return evaluation.tape.valueOf(node);
  },
  isLiteral:
    evaluation.tape.roleOf(node) === 'constant' &&
    !evaluation.tape.derivations.has(node) &&
    evaluation.tape.isScalar(node),
});

/** `∂f/∂q` for a number, `dW` for a tensor where the text means nothing else by that. */
export function gradientName({ output, isTaken }: GradientNames, { words, value }: Operand): WrittenPiece {
  const short = differential(words);
  return value.shape.length === 0 || isTaken(short.plain.text) ? partial(output, words) : short;
}

const LONGEST_IN_FRACTION = 10;

/** Whether a value can stand in `∂…/∂…` without making it unreadable. */
export const fitsFraction = ({ isNamed, words }: Operand): boolean =>
  isNamed || words.plain.text.length <= LONGEST_IN_FRACTION;

export const isAllNumbers = ({ operands, out }: Application): boolean =>
  out.value.shape.length === 0 && operands.every(({ value }) => value.shape.length === 0);

/** What the names in a gate's formulas mean for operand `port`: words, or numbers where `digits` are given. */
export function meaningsOf(
  { gate, options, operands, out }: Application,
  port: number,
  digits?: number,
): Map<string, WrittenPiece> {
  const write = (one: Operand): WrittenPiece => (digits === undefined ? one.words : tensorWritten(one.value, digits));
  const meanings = new Map<string, WrittenPiece>();
  gate.params.forEach((param, i) => {
    const operand = operands[gate.variadic && i === gate.params.length - 1 ? Math.max(i, port) : i];
    if (operand) meanings.set(param, write(operand));
  });
  meanings.set('out', write(out));
  const counts = gate.counts?.(
    operands.map(({ value }) => value.shape),
    options,
  );
  for (const [name, value] of Object.entries({ ...options, ...counts }))
    if (typeof value === 'number') meanings.set(name, numberWritten(value, 4));
    else if (typeof value === 'boolean')
      meanings.set(name, { plain: piece(String(value)), tex: piece(`\\text{${value}}`) });
  return meanings satisfies Meanings;
}

/** The operands that are numbers written in the formula itself, by param. */
export function literalsOf({ gate, operands }: Application): Map<string, number> {
  const literals = new Map<string, number>();
  if (gate.variadic) return literals;
  gate.params.forEach((param, i) => {
    const operand = operands[i];
    if (operand?.isLiteral) literals.set(param, operand.value.data[0] ?? Number.NaN);
  });
  return literals;
}

/** ∂out/∂operand entry by entry, of the operand's shape: what an upstream of ones brings back. */
export function localGradients({ gate, options, operands, out }: Application, port: number): Tensor {
  const { shape } = out.value;
  const ones = { shape, data: new Float64Array(sizeOf(shape)).fill(1) };
  const into = zeros(operands[port]?.value.shape ?? []);
  const inputs = operands.map(({ value }) => value);
  gate.pullback(
    { inputs, out: out.value, upstream: ones, options },
    inputs.map((_, i) => (i === port ? into : undefined)),
  );
  return into;
}

/** ∂out/∂operand where all are numbers. */
export function localGradient(application: Application, port: number): number {
  const { gate, options, operands, out } = application;
  const [a = 0, b = 0, c = 0] = operands.map(({ value }) => value.data[0] ?? Number.NaN);
  const slope = operands.length <= 3 ? gate.scalar?.slopes[port] : undefined;
  return (
    slope?.(a, b, c, out.value.data[0] ?? Number.NaN, options) ??
    localGradients(application, port).data[0] ??
    Number.NaN
  );
}
