import { describe, expect, test } from 'vitest';
import { hintFor } from '../../../src/core/tutor/help/hint.ts';
import { isRight } from '../../../src/core/tutor/marking/answer/mark.ts';
import { secretsOf } from '../../../src/core/tutor/marking/integrity/secrets.ts';
import { markDocument } from '../../../src/core/tutor/marking/markDocument.ts';
import { difficulties, topics } from '../../../src/core/tutor/practice/exercises/topic.ts';
import { generatePractice } from '../../../src/core/tutor/practice/generatePractice.ts';
import { evaluated, questionsOf } from './evaluated.ts';

const numbersIn = (text: string): readonly number[] =>
  [...text.matchAll(/(?<![\p{L}\p{N}_.])[−-]?\d+(?:\.\d+)?(?:e[−+-]?\d+)?/giu)].map(([printed]) =>
    Number(printed.replaceAll('−', '-')),
  );
/** Equal, or the same to three digits or more. */
const isSame = (printed: number, secret: number): boolean =>
  printed === secret ||
  (String(printed).replaceAll(/[-.]|^0+/g, '').length >= 3 && Math.abs(printed - secret) <= 6e-4 * Math.abs(secret));
const told = (text: string, secrets: readonly number[]) =>
  numbersIn(text).filter((printed) => secrets.some((secret) => isSame(printed, secret)));

describe.each(topics)('practice about %s', (topic) => {
  test.each(difficulties)('at level %d tells no open answer in hints or messages', (difficulty) => {
    for (let seed = 0; seed < 3; seed++) {
      const { text } = generatePractice({ topic, difficulty, seed });
      const open = evaluated(text);
      const marks = markDocument(open);
      const secrets = marks.flatMap(({ expected }) => Array.from(expected?.data ?? []));
      for (const { statement } of marks)
        for (const level of [1, 2, 3] as const) {
          const hint = hintFor(open, statement, level) ?? '';
          expect([hint, told(hint, secrets)]).toEqual([hint, []]);
        }
      let next = 0;
      const wrong = text.replaceAll('?', () => {
        const { data } = marks[next++]?.expected ?? { data: [] };
        const [only = 0] = data;
        return data.length === 1 ? String([-only, 2 * only, only + 0.37, only / 2][next % 4]) : '?';
      });
      const judged = markDocument(evaluated(wrong));
      const left = judged.filter((mark) => !isRight(mark)).flatMap(({ expected }) => Array.from(expected?.data ?? []));
      for (const { message, written = '' } of judged) {
        const own = numbersIn(written);
        expect([message, told(message, left).filter((number) => !own.includes(number))]).toEqual([message, []]);
        expect(message).not.toMatch(/times too|sign is wrong/);
      }
    }
  });
});

describe('a practice cell', () => {
  const FORK = '# %% [practice] fork\nb = 2; a = 3\nc = a + b; d = b + 1; e = c * d\ngrad(b) = 3\ngrad(d) = ?\n';

  test('does not tell the total of a fork, unless the author allows it', () => {
    expect(markDocument(evaluated(FORK))[0]?.message).not.toContain('8');
    expect(markDocument(evaluated(`# feedback: full\n${FORK}`))[0]?.mistakes).toEqual(['fork-overwritten']);
  });

  test('says what was written of a formula, not what it gives', () => {
    expect(markDocument(evaluated(FORK.replace('grad(d) = ?', 'grad(d) = d')))[1]?.message).toMatch(/^You wrote d/);
  });

  test('does not tell an open answer with the other sign', () => {
    const turned = evaluated(
      '# %% [practice] sign\nx = 5; y = 0.44\nd = x * y - 4.09\nf = -d\ng = f * x\nvalue(f) = ?\n',
    );
    expect(hintFor(turned, questionsOf(turned)[0] ?? 0, 3)).not.toContain('1.89');
  });

  test('hides what follows from it in later cells', () => {
    const later = evaluated(`${FORK}# %% Later\nrr = c + 0\ng = e * 1\nbackward(g)\ngx = grad(a)\nfree = 2 * a\n`);
    const { values, gradients } = secretsOf(later, () => false);
    const node = (name: string) =>
      later.statements.flatMap(({ bindings }) => bindings).find((binding) => binding.name === name)?.node ?? -1;
    expect(['rr', 'g', 'gx', 'free'].map((name) => values.has(node(name)))).toEqual([true, true, true, false]);
    expect(['a', 'c'].map((name) => gradients.has(node(name)))).toEqual([true, true]);
  });
});
