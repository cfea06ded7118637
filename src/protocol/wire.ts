/** What every wire shares. JSON has no NaN and no infinity, so numbers travel in a form that keeps them. */

/** A number on a wire: `nan`, `inf` and `-inf` as words. */
export type WireNumber = number | 'nan' | 'inf' | '-inf';

export function toWire(value: number): WireNumber {
  if (Number.isFinite(value)) return value;
  return Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf';
}

export function fromWire(value: WireNumber): number {
  if (typeof value === 'number') return value;
  return value === 'nan' ? Number.NaN : value === 'inf' ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
}

/** Nested lists of wire numbers, as NumPy prints them. */
export type WireArray = WireNumber | readonly WireArray[];

/** One end of a typed two-way wire. */
export interface Port<In, Out> {
  send(message: Out): void;
  listen(receive: (message: In) => void): { dispose(): void };
}

/** Ends a switch over a union: a message added without handling it does not compile. */
export function unreachable(value: never): never {
  throw new Error(`unexpected ${JSON.stringify(value)}`);
}

/** A stretch of a document: UTF-16 offsets in the whole text. */
export interface WireSpan {
  readonly from: number;
  readonly to: number;
}
