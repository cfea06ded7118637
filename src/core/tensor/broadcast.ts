import { showShape } from '../base/show.ts';
import type { Numbers, Shape, Tensor } from './tensor.ts';
import { sizeOf } from './tensor.ts';
import { walkOver } from './walk.ts';

/** NumPy's rule: aligned at the right, equal lengths or 1. Undefined where shapes do not fit together. */
export function broadcastShape(a: Shape, b: Shape): Shape | undefined {
  const rank = Math.max(a.length, b.length);
  const out: number[] = [];
  for (let axis = 0; axis < rank; axis++) {
    const m = a[a.length - rank + axis] ?? 1;
    const n = b[b.length - rank + axis] ?? 1;
    if (m !== n && m !== 1 && n !== 1) return undefined;
    out.push(m === 1 ? n : m);
  }
  return out;
}

/** Why two shapes do not broadcast, in words. */
function broadcastProblem(a: Shape, b: Shape): string {
  for (let back = 1; back <= Math.min(a.length, b.length); back++) {
    const m = a[a.length - back] ?? 1;
    const n = b[b.length - back] ?? 1;
    if (m === n || m === 1 || n === 1) continue;
    const place = back === 1 ? 'last' : back === 2 ? 'last but one' : `${back}th from the right`;
    return `shapes ${showShape(a)} and ${showShape(b)} do not fit together: counted from the right, the ${place} sizes are ${m} and ${n}`;
  }
  return `shapes ${showShape(a)} and ${showShape(b)} do not fit together`;
}

/** The joint shape of any number of operands, or the first pair that does not fit, in words. */
export function jointShape(shapes: readonly Shape[]): Shape | { readonly problem: string } {
  let joint: Shape = shapes[0] ?? [];
  for (const [i, next] of shapes.entries()) {
    const wider = broadcastShape(joint, next);
    if (wider === undefined) {
      const other = shapes.slice(0, i).find((earlier) => broadcastShape(earlier, next) === undefined);
      return { problem: broadcastProblem(other ?? joint, next) };
    }
    joint = wider;
  }
  return joint;
}

/** Copies `from` into a fresh array of shape `out`. */
export function broadcastTo(from: Tensor, out: Shape): Tensor {
  const data = new Float64Array(sizeOf(out));
  const { rows, length, starts, steps } = walkOver([from.shape], out);
  const [start, step = 0] = [starts[0], steps[0]];
  let o = 0;
  for (let row = 0; row < rows; row++) {
    let i = start?.[row] ?? 0;
    for (let j = 0; j < length; j++, i += step) data[o++] = from.data[i] ?? 0;
  }
  return { shape: out, data };
}

/** Adds `from` (of shape `shape`) into `into`, summing the axes that broadcasting stretched: the reverse of broadcasting. */
export function addSummed(from: Numbers, shape: Shape, into: Tensor): void {
  const { rows, length, starts, steps } = walkOver([into.shape], shape);
  const target = into.data;
  const [start, step = 0] = [starts[0], steps[0]];
  let o = 0;
  for (let row = 0; row < rows; row++) {
    const i = start?.[row] ?? 0;
    if (step === 0) {
      let total = 0;
      for (let j = 0; j < length; j++) total += from[o++] ?? 0;
      target[i] = (target[i] ?? 0) + total;
    } else for (let j = 0; j < length; j++) target[i + j] = (target[i + j] ?? 0) + (from[o++] ?? 0);
  }
}
