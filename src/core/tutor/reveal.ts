import type { Evaluation } from '../autodiff/evaluation.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { askedAt, expectedFor } from './asked.ts';
import { REVEALED } from './revealed.ts';

const MOST_ENTRIES = 400;

export interface Reveal {
  /** To be written in place of the answer. */
  readonly answer: string;
  /** To be written behind the statement, so that the score knows. */
  readonly comment: string;
}

/** The right answer as it is written in the text. Undefined where there is none, or it is too large to be written. */
export function revealFor(evaluation: Evaluation, statement: number): Reveal | undefined {
  const asked = askedAt(evaluation, statement);
  const expected = asked && expectedFor(asked);
  return expected === undefined || expected.data.length > MOST_ENTRIES
    ? undefined
    : { answer: asAnswer(expected), comment: `  ${REVEALED}` };
}

/** Six digits: right, and short enough to be read. */
function asAnswer({ shape, data }: Tensor): string {
  const write = (axis: number, from: number, size: number): string => {
    if (axis === shape.length) return asNumber(data[from] ?? 0);
    const length = shape[axis] ?? 0;
    const step = length === 0 ? 0 : size / length;
    return `[${Array.from({ length }, (_, i) => write(axis + 1, from + i * step, step)).join(', ')}]`;
  };
  return write(0, 0, data.length);
}

function asNumber(value: number): string {
  const short = Number(value.toPrecision(6));
  return Object.is(short, -0) ? '0' : String(Number.isFinite(value) ? short : value).replace('e+', 'e');
}
