import type { Gradients } from '../autodiff/gradients.ts';

import type { NodeId } from '../autodiff/tape/node.ts';
import { steadyDigits } from '../base/printedArithmetic.ts';
import type { Evaluation } from '../evaluate/evaluation.ts';
import { type Gate, type Pattern, ruleOf } from '../gates/gate.ts';
import { sameShape, sizeOf, type Tensor, zeros } from '../tensor/tensor.ts';
import type { Use } from './consumers.ts';
import { literalsAt, type Meanings, numbersAt, parsedFormula, symbolsAt, writeFormula } from './formula/formula.ts';
import { isNameTaken, labelOf } from './formula/label.ts';
import { PRODUCT, piece } from './formula/piece.ts';
import { shapeStory } from './formula/shapeStory.ts';
import {
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
} from './formula/written.ts';
import { type GateRemark, remarksAt } from './remarks.ts';

/** The message of one use of a value: local × upstream at the gate that uses it. */
export interface ChainTerm {
  readonly consumer: NodeId;
  /** Which operand of the consumer it is, from 0. */
  readonly port: number;
  readonly gate: Gate;
  readonly pattern: Pattern | undefined;
  /** What the consumer is called. */
  readonly through: Written;
  /** `∂q/∂y = z = −4`; undefined where the gate does not work number by number. */
  readonly local: Written | undefined;
  /** `∂q/∂y · ∂f/∂q`, or in matrix form `Xᵀ @ dh`. */
  readonly symbols: Written;
  /** `1 · (−4)`; undefined where the tensors are too large to be read. */
  readonly numbers: Written | undefined;
  readonly result: Written;
  /** `(3×64)(64×4) = (3×4)` */
  readonly shapes: Written | undefined;
  readonly message: Tensor;
  readonly remarks: readonly GateRemark[];
}

export interface Writing {
  readonly evaluation: Evaluation;
  readonly gradients: Gradients;
  readonly digits: number;
}

/** Tensors with more entries are not written out in a formula. */
const MOST_IN_TEX = 20;
const MOST_IN_TEXT = 6;

/** The name of a node's gradient: `∂f/∂q` for a number, `dW` for a tensor where the text means nothing else by that. */
export function gradientName({ evaluation, gradients }: Writing, node: NodeId): WrittenPiece {
  const label = labelOf(evaluation, node);
  const short = differential(label);
  return evaluation.tape.isScalar(node) || isNameTaken(evaluation, short.plain.text)
    ? partial(labelOf(evaluation, gradients.output), label)
    : short;
}

export function chainTerm(writing: Writing, { consumer, port }: Use, message: Tensor, twice: boolean): ChainTerm {
  const { evaluation, gradients, digits } = writing;
  const { tape } = evaluation;
  const gate = tape.gateOf(consumer) as Gate;
  const inputs = tape.inputsOf(consumer);
  const scalars = tape.isScalar(consumer) && inputs.every((input) => tape.isScalar(input));
  const upstream = gradients.of(consumer) ?? zeros(tape.shapeOf(consumer));
  const local = gate.locals?.[Math.min(port, gate.locals.length - 1)];
  const base = {
    consumer,
    port,
    gate,
    pattern: gate.pattern,
    through: written(labelOf(evaluation, consumer)),
    message,
    remarks: remarksAt(evaluation, consumer, port),
    result: written(tensorWritten(message, digits)),
  };
  if (scalars && gate.scalar && local !== undefined)
    return { ...base, ...scalarTerm(writing, { consumer, port }, local, upstream.data[0] ?? 0, twice, message) };
  return { ...base, ...tensorTerm(writing, { consumer, port }, local, upstream) };
}

type Told = Pick<ChainTerm, 'local' | 'symbols' | 'numbers' | 'shapes'>;

function scalarTerm(
  writing: Writing,
  use: Use,
  local: string,
  upstream: number,
  twice: boolean,
  message: Tensor,
): Told {
  const { evaluation, gradients, digits } = writing;
  const { tape } = evaluation;
  const { consumer, port } = use;
  const gate = tape.gateOf(consumer) as Gate;
  const inputs = tape.inputsOf(consumer);
  const [a = 0, b = 0, c = 0] = inputs.map((input) => tape.scalarAt(input));
  const options = tape.optionsAt(consumer);
  const slope = gate.scalar?.slopes[port]?.(a, b, c, tape.scalarAt(consumer), options) ?? Number.NaN;
  const derivative = partial(labelOf(evaluation, consumer), labelOf(evaluation, inputs[port] ?? consumer));
  const formula = writeFormula(local, gate, symbolsAt(evaluation, consumer, port), literalsAt(evaluation, consumer));
  const number = numberWritten(slope, digits);
  const isOutput = consumer === gradients.output;
  return {
    local: equation([written(derivative), written(formula), written(number)]),
    symbols: written(
      times(
        isOutput || twice ? formula : derivative,
        isOutput ? numberWritten(1, digits) : gradientName(writing, consumer),
      ),
    ),
    numbers: productWritten(slope, upstream, message, digits),
    shapes: undefined,
  };
}

