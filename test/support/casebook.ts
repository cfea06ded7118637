import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';

/** The text of a case, without its marks. */
export interface CaseText {
  readonly text: string;
  /** Where `$0` stood; the end of the text where there was none. */
  readonly cursor: number;
  /** What stood between `⟦` and `⟧`, else nothing at the cursor. */
  readonly selection: { readonly from: number; readonly to: number };
}

interface Case {
  readonly name: string;
  readonly input: string;
  /** Offsets of the expected text in the casebook; where none is written yet, of the place where it belongs. */
  readonly from: number;
  readonly to: number;
  readonly written: boolean;
}

const update = process.env.UPDATE === '1';

/**
 * A casebook is a page of Markdown. Each `##` heading is a case: its first fenced block is the input, its second what is
 * expected. `UPDATE=1` writes the expected blocks anew.
 */
export function casebook(page: URL, answer: (given: CaseText, name: string) => string): void {
  const file = fileURLToPath(page);
  const text = readFileSync(file, 'utf8');
  const cases = casesIn(text);
  const answers = new Map<Case, string>();
  describe(titleOf(text), () => {
    test('has cases', () => expect(cases.length).toBeGreaterThan(0));
    for (const one of cases)
      test(one.name, () => {
        const given = answer(readCase(one.input), one.name).trimEnd();
        answers.set(one, given);
        if (!update) expect(given).toBe(text.slice(one.from, one.to).trimEnd());
      });
  });
  if (update) afterAll(() => writeFileSync(file, rewritten(text, cases, answers)));
}

const titleOf = (text: string): string => /^# (.*)$/m.exec(text)?.[1] ?? 'cases';

function casesIn(text: string): readonly Case[] {
  return [...text.matchAll(/^## (.*)$/gm)].flatMap((heading): readonly Case[] => {
    const start = heading.index + heading[0].length;
    const next = text.indexOf('\n## ', start);
    const section = text.slice(start, next < 0 ? text.length : next);
    const blocks = [...section.matchAll(/^(`{3,})\w*\n([\s\S]*?)^\1$/gm)];
    const [input, expected] = blocks;
    if (input === undefined) return [];
    const place = expected ?? input;
    const body = start + place.index + place[0].indexOf('\n') + 1;
    const from = expected ? body : start + input.index + input[0].length;
    return [
      {
        name: heading[1] ?? '',
        input: (input[2] ?? '').replace(/\n$/, ''),
        from,
        to: expected ? body + (expected[2] ?? '').length : from,
        written: expected !== undefined,
      },
    ];
  });
}

function rewritten(text: string, cases: readonly Case[], answers: ReadonlyMap<Case, string>): string {
  let result = '';
  let done = 0;
  for (const one of cases) {
    const answer = answers.get(one);
    if (answer === undefined) continue;
    const body = answer === '' ? '' : `${answer}\n`;
    const fence = answer.includes('```') ? '````' : '```';
    result += text.slice(done, one.from) + (one.written ? body : `\n\n${fence}\n${body}${fence}`);
    done = one.to;
  }
  return result + text.slice(done);
}

function readCase(input: string): CaseText {
  const marks: Record<'cursor' | 'from' | 'to', number> = { cursor: -1, from: -1, to: -1 };
  const text = input.replaceAll(/\$0|⟦|⟧/g, () => '');
  let removed = 0;
  for (const mark of input.matchAll(/\$0|⟦|⟧/g)) {
    const at = mark.index - removed;
    removed += mark[0].length;
    if (mark[0] === '$0') marks.cursor = at;
    else if (mark[0] === '⟦') marks.from = at;
    else marks.to = at;
  }
  const cursor = marks.cursor >= 0 ? marks.cursor : marks.from >= 0 ? marks.from : text.length;
  return {
    text,
    cursor,
    selection: marks.from < 0 ? { from: cursor, to: cursor } : { from: marks.from, to: marks.to },
  };
}
