import type { Engine } from '../engine/engine.ts';

export interface Measurement {
  readonly loss: number;
  readonly metric: number | undefined;
}

/** Larger sets are measured in chunks, and the chunks weighted by their rows. */
export const LOOK_ROWS = 2048;
/** Rows of a chunk: what a layer makes of so many stays in the caches. */
const CHUNK = 128;

/** The loss and the metric over many rows, with the present parameters. */
export function measure(engine: Engine, rows: Int32Array): Measurement {
  if (rows.length <= LOOK_ROWS) {
    const { loss, metric } = engine.look(rows, false);
    return { loss, metric };
  }
  let loss = 0;
  let metric: number | undefined = 0;
  for (let from = 0; from < rows.length; from += CHUNK) {
    const chunk = rows.subarray(from, from + CHUNK);
    const part = engine.look(chunk, false);
    loss += part.loss * chunk.length;
    metric = part.metric === undefined || metric === undefined ? undefined : metric + part.metric * chunk.length;
  }
  return { loss: loss / rows.length, metric: metric === undefined ? undefined : metric / rows.length };
}
