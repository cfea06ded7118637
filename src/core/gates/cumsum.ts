import { type AxisView, aroundAxis, isAxisOf } from '../tensor/axes.ts';
import { type Numbers, type Shape, sizeOf } from '../tensor/tensor.ts';
import { defineGate } from './defineGate.ts';
import type { Options } from './gate.ts';
import { noSuchAxis } from './reduction.ts';

const axisIn = ({ axis }: Options): number | undefined => (typeof axis === 'number' ? axis : undefined);

function forEachEntry({ outer, length, inner }: AxisView, each: (at: number, before: number) => void): void {
  for (let o = 0; o < outer; o++)
    for (let i = 0; i < length; i++)
      for (let j = 0; j < inner; j++) {
        const at = (o * length + i) * inner + j;
        each(at, i === 0 ? -1 : at - inner);
      }
}

function addUp(shape: Shape, options: Options, x: Numbers, out: Numbers): void {
  forEachEntry(aroundAxis(shape, axisIn(options)), (at, before) => {
    out[at] = (x[at] ?? 0) + (before < 0 ? 0 : (out[before] ?? 0));
  });
}

export const cumsum = defineGate({
  name: 'cumsum',
  symbol: 'cumsum',
  params: ['x'],
  pattern: 'gradient adder',
  options: [
    {
      name: 'axis',
      kind: 'whole number',
      initial: undefined,
      meaning: 'the axis along which it adds up; left out: all entries, row by row, as one vector',
      positional: true,
    },
  ],
  shape([x = []], options) {
    const axis = axisIn(options);
    if (axis === undefined) return [sizeOf(x)];
    return isAxisOf(x, axis) ? x : noSuchAxis(x, axis);
  },
  value([x], out, options) {
    if (x) addUp(x.shape, options, x.data, out.data);
  },
  pullback({ inputs: [x], upstream, options }, [into]) {
    if (!x || !into) return;
    const { outer, length, inner } = aroundAxis(x.shape, axisIn(options));
    for (let o = 0; o < outer; o++)
      for (let j = 0; j < inner; j++) {
        let sum = 0;
        for (let i = length - 1; i >= 0; i--) {
          const at = (o * length + i) * inner + j;
          sum += upstream.data[at] ?? 0;
          into.data[at] = (into.data[at] ?? 0) + sum;
        }
      }
  },
  tangent({ inputs: [x], options }, [dx], out) {
    out.data.fill(0);
    if (x && dx) addUp(x.shape, options, dx.data, out.data);
  },
  rules: ['sum(upstream) - cumsum(upstream) + upstream'],
  ruleAt(_param, [x = []], options) {
    if (x.length === 1) return 'sum(upstream) - cumsum(upstream) + upstream';
    const axis = axisIn(options);
    return axis === undefined
      ? ''
      : `sum(upstream, axis=${axis}, keepdims=true) - cumsum(upstream, axis=${axis}) + upstream`;
  },
  pytorchAt: (_shapes, options) =>
    axisIn(options) === undefined ? 'torch.cumsum({x}.reshape(-1), dim=0)' : 'torch.cumsum({x}, dim={axis})',
  prose: {
    summary: 'Running totals: each entry is the sum of all entries up to it.',
    insight: 'An entry is in every total from its place on, so it gets the sum of their upstreams.',
    latex: '\\operatorname{cumsum}\\left({x}\\right)',
    pytorch: 'torch.cumsum({x}, dim={axis})',
    shapes: 'keeps the shape along an axis; without one (m, n) gives (m·n,)',
  },
  examples: [{ inputs: [[1, 2, 4]], out: [1, 3, 7], gradients: [[3, 2, 1]] }],
});
