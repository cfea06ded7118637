import type { Shape } from './tensor.ts';
import { sizeOf } from './tensor.ts';

/**
 * One pass over an output whose operands are broadcast to its shape, as `rows` runs of `length` entries each: operand p
 * begins run r at `starts[p][r]` and moves by `steps[p]`, which is 1, or 0 where one entry serves the whole run.
 */
interface Walk {
  readonly rows: number;
  readonly length: number;
  readonly starts: readonly Int32Array[];
  readonly steps: readonly number[];
}

interface Axis {
  readonly length: number;
  readonly strides: readonly number[];
}

/** Every shape must broadcast to `out`. Neighbouring axes along which all operands move alike are walked as one. */
export function walkOver(shapes: readonly Shape[], out: Shape): Walk {
  const [inner, ...outer] = mergedAxes(shapes, out);
  const length = inner?.length ?? 1;
  const rows = length === 0 ? 0 : sizeOf(out) / length;
  return {
    rows,
    length,
    starts: shapes.map((_, p) => startsOf(outer, p, rows)),
    steps: shapes.map((_, p) => inner?.strides[p] ?? 0),
  };
}

/** Innermost first. */
function mergedAxes(shapes: readonly Shape[], out: Shape): readonly Axis[] {
  const axes: Axis[] = [];
  const passed = shapes.map(() => 1);
  for (let back = 1; back <= out.length; back++) {
    const length = out[out.length - back] ?? 1;
    const strides = shapes.map((own, p) => {
      const ownLength = own[own.length - back] ?? 1;
      const stride = ownLength === 1 ? 0 : (passed[p] ?? 1);
      passed[p] = (passed[p] ?? 1) * ownLength;
      return stride;
    });
    if (length === 1) continue;
    const last = axes.at(-1);
    if (last?.strides.every((stride, p) => stride * last.length === strides[p]))
      axes[axes.length - 1] = { length: last.length * length, strides: last.strides };
    else axes.push({ length, strides });
  }
  return axes;
}

function startsOf(axes: readonly Axis[], p: number, rows: number): Int32Array {
  const starts = new Int32Array(rows);
  let filled = 1;
  for (const { length, strides } of axes) {
    const stride = strides[p] ?? 0;
    for (let i = 1; i < length && filled * i < rows; i++)
      for (let j = 0; j < filled; j++) starts[filled * i + j] = (starts[j] ?? 0) + i * stride;
    filled *= length;
  }
  return starts;
}
