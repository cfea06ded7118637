/** Collects lists inside one another; each is handed out in an array of just its size, where `push` would reserve 17 places. */
export class EntryStack {
  count = 0;
  private readonly entries: unknown[] = [];

  add(entry: unknown): void {
    this.entries[this.count++] = entry;
  }

  /** Everything added since the count was `first`: only entries of one kind were. */
  takeFrom<Entry>(first: number): readonly Entry[] {
    const { entries, count } = this;
    this.count = first;
    // Most lists are short, and a short list is made more quickly than it is cut out.
    if (count - first === 1) return [entries[first] as Entry];
    if (count - first === 2) return [entries[first] as Entry, entries[first + 1] as Entry];
    return entries.slice(first, count) as Entry[];
  }
}
