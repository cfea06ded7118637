import type { NodeId } from '../../autodiff/tape/node.ts';
import { Tape } from '../../autodiff/tape/tape.ts';
import { showShape } from '../../base/show.ts';
import { defineGate } from '../../gates/defineGate.ts';
import type { Gate } from '../../gates/gate.ts';
import { freeNames } from '../../semantics/freeNames.ts';
import { expressionsOf } from '../../syntax/tree.ts';
import { type Shape, sameShape, scalar, sizeOf, type Tensor, tensor, zeros } from '../../tensor/tensor.ts';
import { type Context, type Definition, evaluate } from '../context.ts';
import { runLines } from './loops.ts';

/** What the learner's backward pass gave for one param: the gradient, or why there is none; `given`: what has a wrong shape. */
export type LearnedGradient = { readonly gradient: Tensor } | { readonly problem: string; readonly given?: Tensor };

/** A learner's backward pass at one call, to be tried with any operands of the call's shapes. */
export interface LearnedPass {
  /** Statement that holds the rule. */
  readonly rule: number;
  run(inputs: readonly Tensor[], upstream: Tensor): readonly LearnedGradient[];
}
const passes = new WeakMap<Gate, LearnedPass>();

/** Undefined for a gate that is no call with a learner's own backward pass. */
export const learnedPassOf = (gate: Gate): LearnedPass | undefined => passes.get(gate);

/** The gate of a `def` whose backward pass the learner has written: forward is the def's, backward is theirs. */
export function learnedGate(
  context: Context,
  definition: Definition,
  rule: NonNullable<Definition['rule']>,
  result: NodeId,
  shapes: readonly Shape[],
): Gate {
  const { tree } = definition;
  const value = context.tape.valueOf(result);
  const scope = context.scope.copy();
  const gradientsFor = (inputs: readonly Tensor[], upstream: Tensor): readonly LearnedGradient[] =>
    runRule({ ...context, scope }, rule, inputs, upstreamsOf(upstream, shapes));
  const gate = defineGate({
    number: 0,
    name: tree.name.name,
    symbol: tree.name.name.slice(0, 8),
    params: tree.params.map((param) => param.name),
    pattern: undefined,
    shape: () => value.shape,
    value: (_inputs, out) => out.data.set(value.data),
    pullback: ({ inputs, upstream }, into) => {
      gradientsFor(inputs, upstream).forEach((given, i) => {
        const target = into[i];
        if (target === undefined || !('gradient' in given)) return;
        for (let k = 0; k < target.data.length; k++)
          target.data[k] = (target.data[k] ?? 0) + (given.gradient.data[k] ?? 0);
      });
    },
    tangent: (_at, _tangents, out) => out.data.fill(Number.NaN),
    rules: tree.params.map(() => ''),
    prose: {
      summary: `${tree.name.name}, with a backward pass written in this file.`,
      insight: 'Its gradients are the ones that the file computes, not automatic ones.',
      latex: `\\operatorname{${tree.name.name}}(${tree.params.map((param) => `{${param.name}}`).join(', ')})`,
      pytorch: `${tree.name.name}(${tree.params.map((param) => `{${param.name}}`).join(', ')})`,
      shapes: '',
    },
    examples: [],
  });
  passes.set(gate, { rule: rule.statement, run: gradientsFor });
  return gate;
}

/** Evaluates the learner's formulas for these operands and this upstream gradient, on a tape of their own. */
function runRule(
  context: Context,
  rule: NonNullable<Definition['rule']>,
  inputs: readonly Tensor[],
  upstreams: readonly Tensor[],
): readonly LearnedGradient[] {
  const tape = new Tape();
  const own: Context = {
    ...context,
    tape,
    problems: [],
    activeCalls: [...context.activeCalls],
    callSpan: undefined,
    memo: [],
    memoPlace: 0,
    notFinite: new Map(),
    errorBehind: new Map(),
    blamed: new Set(),
    locals: undefined,
    full: false,
  };
  const locals = new Map<string, NodeId>();
  rule.tree.params.forEach((param, i) => {
    const value = inputs[i] ?? upstreams[i - inputs.length] ?? scalar(Number.NaN);
    locals.set(param.name, tape.pushLeaf('input', value, undefined));
  });
  // Names from outside keep their values: they are looked up on the document's tape and copied over.
  for (const name of freeNames([...rule.tree.block.flatMap(expressionsOf), ...rule.tree.gradients])) {
    const node = context.scope.get(name)?.node;
    if (!locals.has(name) && node !== undefined)
      locals.set(name, tape.pushLeaf('constant', context.tape.valueOf(node), undefined));
  }
  own.locals = locals;
  if (!runLines(own, rule.tree.block))
    return inputs.map(() => ({ problem: own.problems.at(-1)?.message ?? 'it has an error' }));
  return inputs.map((input, i): LearnedGradient => {
    const formula = rule.tree.gradients[i];
    if (formula === undefined) return { problem: 'no gradient is given' };
    const node = evaluate(own, formula);
    if (node === undefined) return { problem: own.problems.at(-1)?.message ?? 'it has an error' };
    return fitted(tape.valueOf(node), input.shape);
  });
}

/** The upstream of each result, of one vector that holds all of them. */
function upstreamsOf(upstream: Tensor, shapes: readonly Shape[]): readonly Tensor[] {
  if (shapes.length === 1) return [upstream];
  let at = 0;
  return shapes.map((shape) => {
    const from = at;
    at += sizeOf(shape);
    return tensor(shape, upstream.data.slice(from, at));
  });
}

function fitted(given: Tensor, shape: Shape): LearnedGradient {
  if (sameShape(given.shape, shape)) return { gradient: given };
  if (given.shape.length === 0 && given.data[0] === 0) return { gradient: zeros(shape) };
  return { problem: `has shape ${showShape(given.shape)}, but its operand has shape ${showShape(shape)}`, given };
}
