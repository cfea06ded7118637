import { abs } from './abs.ts';
import { accuracy } from './accuracy.ts';
import { add } from './add.ts';
import { argmax } from './argmax.ts';
import { bce, bceWithLogits } from './binaryCrossEntropy.ts';
import { clip } from './clip.ts';
import { comparisons } from './comparisons.ts';
import { concat } from './concat.ts';
import { conv1d, conv1dBias, conv2d, conv2dBias } from './convolution.ts';
import { copy } from './copy.ts';
import { cos } from './cos.ts';
import { crossEntropy } from './crossEntropy.ts';
import { cumsum } from './cumsum.ts';
import { div } from './div.ts';
import { dot } from './dot.ts';
import { dropout } from './dropout.ts';
import { elu } from './elu.ts';
import { embedding } from './embedding.ts';
import { exp } from './exp.ts';
import { fc } from './fc.ts';
import { flatten } from './flatten.ts';
import type { Gate } from './gate.ts';
import { gelu } from './gelu.ts';
import { hinge } from './hinge.ts';
import { leakyRelu } from './leakyRelu.ts';
import { list } from './list.ts';
import { log } from './log.ts';
import { logSoftmax } from './logSoftmax.ts';
import { logsumexp } from './logsumexp.ts';
import { matmul } from './matmul.ts';
import { max } from './max.ts';
import { maximum } from './maximum.ts';
import { mean } from './mean.ts';
import { min } from './min.ts';
import { minimum } from './minimum.ts';
import { mse } from './mse.ts';
import { mul } from './mul.ts';
import { neg } from './neg.ts';
import { norm } from './norm.ts';
import { batchNorm, layerNorm } from './normalization.ts';
import { outer } from './outer.ts';
import { permute, swapaxes } from './permute.ts';
import { pick } from './pick.ts';
import { avgPool2d, maxPool2d } from './pooling.ts';
import { pow } from './pow.ts';
import { relu } from './relu.ts';
import { reshape } from './reshape.ts';
import { floor, round } from './rounding.ts';
import { sigmoid } from './sigmoid.ts';
import { sign } from './sign.ts';
import { silu } from './silu.ts';
import { sin } from './sin.ts';
import { expandDims, squeeze } from './singleAxes.ts';
import { softmax } from './softmax.ts';
import { softplus } from './softplus.ts';
import { split } from './split.ts';
import { sqrt } from './sqrt.ts';
import { square } from './square.ts';
import { stack } from './stack.ts';
import { sub } from './sub.ts';
import { subscript } from './subscript.ts';
import { sum } from './sum.ts';
import { tanh } from './tanh.ts';
import { tile } from './tile.ts';
import { transpose } from './transpose.ts';
import { deviation, variance } from './variance.ts';
import { where } from './where.ts';

const arithmetic = [add, sub, mul, div, pow, neg, copy];
const functions = [
  exp,
  log,
  sqrt,
  square,
  abs,
  sign,
  sin,
  cos,
  tanh,
  sigmoid,
  relu,
  leakyRelu,
  softplus,
  gelu,
  silu,
  elu,
  floor,
  round,
];
const choices = [maximum, minimum, where, clip, ...comparisons];
const reductions = [sum, mean, max, min, norm, variance, deviation, logsumexp, argmax];
const algebra = [matmul, dot, outer, transpose, fc];
const classification = [softmax, logSoftmax, crossEntropy, hinge, bce, bceWithLogits, mse, accuracy];
const layers = [conv1d, conv1dBias, conv2d, conv2dBias, maxPool2d, avgPool2d, batchNorm, layerNorm, dropout, embedding];
const shaping = [
  reshape,
  flatten,
  concat,
  stack,
  split,
  permute,
  swapaxes,
  squeeze,
  expandDims,
  tile,
  cumsum,
  list,
  subscript,
  pick,
];

/** Every operation of the language, in the order of the reference page. */
export const gates: readonly Gate[] = [
  ...arithmetic,
  ...functions,
  ...choices,
  ...reductions,
  ...algebra,
  ...classification,
  ...layers,
  ...shaping,
];

const byNumber: Gate[] = [];
for (const gate of gates) byNumber[gate.number] = gate;
const byName = new Map(gates.map((gate) => [gate.name, gate]));
const byOperator = new Map<string, Gate>();
const byKind = new Map<Gate['spelling']['kind'], Gate>();
const byCall = new Map<string, readonly Gate[]>();
for (const gate of gates) {
  const { spelling } = gate;
  if (spelling.kind === 'infix') byOperator.set(spelling.operator, gate);
  else if (spelling.kind === 'call') byCall.set(spelling.name, [...(byCall.get(spelling.name) ?? []), gate]);
  else byKind.set(spelling.kind, gate);
}

/** The gate of the language with this number. */
export const gateNumbered = (number: number): Gate | undefined => byNumber[number];

export const gateNamed = (name: string): Gate | undefined => byName.get(name);

/** The gate of an infix operator in its canonical spelling: `+ - * / @ ** < <= > >= == !=`. */
export const gateOfOperator = (operator: string): Gate | undefined => byOperator.get(operator);

/** The one gate of a spelling of its own: `prefix` (the unary minus), `transpose`, `index` and `pick` (by numbers and by tensors), `list`, `unwritten` (copy). */
export const gateSpelled = (kind: 'prefix' | 'transpose' | 'index' | 'pick' | 'list' | 'unwritten'): Gate | undefined =>
  byKind.get(kind);

/** Every name that can be called, with its gates: one, or two that differ in the number of operands. */
export const calls: ReadonlyMap<string, readonly Gate[]> = byCall;

/**
 * The gate meant by a call with so many positional arguments: of those with no more params than that, the one with most;
 * where there is none, the one with fewest. The arguments that follow the params are positional options.
 */
export function gateOfCall(name: string, positional: number): Gate | undefined {
  const byParams = (byCall.get(name) ?? []).toSorted((a, b) => a.params.length - b.params.length);
  return byParams.findLast((gate) => gate.params.length <= positional) ?? byParams[0];
}
