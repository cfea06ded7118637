import type { ParsedStatement } from '../syntax/tree.ts';
import { mentionsIn } from './mentions.ts';

/** Which values the statements of a text read and give, packed so that thousands are looked through at each key stroke. */
export interface MentionTable {
  /** The mentions of statement `i` are `starts[i] … starts[i + 1] − 1`, in the order of the text. */
  readonly starts: Int32Array;
  /** Twice the id of the name, and one more where the statement gives it. */
  readonly packed: Int32Array;
}

/** Statements that a text has in common with an earlier one, at its head and at its tail. */
export interface CommonEnds {
  readonly head: number;
  readonly tail: number;
}

export function commonEnds(old: readonly ParsedStatement[], now: readonly ParsedStatement[]): CommonEnds {
  const most = Math.min(old.length, now.length);
  let head = 0;
  while (head < most && old[head] === now[head]) head++;
  let tail = 0;
  while (tail < most - head && old[old.length - 1 - tail] === now[now.length - 1 - tail]) tail++;
  return { head, tail };
}

export const mentionTable = (statements: readonly ParsedStatement[]): MentionTable =>
  mentionTableAgain(statements, { starts: new Int32Array(1), packed: new Int32Array(0) }, { head: 0, tail: 0 });

/** The table after an edit, of what it was and what the two texts have in common. */
export function mentionTableAgain(
  statements: readonly ParsedStatement[],
  before: MentionTable,
  { head, tail }: CommonEnds,
): MentionTable {
  const fresh: number[] = [];
  const starts = new Int32Array(statements.length + 1);
  starts.set(before.starts.subarray(0, head + 1));
  const first = starts[head] ?? 0;
  for (let i = head; i < statements.length - tail; i++) {
    const parsed = statements[i];
    for (const { does, id } of parsed ? mentionsIn(parsed) : [])
      if (does === 'reads value') fresh.push(2 * id);
      else if (does === 'gives value') fresh.push(2 * id + 1);
    starts[i + 1] = first + fresh.length;
  }
  const oldTail = before.starts.length - 1 - tail;
  const resume = before.starts[oldTail] ?? 0;
  const packed = new Int32Array(first + fresh.length + before.packed.length - resume);
  packed.set(before.packed.subarray(0, first));
  packed.set(fresh, first);
  packed.set(before.packed.subarray(resume), first + fresh.length);
  const further = first + fresh.length - resume;
  const down = statements.length - tail - oldTail;
  for (let i = oldTail + 1; i < before.starts.length; i++) starts[i + down] = (before.starts[i] ?? 0) + further;
  return { starts, packed };
}
