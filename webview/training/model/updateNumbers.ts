import { showNumber } from '../../../src/core/base/show.ts';
import type { ViewData } from '../../../src/protocol/views.ts';
import { fromWire } from '../../../src/protocol/wire.ts';

export type UpdateData = Extract<ViewData, { view: 'update' }>;

/** One update of one entry, with its products worked out. */
export interface UpdateRow {
  /** Counted from 1: the update that follows `step` updates. */
  readonly number: number;
  readonly gradient: number;
  /** The first of the optimiser's memories: the velocity where there is one. */
  readonly velocityBefore: number;
  readonly velocity: number;
  readonly memoryBefore: readonly number[];
  readonly memory: readonly number[];
  readonly before: number;
  readonly after: number;
  readonly lr: number;
  readonly beta: number;
}

export const updateRows = ({ rows }: UpdateData): readonly UpdateRow[] =>
  rows.map((row) => ({
    number: row.step + 1,
    gradient: fromWire(row.gradient),
    velocityBefore: fromWire(row.memoryBefore[0] ?? 'nan'),
    velocity: fromWire(row.memory[0] ?? 'nan'),
    memoryBefore: row.memoryBefore.map(fromWire),
    memory: row.memory.map(fromWire),
    before: fromWire(row.before),
    after: fromWire(row.after),
    lr: fromWire(row.lr),
    beta: fromWire(row.beta),
  }));

/** What one past gradient still does to the weight: lr·β^age·g. */
export interface UpdateShare {
  /** 0 is this update's own gradient. */
  readonly age: number;
  readonly gradient: number;
  readonly amount: number;
}

export interface Memory {
  readonly shares: readonly UpdateShare[];
  /** What gradients before the rows at hand still do, together. */
  readonly older: number;
  /** lr·v, the sum of all. */
  readonly total: number;
}

/** The velocity of the row at `index` as the sum that it is: v = Σ β^k · g of k updates ago. */
export function memoryOf(rows: readonly UpdateRow[], index: number): Memory {
  const now = rows[index];
  if (!now) return { shares: [], older: 0, total: 0 };
  const shares: UpdateShare[] = [];
  let weight = now.lr;
  for (let age = 0; age <= index && weight !== 0; age++) {
    const row = rows[index - age];
    if (!row) break;
    shares.push({ age, gradient: row.gradient, amount: weight * row.gradient });
    weight *= row.beta;
  }
  const first = rows[index - shares.length + 1];
  return { shares, older: first ? weight * first.velocityBefore : 0, total: now.lr * now.velocity };
}

/** As many digits as show that the weight moved, within reason. */
export function weightDigits({ before, after }: UpdateRow): number {
  const ratio = Math.abs(before) / Math.abs(after - before);
  if (!Number.isFinite(ratio) || ratio <= 0) return 4;
  return Math.min(9, Math.max(4, Math.ceil(Math.log10(ratio)) + 2));
}

/** A number in TeX, in brackets where a sign would meet an operator. */
export function shownTexNumber(value: number, operand = false, digits = 4): string {
  const shown = showNumber(value, digits).replaceAll('−', '-');
  const [mantissa = shown, exponent] = shown.split('e');
  const tex = exponent === undefined ? (shown === 'inf' ? '\\infty' : shown) : `${mantissa} \\cdot 10^{${exponent}}`;
  return operand && (value < 0 || exponent !== undefined) ? `(${tex})` : tex;
}

export const shownNumber = (value: number, operand = false, digits = 4): string =>
  operand && value < 0 ? `(${showNumber(value, digits)})` : showNumber(value, digits);
