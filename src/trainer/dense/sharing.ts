/** Of so many calls one is made the other way, to see whether that has become the faster one. */
const LOOK_AGAIN = 32;
/** The first calls are made in turn, both ways. */
const FIRST = 8;
/** How much the latest call counts in a mean. */
const WEIGHT = 0.3;

/**
 * Decides call by call whether the second thread helps: on a computer that is busy it does not, and the numbers are the
 * same with it and without.
 */
export class Sharing {
  private calls = 0;
  /** Milliseconds that a step took of late, alone and together. */
  private alone = Number.NaN;
  private together = Number.NaN;

  next(): boolean {
    const call = this.calls++;
    if (call < FIRST) return call % 2 === 1;
    return call % LOOK_AGAIN === 0 ? !this.pays : this.pays;
  }

  took(together: boolean, milliseconds: number, steps: number): void {
    if (steps === 0) return;
    const perStep = milliseconds / steps;
    const mean = (before: number): number => (Number.isNaN(before) ? perStep : before + WEIGHT * (perStep - before));
    if (together) this.together = mean(this.together);
    else this.alone = mean(this.alone);
  }

  get pays(): boolean {
    return this.together < this.alone;
  }
}
