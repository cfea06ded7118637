import type { Thumbnail } from '../../../src/core/picture/thumbnail.ts';

type Cell = readonly [row: number, column: number];

/** The cells of a thumbnail that hold these entries of a tensor, each once. */
export function edgeCellsOf(
  indices: readonly (readonly number[])[],
  shape: readonly number[],
  thumbnail: Thumbnail,
): readonly Cell[] {
  const columns = Math.max(1, shape.at(-1) ?? 1);
  const rows = Math.max(
    1,
    shape.slice(0, -1).reduce((product, size) => product * size, 1),
  );
  const cells = new Map<string, Cell>();
  for (const index of indices) {
    const row = index.slice(0, -1).reduce((sum, at, axis) => sum * (shape[axis] ?? 1) + at, 0);
    const cell: Cell = [
      Math.floor((row * thumbnail.rows) / rows),
      Math.floor(((index.at(-1) ?? 0) * thumbnail.columns) / columns),
    ];
    cells.set(cell.join(' '), cell);
  }
  return [...cells.values()];
}
