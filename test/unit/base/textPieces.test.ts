import { expect, test } from 'vitest';
import { lineTable } from '../../../src/core/base/lineTable.ts';
import { TextPieces } from '../../../src/core/base/textPieces.ts';
import { dice, pick } from '../syntax/programGenerator.ts';

const INSERTS = ['', '', 'x', '\n', '\r', '\r\n', 'α\n\n', 'q = x + y\n'.repeat(900)] as const;

test('after any edits the text and its lines are those of a text that was never cut', () => {
  for (let seed = 1; seed <= 5; seed++) {
    const roll = dice(seed);
    let text = 'x = 1\ny = 2\r\nz = 3\r'.repeat(roll(1500));
    let pieces = TextPieces.of(text);
    let lines = lineTable(text);
    for (let i = 0; i < 60; i++) {
      const from = roll(text.length + 1);
      const to = Math.min(text.length, from + roll(roll(8) === 0 ? 9000 : 4));
      const insert = pick(roll, INSERTS);
      text = text.slice(0, from) + insert + text.slice(to);
      pieces = pieces.replaced(from, to, insert);
      lines = lines.edited(pieces, from, to, insert.length);
      expect(pieces.length).toBe(text.length);
      expect(pieces.slice(from, from + 50)).toBe(text.slice(from, from + 50));
      expect(pieces.slice(from - 50, from)).toBe(text.slice(Math.max(0, from - 50), from));
      if (i % 3 === 0) expect(pieces.whole()).toBe(text);
      const fresh = lineTable(text);
      const places = (table: typeof fresh): readonly number[] =>
        Array.from({ length: table.lineCount + 1 }, (_, line) => [table.startOf(line), table.endOf(line)]).flat();
      expect(places(lines)).toEqual(places(fresh));
    }
  }
});
