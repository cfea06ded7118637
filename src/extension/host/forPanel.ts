import type { FromTrainer, SavedParameter } from '../../protocol/training.ts';

/** Rows and columns of a parameter that the panel's picture of it has room for (`webview/training/cards/update/entryPicker.tsx`). */
const SHOWN = 128;

/** What the panel draws of a parameter: of a large one its first rows and columns, as a matrix. */
export function cornerOf(parameter: SavedParameter): SavedParameter {
  const { name, shape, data } = parameter;
  if (data.length <= SHOWN * SHOWN) return parameter;
  const columns = shape.at(-1) ?? 1;
  const width = Math.min(columns, SHOWN);
  const rows = Math.min(Math.floor(data.length / columns), SHOWN);
  const corner = new Float64Array(rows * width);
  for (let row = 0; row < rows; row++) corner.set(data.subarray(row * columns, row * columns + width), row * width);
  return { name, shape: [rows, width], data: corner };
}

/** An event as it is posted to the panel: millions of numbers that it has no use for stay here. */
export function forPanel(event: FromTrainer): FromTrainer {
  if (event.type === 'parameters') {
    const { type, run, variant, step, parameters } = event;
    return { type, run, variant, step, parameters: parameters.map(cornerOf) };
  }
  return event.type === 'ended' ? endForPanel(event) : event;
}

export const endForPanel = (event: Extract<FromTrainer, { type: 'ended' }>): typeof event => ({
  ...event,
  ends: event.ends.map((end) => ({ ...end, parameters: end.parameters.map(cornerOf) })),
});
