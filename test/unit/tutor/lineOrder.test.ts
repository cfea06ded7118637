import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { checkReport } from '../../../src/cli/checkReport.ts';
import { readHandedOut } from '../../../src/cli/grading/handedOut.ts';
import { evaluateFile } from '../../../src/cli/openFile.ts';
import { plainSurroundings } from '../../../src/core/evaluate/environment.ts';
import { evaluateDocument } from '../../../src/core/evaluate/evaluate.ts';
import { parseDocument } from '../../../src/core/syntax/document.ts';
import { answeredText } from '../../../src/core/tutor/course/answered.ts';
import { linesToSort } from '../../../src/core/tutor/course/backwardLines.ts';
import { handoutOf } from '../../../src/core/tutor/course/handout.ts';
import { type Mark, scoreOf } from '../../../src/core/tutor/marking/answer/mark.ts';
import { markDocument, openSecrets } from '../../../src/core/tutor/marking/markDocument.ts';
import { Draw } from '../../../src/core/tutor/practice/exercises/draw.ts';
import { codeLenses } from '../../../src/language/features/codeLens.ts';
import { hint, reveal, settle } from '../../../src/language/features/questions.ts';
import { openText } from '../../support/openText.ts';

const evaluated = (text: string) => evaluateDocument(parseDocument(text), plainSurroundings);
const marksOf = (text: string) => markDocument(evaluated(text));

const HEAD = `# %% [order] Backward pass of f = (x + y) z
x = -2; y = 5; z = -4
q = x + y
f = q * z
backward(f)
`;
const RIGHT = [
  'grad(f) = 1',
  'grad(q) = z * grad(f)',
  'grad(z) = q * grad(f)',
  'grad(x) = grad(q)',
  'grad(y) = grad(q)',
];
const cell = (...lines: readonly string[]): string => `${HEAD}${lines.join('\n')}\n`;
const marked = (...lines: readonly string[]): readonly Mark[] => marksOf(cell(...lines));

describe('lines that are to be put in order', () => {
  test('every order that respects what a line uses is right', () => {
    expect(marked(...RIGHT).map(({ verdict, credit }) => `${verdict} ${credit}`)).toEqual(Array(5).fill('right 1'));
    const [f = '', q = '', z = '', x = '', y = ''] = RIGHT;
    for (const order of [
      [f, z, q, y, x],
      [f, q, x, z, y],
      [f, q, y, x, z],
    ])
      expect(scoreOf(marked(...order)).right).toBe(5);
  });

  test('a line before what it uses is told which line it belongs below; what builds on it follows', () => {
    const [f = '', q = '', z = '', x = '', y = ''] = RIGHT;
    const early = marked(f, x, z, q, y)[1];
    expect(early).toMatchObject({ verdict: 'wrong', credit: 0, followed: false });
    expect(early?.message).toBe(
      'The formula is right, but it comes before what it uses: move this line below that of grad(q).',
    );
    const marks = marked(q, x, f, z, y);
    expect(marks.map(({ verdict }) => verdict)).toEqual(['wrong', 'wrong', 'right', 'right', 'wrong']);
    expect(marks[1]).toMatchObject({ followed: true, credit: 0, mistakes: [] });
    expect(marks[1]?.message).toContain('grad(q), which it uses, is not yet');
  });

  test('while a gradient has two lines nothing is judged; a line that was made a comment is out', () => {
    const wrong = 'grad(q) = q * grad(f)';
    const open = marked(wrong, ...RIGHT);
    expect(open.map(({ verdict, credit }) => `${verdict} ${credit}`)).toEqual(Array(5).fill('unanswered 0'));
    expect(open.find(({ question }) => question === 'grad(q)')?.message).toContain('2 lines give grad(q)');
    expect(scoreOf(marked(`# ${wrong}`, ...RIGHT))).toMatchObject({ asked: 5, right: 5 });
    const taken = marked(...RIGHT.map((line) => (line.startsWith('grad(q)') ? wrong : line)));
    expect(taken[1]).toMatchObject({ verdict: 'wrong', mistakes: ['no-swap'] });
    // Lines that use it are not wrong themselves.
    expect(taken[3]).toMatchObject({ followed: true, mistakes: [] });
  });

  test('the output needs no line of its own; any other gradient does', () => {
    const [, q = '', z = '', x = '', y = ''] = RIGHT;
    expect(scoreOf(marked(q, z, x, y)).right).toBe(4);
    expect(marked(z, x)[1]?.message).toBe('The formula is right, but no line gives grad(q), which it uses.');
  });

  test.each([
    ['grad(x) = grad(x)', 'invalid'],
    ['grad(x) = -4', 'right'],
    ['grad(x) = z', 'right'],
    // −4 here, but not for other numbers.
    ['grad(x) = grad(q) * (x + y - 2)', 'wrong'],
    ['grad(x) = x * y - 6 - grad(q) * 3', 'wrong'],
    ['grad(x) = grad(nothing)', 'invalid'],
    ['grad(x) = ?', 'unanswered'],
  ])('%s is %s', (line, verdict) => {
    expect(marked(...RIGHT.map((one) => (one.startsWith('grad(x)') ? line : one)))[3]?.verdict).toBe(verdict);
  });

  test('elsewhere grad(…) is still no answer', () => {
    expect(marksOf(cell('grad(x) = grad(q)').replace('[order]', '[practice]'))[0]?.verdict).toBe('invalid');
  });

  test('the cell keeps its gradients to itself until all is in order', () => {
    const [f = '', ...rest] = RIGHT;
    expect(openSecrets(evaluated(cell(...rest, f))).gradients.size).toBeGreaterThan(0);
    expect(openSecrets(evaluated(cell(...RIGHT))).gradients.size).toBe(0);
  });

  test('in the editor the cell says how far it is, and a hint is given for a line that is out of place', () => {
    const lensOf = (text: string) => {
      const { state, service } = openText(text);
      settle(state, false);
      return codeLenses(state, service.settings).find(({ command }) => command?.title.includes('list-ordered'))
        ?.command;
    };
    const [f = '', q = '', ...rest] = RIGHT;
    expect(lensOf(cell('grad(q) = grad(f)', ...RIGHT))?.title).toContain('1 line is too many');
    expect(lensOf(cell(q, f, ...rest))).toMatchObject({ command: 'backprop.nextQuestion' });
    expect(lensOf(cell(q, f, ...rest))?.title).toContain('2 of 5 lines in order');
    const text = cell(q, f, ...rest);
    const { state, service } = openText(text);
    settle(state, false);
    expect(hint(state, text.indexOf('grad(q) ='))).toMatchObject({ level: 1 });
    expect(hint(state, text.indexOf('grad(f) = 1'))).toBe('answered');
    // A number in the place of a line would leave nothing to be moved.
    expect(reveal(state, text.indexOf('grad(q) ='))).toBe('order');
    expect(codeLenses(state, service.settings).some(({ command }) => command?.title === 'Reveal')).toBe(false);
  });
});

