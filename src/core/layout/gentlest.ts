import { type Columns, climbOf } from './columns.ts';
import type { Layers, Level } from './level.ts';
import { makeColumns } from './makeColumns.ts';
import type { Order } from './ordering.ts';
import { placeCells } from './placement.ts';

/** An order that is further from the formula's must save at least so much. */
const WORTH_IT = 0.85;

/** Of orders with equally many crossings the one whose edges climb least steeply, placed. */
export function gentlest(level: Level, sliced: Layers, orders: readonly Order[]): Columns {
  const placed = (order: Order): Columns => {
    const columns = makeColumns(level, sliced, order);
    placeCells(columns);
    return columns;
  };
  const [first = [], ...rivals] = orders;
  let best = placed(first);
  if (rivals.length === 0) return best;
  let least = steepness(best);
  for (const order of rivals) {
    const columns = placed(order);
    const climbs = steepness(columns);
    if (climbs >= WORTH_IT * least) continue;
    best = columns;
    least = climbs;
  }
  return best;
}

/** One steep climb is worse than several small ones. */
function steepness({ cells, ties }: Columns): number {
  let sum = 0;
  for (let tie = 0; tie < ties.from.length; tie++) sum += climbOf(cells, ties, tie) ** 2;
  return sum;
}
