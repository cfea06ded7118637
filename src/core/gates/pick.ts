import { showShape } from '../base/show.ts';
import { broadcastShape } from '../tensor/broadcast.ts';
import { type Shape, sizeOf, type Tensor } from '../tensor/tensor.ts';
import { defineGate } from './defineGate.ts';
import type { Options, ShapeProblem } from './gate.ts';
import { stridesOf, subscriptSpecs } from './subscript.ts';
import { type Window, windowsOf } from './subscripts.ts';

/** How the output is laid out: axes of its own that run along the operand, and those of the index tensors together. */
interface Layout {
  readonly windows: readonly (Window | undefined)[];
  /** The common shape of the index tensors. */
  readonly picked: Shape;
  /** How many axes of the output stand before those of the index tensors. */
  readonly before: number;
  readonly out: Shape;
}

const isPicking = (window: Window | undefined): boolean => window?.kind === 'by' || window?.kind === 'at';

/** As in NumPy: the picked axes stand where the index tensors stand, or in front where slices come between these. */
function layoutOf([a = [], ...indices]: readonly Shape[], options: Options): Layout | ShapeProblem {
  const windows = windowsOf(a, options);
  if (typeof windows === 'string') return { problem: windows };
  let picked: Shape = [];
  for (const index of indices) {
    const common = broadcastShape(picked, index);
    if (common === undefined)
      return {
        problem: `indices side by side must have shapes that fit: ${indices.map((shape) => showShape(shape)).join(' and ')} do not`,
      };
    picked = common;
  }
  const first = windows.findIndex(isPicking);
  const last = windows.findLastIndex(isPicking);
  const together = windows.slice(first, last + 1).every(isPicking);
  const own = windows.filter((window) => !isPicking(window)).map((window) => window?.length ?? 1);
  const before = together ? windows.slice(0, first).filter((window) => !isPicking(window)).length : 0;
  return { windows, picked, before, out: [...own.slice(0, before), ...picked, ...own.slice(before)] };
}

/** For each entry of the output, where it stands in the operand. */
function placesOf([a, ...indices]: readonly Tensor[], options: Options): Int32Array {
  const layout = a ? layoutOf([a.shape, ...indices.map(({ shape }) => shape)], options) : undefined;
  if (a === undefined || layout === undefined || 'problem' in layout) return new Int32Array(0);
  const { windows, picked, before, out } = layout;
  const strides = stridesOf(a.shape);
  const many = sizeOf(picked);
  // What the index tensors add to the place, for each entry of their common shape.
  const jumps = new Int32Array(many);
  let fixed = 0;
  const own: { readonly length: number; readonly stride: number }[] = [];
  for (const window of windows) {
    if (window === undefined) own.push({ length: 1, stride: 0 });
    else {
      const stride = strides[window.axis] ?? 0;
      fixed += window.start * stride;
      if (window.kind === 'slice') own.push({ length: window.length, stride: window.step * stride });
      const index = window.kind === 'by' ? indices[window.by] : undefined;
      if (index) addJumps(jumps, picked, index, a.shape[window.axis] ?? 0, stride);
    }
  }
  const axes = [
    ...own.slice(0, before).map(({ length, stride }) => ({ length, stride, jumps: undefined })),
    { length: many, stride: 0, jumps },
    ...own.slice(before).map(({ length, stride }) => ({ length, stride, jumps: undefined })),
  ];
  const places = new Int32Array(sizeOf(out));
  for (let i = 0; i < places.length; i++) {
    let place = fixed;
    let rest = i;
    for (let k = axes.length - 1; k >= 0; k--) {
      const axis = axes[k];
      if (axis === undefined) continue;
      const at = rest % axis.length;
      rest = Math.floor(rest / axis.length);
      place += axis.jumps ? (axis.jumps[at] ?? 0) : at * axis.stride;
    }
    places[i] = place;
  }
  return places;
}

function addJumps(jumps: Int32Array, picked: Shape, index: Tensor, length: number, stride: number): void {
  const own = stridesOf(index.shape);
  const lead = picked.length - index.shape.length;
  for (let i = 0; i < jumps.length; i++) {
    let at = 0;
    let rest = i;
    for (let axis = picked.length - 1; axis >= 0; axis--) {
      const size = picked[axis] ?? 1;
      const here = rest % size;
      rest = Math.floor(rest / size);
      if ((index.shape[axis - lead] ?? 1) > 1) at += here * (own[axis - lead] ?? 0);
    }
    const value = index.data[at] ?? 0;
    jumps[i] = (jumps[i] ?? 0) + (value < 0 ? value + length : value) * stride;
  }
}

/** `x[[0, 2]]`, `P[arange(N), y]`: which entries are picked is a matter of other tensors, through which no gradient flows. */
export const pick = defineGate({
  name: 'pick',
  symbol: '[i, j]',
  spelling: { kind: 'pick' },
  params: ['a', 'i'],
  variadic: true,
  differentiable: [true, false],
  options: subscriptSpecs,
  pattern: 'gradient router',
  shape(shapes, options) {
    const layout = layoutOf(shapes, options);
    return 'problem' in layout ? layout : layout.out;
  },
  check([a, ...indices], options) {
    const windows = a && windowsOf(a.shape, options);
    if (a === undefined || windows === undefined || typeof windows === 'string') return undefined;
    for (const window of windows) {
      const index = window?.kind === 'by' ? indices[window.by] : undefined;
      if (window === undefined || index === undefined) continue;
      const length = a.shape[window.axis] ?? 0;
      const wrong = index.data.find((at: number) => !Number.isInteger(at) || at < -length || at >= length);
      if (wrong === undefined) continue;
      return Number.isInteger(wrong)
        ? `index ${wrong} is outside axis ${window.axis} of shape ${showShape(a.shape)}, which runs from 0 to ${length - 1}`
        : `an index is a whole number, not ${wrong}`;
    }
    return undefined;
  },
  value(inputs, out, options) {
    const places = placesOf(inputs, options);
    const data = inputs[0]?.data ?? [];
    for (let i = 0; i < places.length; i++) out.data[i] = data[places[i] ?? 0] ?? Number.NaN;
  },
  pullback({ inputs, upstream, options }, [into]) {
    if (!into) return;
    const places = placesOf(inputs, options);
    for (let i = 0; i < places.length; i++) {
      const at = places[i] ?? 0;
      into.data[at] = (into.data[at] ?? 0) + (upstream.data[i] ?? 0);
    }
  },
  tangent({ inputs, options }, [moves], out) {
    const places = placesOf(inputs, options);
    for (let i = 0; i < places.length; i++) out.data[i] = moves?.data[places[i] ?? 0] ?? 0;
  },
  rules: ['', ''],
  prose: {
    summary: 'Picks the entries that other numbers say, as in E[ids] or P[arange(N), y].',
    insight:
      'Each entry picked gets the upstream of its place. One that is picked several times is a fork: it gets the sum; one that is not picked gets 0.',
    latex: '{{a}}_{[{subscripts}]}',
    pytorch: '{a}[{subscripts}]',
    shapes: 'E of (5, 3) and ids of (4,): E[ids] gives (4, 3); P of (n, k): P[arange(n), y] gives (n,)',
  },
  examples: [
    {
      inputs: [
        [
          [1, 2],
          [3, 4],
        ],
        [1, 1, 0],
      ],
      options: { starts: [0], stops: [0], drops: [3] },
      out: [
        [3, 4],
        [3, 4],
        [1, 2],
      ],
      gradients: [
        [
          [1, 1],
          [2, 2],
        ],
        [0, 0, 0],
      ],
    },
  ],
});