describe('from any program', () => {
  /** A program of numbers: each line joins two names above it, or puts one through a function. */
  function program(seed: number): string {
    const draw = new Draw(`sorting ${seed}`);
    const names = ['a', 'b', 'c'];
    const lines = [`a = ${draw.nonZero(5)}; b = ${draw.nonZero(5)}; c = ${draw.nonZero(5)}`];
    for (let i = 0; i < draw.whole(2, 5); i++) {
      const [first = 'a', second = 'b'] = draw.shuffled(names);
      const made = draw.one(['+', '*', '-', 'max', 'tanh', 'sigmoid'] as const);
      const call = made === 'max' ? `max(${first}, ${second})` : `${made}(${first})`;
      lines.push(`h${i} = ${made.length > 1 ? call : `${first} ${made} ${second} * ${draw.whole(2, 3)}`}`);
      names.push(`h${i}`);
    }
    lines.push(`f = ${names.slice(-2).join(' * ')}`);
    return `# %% Program\n${lines.join('\n')}\n`;
  }

  test('80 programs: every order by what lines use is right, every neighbour pair that breaks it is found, wrong lines are named', () => {
    let made = 0;
    for (let seed = 0; made < 80; seed++) {
      expect(seed).toBeLessThan(500);
      const text = linesToSort(evaluated(program(seed)), { surroundings: plainSurroundings, seed });
      if (text === undefined) continue;
      made++;
      const all = text.split('\n').filter((line) => /^grad\(/.test(line));
      const head = text.slice(0, text.indexOf('\ngrad(') + 1);
      const key = answeredText(evaluated(text)).split('\n');
      const right = key.filter((line) => /^grad\(/.test(line));
      const wrong = key.filter((line) => /^# grad\(/.test(line)).map((line) => line.slice(2));
      expect([seed, wrong.length, right.length + wrong.length]).toEqual([seed, 2, all.length]);
      expect(marksOf(text).every(({ verdict }) => verdict === 'unanswered')).toBe(true);
      // Another order, drawn line by line among those whose needs are met.
      const draw = new Draw(`order ${seed}`);
      const uses = (line: string) =>
        [...line.slice(line.indexOf('=')).matchAll(/grad\((\w+)\)/g)].map(([, name]) => name);
      const gives = (line: string) => /^grad\((\w+)\)/.exec(line)?.[1];
      const order: string[] = [];
      while (order.length < right.length) {
        const met = new Set(order.map(gives));
        const [next = ''] = draw.shuffled(
          right.filter((line) => !order.includes(line) && uses(line).every((name) => met.has(name))),
        );
        order.push(next);
      }
      const whole = (lines: readonly string[]) => marksOf(head + lines.join('\n'));
      expect([seed, scoreOf(whole(order)).right]).toEqual([seed, right.length]);
      const at = order.findIndex((line, i) => i > 0 && uses(line).includes(gives(order[i - 1] ?? '')));
      const [before = '', after = ''] = order.slice(at - 1, at + 1);
      const broken = whole(order.map((line, i) => (i === at - 1 ? after : i === at ? before : line)));
      expect(broken[at - 1]?.message).toContain(`below that of grad(${gives(before)})`);
      for (const line of wrong) {
        const mark = whole(order.map((one) => (gives(one) === gives(line) ? line : one))).find(
          ({ question }) => question === `grad(${gives(line)})`,
        );
        expect([seed, line, mark?.verdict, (mark?.mistakes.length ?? 0) > 0]).toEqual([seed, line, 'wrong', true]);
      }
    }
  }, 60_000);

  test('matrices: broadcast and averaged gradients are written with their sums', () => {
    const text = linesToSort(
      evaluated(
        'X = [[1, 2], [3, 4], [5, 7]]\nW = [[1, -1, 2], [0, 3, 1]]\nc = [1, -2, 0]\nh = relu(X @ W + c)\nL = mean(h * h)\n',
      ),
      { surroundings: plainSurroundings, seed: 3 },
    );
    expect(text).toMatch(/^grad\(c\) = sum\(/m);
    const key = answeredText(evaluated(text ?? ''));
    expect(scoreOf(marksOf(key))).toMatchObject({ asked: 5, right: 5 });
  });

  test('the same seed gives the same lines; a program of one step gives none', () => {
    const make = (seed: number) =>
      linesToSort(evaluated(HEAD.replace('[order] ', '')), { surroundings: plainSurroundings, seed });
    expect(make(4)).toBe(make(4));
    expect(make(4)).not.toBe(make(5));
    expect(linesToSort(evaluated('x = 3\nf = x * x\n'), { surroundings: plainSurroundings, seed: 1 })).toBeUndefined();
  });
});

describe('handed out and handed in', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'bp-order-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const MUTANTS = ['grad(q) = q * grad(f)', 'grad(y) = grad(q) / 2'];
  const original = path.join(folder, 'hw.bp');
  writeFileSync(original, cell(...MUTANTS, ...RIGHT.toReversed()));
  const handedOut = readHandedOut(original);

  function handIn(...lines: readonly string[]) {
    if ('problem' in handedOut) throw new Error(handedOut.problem);
    const file = path.join(folder, 'in.bp');
    return checkReport(file, evaluateFile(file, cell(...lines)), { original: handedOut });
  }

  test('a hand-out keeps the lines, in an order of its own, and the cell stays open', () => {
    const { text, questions } = handoutOf(parseDocument(cell(...RIGHT)));
    expect(questions).toBe(5);
    expect(text).toContain('# %% [order] Backward pass');
    expect(
      text
        .split('\n')
        .filter((line) => line.startsWith('grad'))
        .sort(),
    ).toEqual([...RIGHT].sort());
    expect(scoreOf(marksOf(text)).right).toBeLessThan(5);
  });

  test.each([
    ['in order, with comments for what is wrong', [...RIGHT, ...MUTANTS.map((line) => `# ${line}`)], 5],
    ['in order, with what is wrong deleted', RIGHT, 5],
    ['as it was handed out', [...MUTANTS, ...RIGHT.toReversed()], 0],
    ['with a line that was not handed out', [...RIGHT.slice(0, 3), 'grad(x) = -4', 'grad(y) = -4'], 3],
    ['with nothing left', [], 0],
    ['with a line twice', [...RIGHT, 'grad(x) = grad(q)'], 5],
  ])('%s', (_, lines, right) => {
    const { score, integrity } = handIn(...lines);
    expect([score.asked, score.right, score.maxPoints, integrity]).toEqual([5, right, 5, 'ok']);
  });

  test('the order of the hand-in counts, not that of the original', () => {
    const [f = '', q = '', z = '', x = '', y = ''] = RIGHT;
    const { answers } = handIn(f, x, q, z, y);
    const early = answers.find(({ question }) => question === 'grad(x)');
    expect(early).toMatchObject({ verdict: 'wrong', line: 7 });
    expect(early?.message).toContain('below that of grad(q)');
  });

  test('a program that was changed is said to be', () => {
    if ('problem' in handedOut) throw new Error(handedOut.problem);
    const file = path.join(folder, 'in.bp');
    const changed = cell(...RIGHT).replace('z = -4', 'z = 1');
    expect(checkReport(file, evaluateFile(file, changed), { original: handedOut }).integrity).toBe('changed');
  });
});
