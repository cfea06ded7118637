import { writeFileSync } from 'node:fs';
import { test } from 'vitest';
import { judged } from './judge.ts';

test('try', () => {
  const tally = new Map<string, number>();
  const bad: string[] = [];
  const n = Number(process.env.N ?? 300);
  for (const one of judged(n, process.env.SEED ?? 'unit')) {
    const key = `${one.kind}: ${one.outcome}`;
    tally.set(key, (tally.get(key) ?? 0) + 1);
    tally.set(`${one.kind}: all`, (tally.get(`${one.kind}: all`) ?? 0) + 1);
    if (one.falsehoods.length) {
      tally.set('FALSE', (tally.get('FALSE') ?? 0) + 1);
      bad.push(`FALSE ${one.falsehoods.join(' | ')}\n${one.text}\n${one.message}`);
    }
    if (
      ['called wrong', 'called right', 'named wrongly', 'not named', 'named without cause', 'refused'].includes(
        one.outcome,
      )
    )
      bad.push(`${key} ${one.code} -> ${one.mistakes}\n${one.text}\n${one.message}`);
  }
  writeFileSync('/tmp/say-bad.txt', bad.join('\n\n'));
  console.log(
    [...tally]
      .sort()
      .map(([k, v]) => `${k} ${v}`)
      .join('\n'),
  );
});
