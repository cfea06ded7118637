import type { NodeId } from './tape.ts';

/** Where a node comes from. */
export interface Origin {
  /** Index of the statement that was being evaluated. */
  readonly statement: number;
  /** Statement whose tree holds the expression: the same, or a def's. */
  readonly within: number;
  readonly box: number;
}

/** Of a node that is on no tape. */
const NOWHERE: Origin = { statement: -1, within: -1, box: -1 };

/** Where the nodes of a tape come from: one entry for all that follow each other and share it. */
export class Origins {
  /** Ascending: the first node of each entry. */
  private readonly starts: NodeId[] = [];
  private readonly entries: Origin[] = [];

  get last(): Origin {
    return this.entries.at(-1) ?? NOWHERE;
  }

  /** Nodes from this one on come from there. */
  begin(first: NodeId, origin: Origin): void {
    const at = this.starts.at(-1) === first ? this.starts.length - 1 : this.starts.length;
    this.starts[at] = first;
    this.entries[at] = origin;
  }

  of(id: NodeId): Origin {
    return this.entries[this.entryOf(id)] ?? NOWHERE;
  }

  /** Takes over where the nodes `first … last − 1` of another tape, which stand from `start` on here, come from. */
  copy(from: Origins, first: NodeId, last: NodeId, start: NodeId, change: (origin: Origin) => Origin): void {
    if (first >= last) return;
    for (let entry = Math.max(0, from.entryOf(first)); entry < from.starts.length; entry++) {
      const node = from.starts[entry] ?? 0;
      if (node >= last) return;
      this.begin(Math.max(node, first) - first + start, change(from.entries[entry] ?? NOWHERE));
    }
  }

  /** The last entry that does not begin after the node, −1: none. */
  private entryOf(id: NodeId): number {
    const { starts } = this;
    let low = 0;
    let high = starts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((starts[middle] ?? 0) <= id) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }
}
