import { describe, expect, test } from 'vitest';
import { plainSurroundings } from '../../../src/core/evaluate/environment.ts';
import { evaluateDocument } from '../../../src/core/evaluate/evaluate.ts';
import { parseDocument } from '../../../src/core/syntax/document.ts';
import { ladderOf, masteredIn } from '../../../src/core/tutor/course/fade.ts';
import { askedAt, expectedFor, questionsIn } from '../../../src/core/tutor/marking/answer/question.ts';
import { Draw } from '../../../src/core/tutor/practice/exercises/draw.ts';

const evaluated = (text: string) => evaluateDocument(parseDocument(text), plainSurroundings);
const ladder = (text: string, mastered?: ReadonlySet<string>): string =>
  ladderOf(evaluated(text), { surroundings: plainSurroundings, ...(mastered ? { mastered } : {}) }) ?? '';

/** A program of numbers: each line joins two names above it, or puts one through a function. */
function program(seed: number): string {
  const draw = new Draw(`ladder ${seed}`);
  const names = ['a', 'b', 'c'];
  const lines = [`a = ${draw.nonZero(5)}; b = ${draw.nonZero(5)}; c = ${draw.nonZero(5)}`];
  for (let i = 0; i < draw.whole(2, 5); i++) {
    const [first = 'a', second = 'b'] = draw.shuffled(names);
    const made = draw.one(['+', '*', '-', 'max', 'tanh', 'sigmoid'] as const);
    const name = `h${i}`;
    lines.push(
      `${name} = ${made === 'max' ? `max(${first}, ${second})` : made.length > 1 ? `${made}(${first})` : `${first} ${made} ${second}`}`,
    );
    names.push(name);
  }
  lines.push(`f = ${names.slice(-2).join(' * ')}`);
  return `# %% Program\n${lines.join('\n')}\n`;
}

test('500 ladders: each step has one hole more, keeps the others, and its holes have answers', () => {
  let made = 0;
  for (let seed = 0; seed < 500; seed++) {
    const text = ladder(program(seed));
    if (text === '') continue;
    made++;
    const evaluation = evaluated(text);
    let before: readonly string[] = [];
    for (const { index } of evaluation.document.cells) {
      const holes = questionsIn(evaluation, index).map((statement) => {
        const asked = askedAt(evaluation, statement);
        expect(asked && expectedFor(asked)).toBeDefined();
        return asked?.result.name ?? '';
      });
      expect([seed, index, holes.length]).toEqual([seed, index, index]);
      expect(before.every((name) => holes.includes(name))).toBe(true);
      before = holes;
    }
    // What is worked in one step is what is asked in the last.
    const worked = [...text.slice(0, text.indexOf('\n\n')).matchAll(/^# grad\((\w+)\) = /gm)].map(
      ([, name = '']) => name,
    );
    expect([...worked].sort()).toEqual([...before].sort());
  }
  expect(made).toBeGreaterThan(450);
}, 60_000);

describe('the order of holes', () => {
  const PROGRAM = '# %% P\nx = 3; y = 7\nq = x * y\nr = q + x\nf = r * 5\n';
  const holes = (text: string, step: number): readonly string[] =>
    [...(text.split('\n\n')[step] ?? '').matchAll(/^grad\((\w+)\) = \?/gm)].map(([, name = '']) => name);

  test('is from the last step of the backward pass on', () => {
    expect(holes(ladder(PROGRAM), 1)).toEqual(['x']);
  });

  test('begins with rules that are not mastered', () => {
    expect(holes(ladder(PROGRAM, new Set(['adder', 'distributor'])), 1)).toEqual(['y']);
    const answered = evaluated(`${PROGRAM}grad(x) = 40\ngrad(q) = 5\ngrad(y) = 1\n`);
    expect([...masteredIn(answered)].sort()).toEqual(['adder', 'distributor']);
  });

  test('there is no ladder without two steps', () => {
    expect(ladder('# %% P\nx = 3\nf = x * x\n')).toBe('');
  });
});
