const WINDOW = 5000;

/** How fast updates are made by the clock on the wall, over the last few seconds without a pause. */
export class Pace {
  private notes: { readonly time: number; readonly steps: number }[] = [];

  note(steps: number, time = performance.now()): void {
    this.notes.push({ time, steps });
    const keep = this.notes.findIndex((note) => time - note.time <= WINDOW);
    if (keep > 0) this.notes.splice(0, keep);
  }

  forget(): void {
    this.notes = [];
  }

  /** Updates in a second; undefined until there is something to go by. */
  perSecond(): number | undefined {
    const [first] = this.notes;
    const last = this.notes.at(-1);
    if (!first || !last || last.time - first.time < 300 || last.steps <= first.steps) return undefined;
    return (1000 * (last.steps - first.steps)) / (last.time - first.time);
  }
}