/** `1 · (−4)`, with as many digits as it takes to give the message as printed; undefined where none will do. */
export function productWritten(slope: number, upstream: number, message: Tensor, digits: number): Written | undefined {
  const product = (of: number): Written => written(times(numberWritten(slope, of), numberWritten(upstream, of)));
  const result = tensorWritten(message, digits).plain.text;
  const steady = steadyDigits((of) => `${product(of).plain} = ${result}`, digits);
  return steady === undefined ? undefined : product(steady);
}

function tensorTerm(writing: Writing, use: Use, local: string | undefined, upstream: Tensor): Told {
  const { evaluation, gradients } = writing;
  const { tape } = evaluation;
  const { consumer, port } = use;
  const gate = tape.gateOf(consumer) as Gate;
  const inputs = tape.inputsOf(consumer);
  const input = inputs[port] ?? consumer;
  const shapes = inputs.map((one) => tape.shapeOf(one));
  const rule = ruleOf(gate, port, shapes, tape.optionsAt(consumer));
  const up = consumer === gradients.output ? numberWritten(1, 4) : gradientName(writing, consumer);
  const shapeNames = new Map([...gate.params.map((param, i) => [param, shapes[i] ?? []] as const)]);
  shapeNames.set('upstream', tape.shapeOf(consumer));
  const story = shapeStory(
    parsedFormula(rule === '' ? 'upstream' : rule),
    shapeNames,
    tape.shapeOf(input),
    tape.shapeOf(consumer),
  );
  const symbols = symbolsAt(evaluation, consumer, port);
  const literals = new Map(literalsAt(evaluation, consumer));
  if (consumer === gradients.output) literals.set('upstream', 1);
  const label = labelOf(evaluation, consumer);
  let form: WrittenPiece;
  if (local === '1') form = up;
  else if (local === '-1') form = negated(up);
  else if (local !== undefined) form = elementwiseTimes(writeFormula(local, gate, symbols, literals), up);
  else if (rule !== '') form = writeFormula(rule, gate, new Map([...symbols, ['upstream', up]]), literals);
  else form = times(partial(label, labelOf(evaluation, input)), up);
  const summed = local !== undefined && !sameShape(tape.shapeOf(input), tape.shapeOf(consumer));
  return {
    local: local === undefined ? undefined : written(writeFormula(local, gate, symbols, literals)),
    symbols: written(summed ? summedOver(form) : form),
    numbers: summed ? undefined : numbersOf(writing, use, local, rule, upstream),
    shapes: story,
  };
}

const negated = (of: WrittenPiece): WrittenPiece => ({
  plain: piece(`−${of.plain.text}`, PRODUCT, true),
  tex: piece(`-${of.tex.text}`, PRODUCT, true),
});

/** Broadcasting handed the value to many places, so their messages are added up. */
const summedOver = (form: WrittenPiece): WrittenPiece => ({
  plain: piece(`Σ ${form.plain.text}`, PRODUCT),
  tex: piece(`\\textstyle\\sum ${form.tex.text}`, PRODUCT),
});

function numbersOf(
  writing: Writing,
  use: Use,
  local: string | undefined,
  rule: string,
  upstream: Tensor,
): Written | undefined {
  const { evaluation, digits } = writing;
  const { tape } = evaluation;
  const { consumer, port } = use;
  const gate = tape.gateOf(consumer) as Gate;
  const inputs = tape.inputsOf(consumer).map((input) => tape.valueOf(input));
  const involved = [...inputs, upstream];
  const largest = Math.max(...involved.map((one) => one.data.length));
  if (largest > MOST_IN_TEX || involved.some((one) => one.shape.length > 2)) return undefined;
  const up = tensorWritten(upstream, digits);
  let form: WrittenPiece | undefined;
  if (local === '1' || local === '-1') return undefined;
  if (local !== undefined)
    form = elementwiseTimes(
      tensorWritten(localValues(gate, inputs, tape.valueOf(consumer), port, writing, consumer), digits),
      up,
    );
  else if (rule !== '') {
    const numbers: Meanings = new Map([...numbersAt(evaluation, consumer, port, digits), ['upstream', up]]);
    form = writeFormula(rule, gate, numbers);
  }
  if (form === undefined) return undefined;
  const { plain, tex } = written(form);
  return { plain: largest > MOST_IN_TEXT ? '' : plain, tex };
}

/** ∂out/∂operand entry by entry: what an upstream of ones brings back. */
function localValues(
  gate: Gate,
  inputs: readonly Tensor[],
  out: Tensor,
  port: number,
  { evaluation }: Writing,
  consumer: NodeId,
): Tensor {
  const ones = { shape: out.shape, data: new Float64Array(sizeOf(out.shape)).fill(1) };
  const into = zeros(inputs[port]?.shape ?? []);
  gate.pullback(
    { inputs, out, upstream: ones, options: evaluation.tape.optionsAt(consumer) },
    inputs.map((_, i) => (i === port ? into : undefined)),
  );
  return into;
}
