/** Collects lists inside one another; each is handed out in an array of just its size, where `push` would reserve 17 places. */
export class EntryStack {
  count = 0;
  private readonly entries: unknown[] = [];

  add(entry: unknown): void {
    this.entries[this.count++] = entry;
  }

  /** Everything added since the count was `first`: only entries of one kind were. */
  takeFrom<Entry>(first: number): readonly Entry[] {
    const taken = this.entries.slice(first, this.count) as Entry[];
    this.count = first;
    return taken;
  }
}
