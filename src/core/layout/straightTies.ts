import type { Columns, Tie } from './columns.ts';

/** Ties that become straight: the most important first, one on each side of a cell, none crossing another. */
export function straightTies(columns: Columns): Set<Tie> {
  const chosen = new Set<Tie>();
  for (const column of columns.columns) {
    const ties = column.flatMap((cell) => cell.outs.filter((tie) => tie.priority > 0));
    ties.sort((a, b) => b.priority - a.priority || a.from.rank - b.from.rank || a.to.rank - b.to.rank);
    const taken: Tie[] = [];
    for (const tie of ties) {
      const at = lowerBound(taken, tie.from.rank);
      const upper = taken[at - 1];
      const lower = taken[at];
      if (lower && lower.from.rank === tie.from.rank) continue;
      if (upper && upper.to.rank >= tie.to.rank) continue;
      if (lower && lower.to.rank <= tie.to.rank) continue;
      taken.splice(at, 0, tie);
      chosen.add(tie);
    }
  }
  return chosen;
}

function lowerBound(ties: readonly Tie[], rank: number): number {
  let low = 0;
  let high = ties.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ties[middle]?.from.rank ?? 0) < rank) low = middle + 1;
    else high = middle;
  }
  return low;
}
