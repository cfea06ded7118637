/** Single errors as a hand makes them, and what they cost: for the test of recovery and its benchmark. */
import { parseDocument } from '../../../src/core/syntax/document.ts';
import type { Token } from '../../../src/core/syntax/lexer/tokens.ts';
import type { Document } from '../../../src/core/syntax/tree.ts';
import { type Dice, pick } from './programGenerator.ts';

export interface Slip {
  readonly what: string;
  readonly from: number;
  readonly to: number;
  readonly insert: string;
}

export const SLIPS = ['deleted', 'doubled', 'swapped', 'opened', 'closed'] as const;

export function slip(roll: Dice, text: string, code: readonly Token[], what: (typeof SLIPS)[number]): Slip | undefined {
  const at = roll(code.length - 1);
  const token = code[at];
  const next = code[at + 1];
  if (token === undefined || next === undefined) return undefined;
  const word = text.slice(token.from, token.to);
  switch (what) {
    case 'deleted':
      return { what: `deleted ${word}`, from: token.from, to: token.to, insert: '' };
    case 'doubled':
      return { what: `doubled ${word}`, from: token.to, to: token.to, insert: ` ${word}` };
    case 'swapped': {
      const gap = text.slice(token.to, next.from);
      if (gap.includes('\n')) return undefined;
      const swapped = text.slice(next.from, next.to) + gap + word;
      return { what: `swapped ${word}`, from: token.from, to: next.to, insert: swapped };
    }
    case 'opened':
    case 'closed': {
      const bracket = what === 'opened' ? pick(roll, ['(', '[']) : pick(roll, [')', ']']);
      const place = roll(2) === 0 ? token.from : token.to;
      return { what: `${what} ${bracket}`, from: place, to: place, insert: bracket };
    }
  }
}

/** Statements that the slip does not touch and that the text with the slip no longer has. */
export function lost(before: Document, text: string, { from, to, insert }: Slip): readonly string[] {
  const after = parseDocument(text);
  const found = new Map([...after.starts].map((start, i) => [start, after.statements[i]]));
  const shift = insert.length - (to - from);
  return before.statements.flatMap((statement, i) => {
    const start = before.starts[i] ?? 0;
    // A `;` belongs to both of its neighbours.
    if (start <= to + 1 && from <= start + statement.text.length) return [];
    const same = found.get(start < from ? start : start + shift);
    return same?.text === statement.text && same.problems.length === statement.problems.length ? [] : [statement.text];
  });
}
