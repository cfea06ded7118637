import type { Columns } from './columns.ts';

/**
 * Ties that become straight: the most important first, one on each side of a cell, none crossing another. For each cell
 * the tie that arrives straight, or -1.
 */
export function straightTies({ start, cells, ties, outs }: Columns): Int32Array {
  const arriving = new Int32Array(cells.y.length).fill(-1);
  const { from, to, priority } = ties;
  for (let column = 0; column + 1 < start.length; column++) {
    const wanted: number[] = [];
    for (
      let k = outs.start[start[column] as number] as number;
      k < (outs.start[start[column + 1] as number] as number);
      k++
    )
      if ((priority[outs.items[k] as number] as number) > 0) wanted.push(outs.items[k] as number);
    // Cells of a column are numbered from top to bottom.
    wanted.sort(
      (a, b) =>
        (priority[b] as number) - (priority[a] as number) ||
        (from[a] as number) - (from[b] as number) ||
        (to[a] as number) - (to[b] as number),
    );
    const taken: number[] = [];
    for (const tie of wanted) {
      const at = lowerBound(taken, from, from[tie] as number);
      const upper = taken[at - 1];
      const lower = taken[at];
      if (lower !== undefined && from[lower] === from[tie]) continue;
      const crossed = upper !== undefined && (to[upper] as number) >= (to[tie] as number) ? at - 1 : at;
      const other = taken[crossed];
      if (other !== undefined && (crossed < at || (to[other] as number) <= (to[tie] as number))) {
        // Of two that cross and matter equally, each goes half of the way.
        if (priority[other] !== priority[tie]) continue;
        taken.splice(crossed, 1);
        arriving[to[other] as number] = -1;
        continue;
      }
      taken.splice(at, 0, tie);
      arriving[to[tie] as number] = tie;
    }
  }
  return arriving;
}

function lowerBound(ties: readonly number[], from: Int32Array, cell: number): number {
  let low = 0;
  let high = ties.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((from[ties[middle] as number] as number) < cell) low = middle + 1;
    else high = middle;
  }
  return low;
}
