import { seededRandom } from '../../core/base/seededRandom.ts';

interface RowSplit {
  /** Rows that are trained on, ascending. */
  readonly training: Int32Array;
  /** Rows held out for validation, ascending. */
  readonly heldOut: Int32Array;
}

function firstRows(count: number): Int32Array {
  const rows = new Int32Array(count);
  for (let row = 0; row < count; row++) rows[row] = row;
  return rows;
}

function shuffled(rows: Int32Array, seed: string): Int32Array {
  const drawn = rows.slice();
  seededRandom(seed).shuffle(drawn);
  return drawn;
}

/** Holds out the fraction `validate` of the rows: at least one when it is above 0, and never all. */
export function splitRows(rows: number, validate: number, seed: number): RowSplit {
  const wished = validate > 0 ? Math.max(1, Math.round(rows * validate)) : 0;
  const count = Math.max(0, Math.min(wished, rows - 1));
  if (count === 0) return { training: firstRows(rows), heldOut: new Int32Array(0) };
  const drawn = shuffled(firstRows(rows), `${seed}:validate`);
  return { heldOut: drawn.slice(0, count).sort(), training: drawn.slice(count).sort() };
}

/** So many of the rows, drawn by seed, ascending; all of them where there are no more. */
export const drawnRows = (rows: Int32Array, count: number, seed: number): Int32Array =>
  rows.length <= count ? rows : shuffled(rows, `${seed}:sample`).slice(0, count).sort();

/** The order of rows in each epoch: a function of seed and epoch alone, so that any epoch can be taken up again. */
export class RowOrder {
  private epoch = -1;
  private drawn: Int32Array;
  private readonly rows: Int32Array;
  private readonly seed: number;
  private readonly shuffle: boolean;

  constructor(rows: Int32Array, seed: number, shuffle: boolean) {
    this.rows = rows;
    this.seed = seed;
    this.shuffle = shuffle;
    this.drawn = rows;
  }

  of(epoch: number): Int32Array {
    if (this.shuffle && epoch !== this.epoch) {
      this.drawn = shuffled(this.rows, `${this.seed}:epoch ${epoch}`);
      this.epoch = epoch;
    }
    return this.drawn;
  }
}
