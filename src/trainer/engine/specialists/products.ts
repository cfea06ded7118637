import { fc } from '../../../core/gates/fc.ts';
import { matmul } from '../../../core/gates/matmul.ts';
import type { Instruction, Site } from '../instruction.ts';
import type { Multiplier } from './multiplier.ts';

/** Matrix products and layers of at most two axes. */
export function productInstruction(site: Site, multiplier: Multiplier): Instruction | undefined {
  const { gate, inputs, out, upstream, into } = site;
  if (gate !== matmul && gate !== fc) return undefined;
  const [x, w, bias] = inputs;
  if (x === undefined || w === undefined || x.shape.length > 2 || w.shape.length > 2) return undefined;
  const k = x.shape.at(-1) ?? 1;
  const m = x.shape.length === 2 ? (x.shape[0] ?? 1) : 1;
  const n = w.shape.length === 2 ? (w.shape[1] ?? 1) : 1;
  if (m * k * n === 0) return undefined;
  const b = gate === fc ? bias?.data : undefined;
  // Any other bias is stretched or summed in a way of its own.
  if (gate === fc && (b?.length !== n || (bias?.shape.length ?? 0) > 1)) return undefined;
  const result = out.data;
  const up = upstream?.data;
  const [dx, dw, db] = into.map((tensor) => tensor?.data);
  return {
    forward() {
      if (b) for (let row = 0; row < m; row++) result.set(b, row * n);
      else result.fill(0);
      multiplier.add(m, k, n, x.data, w.data, result);
    },
    backward() {
      if (up === undefined) return;
      if (dx) multiplier.addToLeft(m, k, n, up, w.data, dx);
      if (dw) multiplier.addToRight(m, k, n, x.data, up, dw);
      if (db)
        for (let j = 0; j < n; j++) {
          let sum = 0;
          for (let row = 0; row < m; row++) sum += up[row * n + j] ?? 0;
          db[j] = (db[j] ?? 0) + sum;
        }
    },
  };
}
