import type { GridPage } from '../../../protocol/graph.ts';
import { toWire } from '../../../protocol/wire.ts';
import type { Drawing, DrawnNode } from '../build/drawing.ts';

const MOST_ROWS = 200;
const MOST_ENTRIES = 20_000;

/** A node, or the node whose value a box has. */
export function nodeOrOutput(drawing: Drawing, id: string): DrawnNode | undefined {
  return drawing.byId.get(id) ?? drawing.byId.get(drawing.boxes.find((box) => box.id === id)?.output ?? '');
}

/**
 * Rows of a tensor at full precision, from `firstRow` on, as many as a page holds. Undefined for what is not drawn, is
 * hidden, or has no gradient.
 */
export function gridPage(
  drawing: Drawing,
  id: string,
  which: GridPage['which'],
  firstRow: number,
): GridPage | undefined {
  const node = nodeOrOutput(drawing, id);
  const tensor = which === 'value' ? node?.value : node?.gradient;
  if (node === undefined || tensor === undefined || node.hidden[which]) return undefined;
  const { shape, data } = tensor;
  const columns = Math.max(1, shape.at(-1) ?? 1);
  const count = Math.ceil(data.length / columns);
  const first = Math.max(0, Math.min(Math.floor(Number.isFinite(firstRow) ? firstRow : 0), Math.max(0, count - 1)));
  const most = Math.max(1, Math.min(MOST_ROWS, Math.floor(MOST_ENTRIES / columns)));
  const rows = Array.from({ length: Math.min(most, count - first) }, (_, row) => {
    const from = (first + row) * columns;
    return Array.from(data.subarray(from, from + columns), (entry) => toWire(entry === 0 ? 0 : entry));
  });
  return { node: id, which, shape, firstRow: first, rows };
}
