/** Several values under one name: `cache = (x, w, b)`. They are taken out again by `x, w, b = cache` or `cache[0]`. */
import type { NodeId } from '../../autodiff/tape/node.ts';
import { NO_OPTIONS, type Tape } from '../../autodiff/tape/tape.ts';
import { defineGate } from '../../gates/defineGate.ts';
import type { Expression } from '../../syntax/tree.ts';
import { zeros } from '../../tensor/tensor.ts';
import { type Context, evaluate, fail } from '../context.ts';

/** Its operands are the values; it has none of its own, and no gradient flows through it. */
const pack = defineGate({
  number: 0,
  name: 'pack',
  symbol: '(…)',
  spelling: { kind: 'call', name: 'pack' },
  params: ['a'],
  variadic: true,
  differentiable: [false],
  pattern: undefined,
  shape: (inputs) => [inputs.length],
  value: (_inputs, out) => out.data.fill(0),
  pullback: () => undefined,
  tangent: (_at, _tangents, out) => out.data.fill(0),
  rules: [''],
  prose: {
    summary: 'Several values under one name.',
    insight: 'Each value keeps its own gradient: write x, w, b = cache to have them back.',
    latex: '\\left({all}\\right)',
    pytorch: '({all})',
    shapes: 'any values',
  },
  examples: [],
});

/** The values that a name like `cache` stands for; undefined for a single value. */
export const partsInPack = (tape: Tape, node: NodeId): readonly NodeId[] | undefined =>
  tape.gateOf(node) === pack ? tape.inputsOf(node) : undefined;

export function packOf(context: Context, entries: readonly Expression[], at: Expression): NodeId | undefined {
  const nodes: NodeId[] = [];
  let isWhole = true;
  for (const entry of entries) {
    const node = evaluate(context, entry);
    if (node === undefined) isWhole = false;
    else nodes.push(node);
  }
  return isWhole ? pushPack(context, nodes, at) : undefined;
}

/** A second name for the same values. */
export const packAgain = (context: Context, parts: readonly NodeId[], at: Expression): NodeId =>
  pushPack(context, parts, at);

const pushPack = ({ tape }: Context, parts: readonly NodeId[], at: Expression): NodeId =>
  tape.push(pack, parts, zeros([parts.length]), NO_OPTIONS, at);

/** An operation on several values at once has no meaning. */
export function refusePack(context: Context, inputs: readonly NodeId[], at: Expression): undefined {
  const found = inputs.map((input) => partsInPack(context.tape, input)).find((parts) => parts !== undefined);
  return fail(
    context,
    'tuple-outside',
    at,
    `this stands for ${found?.length ?? 0} values: give them names first, as in x, w, b = cache`,
  );
}
