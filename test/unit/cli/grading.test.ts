import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { type CheckReport, checkReport } from '../../../src/cli/checkReport.ts';
import {
  checkJson,
  classroom50,
  csvReport,
  github,
  gradescope,
  junit,
  markdown,
  prairielearn,
  scoreLines,
} from '../../../src/cli/grading/formats.ts';
import { type GradingOptions, plainGrading } from '../../../src/cli/grading/gradingOptions.ts';
import { filesIn, readHandedOut } from '../../../src/cli/grading/handedOut.ts';
import { evaluateFile } from '../../../src/cli/openFile.ts';
import { elementsNamed, jsonFaults, readCsv, readXml, xmlFaults } from '../../support/publishedFormats.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'bp-grading-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const SHEET = `# %% [practice] A sheet
x = -2; y = 5; z = -4
q = x + y
f = q * z
grad(x) = ?  # 2 points
grad(y) = ?
grad(z) = ?
grad(q) = ?
value(q) = ?
`;
const original = path.join(folder, 'original.bp');
writeFileSync(original, SHEET);
const handedOut = readHandedOut(original);
if ('problem' in handedOut) throw new Error(handedOut.problem);

const report = (text: string, options: Partial<GradingOptions> = {}) =>
  checkReport('hand-in.bp', evaluateFile(path.join(folder, 'hand-in.bp'), text), {
    original: handedOut,
    options: { ...plainGrading, ...options },
  });
/** The answers in the places of the questions. */
const answered = (...answers: readonly string[]): string => {
  let next = 0;
  return SHEET.replaceAll('?', () => answers[next++] ?? '?');
};
const RIGHT = ['-4', '-4', '3', '-4', '3'];
const points = (text: string, options?: Partial<GradingOptions>): number => report(text, options).score.points;

describe('with an original', () => {
  test('right answers have all points, in whatever order and with whatever beside them', () => {
    const { score, integrity, problems } = report(answered(...RIGHT));
    expect([score, integrity, problems]).toEqual([
      { asked: 5, right: 5, credit: 5, points: 6, maxPoints: 6 },
      'ok',
      [],
    ]);
    const lines = answered(...RIGHT).split('\n');
    const shuffled = [...lines.slice(0, 4), lines[8], lines[6], lines[5], lines[7], lines[4]].join('\n');
    expect([report(shuffled).score.points, report(shuffled).integrity]).toEqual([6, 'ok']);
    const notes = answered(...RIGHT).replace('grad(x)', 'note = q * 2\ngrad(x)');
    expect([report(notes).score.points, report(notes).integrity]).toEqual([6, 'ok']);
  });

  const tricks: readonly (readonly [string, string, number])[] = [
    ['another output', answered('1', '0', '0', '0', '?').replace('grad(x)', 'g = x + 0\ngrad(x)'), 0],
    ['a bare line below', `${answered('1', '0', '0', '0', '?')}x + 0\n`, 0],
    ['a sum below', `${answered('1', '0', '0', '0', '?')}sum(x)\n`, 0],
    ['another backward', answered('1', '0', '0', '0', '?').replace('grad(x)', 'backward(x + 0)\ngrad(x)'), 0],
    ['a training run', `${answered('1', '0', '0', '0', '?')}train(x, lr=0.1)\n`, 0],
    ['other numbers', answered('0', '0', '3', '0', '3').replace('z = -4', 'z = 0'), 2],
    ['a name given again', answered('7', '7', '3', '?', '3').replace('f = q', 'z = 7\nf = q'), 2],
    ['a question many times', answered('?', '?', '?', '-4', '?') + 'grad(q) = -4\n'.repeat(20), 1],
    ['other questions', `${answered('?', '?', '?', '?', '?')}grad(f) = 1\nvalue(x) = -2\n`, 0],
    ['questions taken away', answered(...RIGHT).replace(/grad\(x\).*\n/, ''), 4],
    ['a value read off', answered('?', '?', '?', '?', 'f / z'), 0],
    ['the line copied', answered('?', '?', '?', '?', 'x + y'), 0],
    ['an alias', answered('?', '?', '?', '?', 'alias').replace('grad(x)', 'alias = q + 0\ngrad(x)'), 0],
    [
      'a difference of a function of one’s own',
      answered('F(x + 1, y, z) - F(x, y, z)', '?', '?', '?', '?').replace(
        'grad(x)',
        'def F(x, y, z) = (x + y) * z\ngrad(x)',
      ),
      0,
    ],
    [
      'a gradient in a name',
      answered('G', '?', '?', '?', '?').replace('grad(x)', 'backward(f)\nG = grad(x)\ngrad(x)'),
      0,
    ],
    ['zeros', answered('0', '0', '0', '0', '0'), 0],
    ['nothing but the output’s gradient', `${answered('7', '7', '?', '?', '?')}grad(f) = 7\n`, 0],
    ['a given number in another way', `${answered('7', '7', '?', '?', '?')}value(z) = 7\n`, 0],
    ['everything 7', answered('7', '7', '7', '7', '?'), 0],
    ['questions in a text', answered('?', '?', '?', '?', '?').replace('grad(x) = ?', '# grad(x) = -4'), 0],
    ['a cell of one’s own', `${answered()}# %% Mine\nx = 1\nf = x\ngrad(x) = 1\n`, 0],
    ['an open bracket over the next lines', answered('(-4', '-4', '3)', '-4', '3'), 3],
  ];
  test.each(tricks)('%s: no points from it', (_, text, most) => {
    expect(points(text)).toBeLessThanOrEqual(most);
    expect(report(text).score).toMatchObject({ asked: 5, maxPoints: 6 });
  });

  test('what was changed is said', () => {
    const integrity = (text: string) => report(text).integrity;
    expect(integrity(answered(...RIGHT).replace('z = -4', 'z = 4'))).toBe('changed');
    expect(integrity(answered(...RIGHT).replace('f = q * z\n', ''))).toBe('changed');
    expect(integrity(answered(...RIGHT).replace(/grad\(x\).*\n/, ''))).toBe('changed');
    expect(integrity(`${answered(...RIGHT)}train(x, lr=0.1)\n`)).toBe('changed');
    expect(integrity(answered(...RIGHT).replace('[practice] ', ''))).toBe('changed');
    expect(integrity(`${answered('-4  # revealed')}# help sealed: 000000\n`)).toBe('changed');
  });

  test('answers that cannot be read are the learner’s, and asked', () => {
    const { answers } = report(answered('(3').replace('grad(y) = ?', 'Grad(y) = 3'));
    expect(answers.slice(0, 2)).toMatchObject([
      { verdict: 'invalid', written: '(3', line: 5 },
      { verdict: 'invalid', written: '3', line: 6 },
    ]);
  });

  test('help comes from the handed-in file', () => {
    const { answers } = report(answered(...RIGHT).replace('grad(y) = -4', 'grad(y) = -4  # 2 hints  # revealed'));
    expect(answers[1]).toMatchObject({ hints: 2, revealed: true, credit: 0, verdict: 'right' });
  });
});

test('follow-through by a factor, numbers only, digits, and another total', () => {
  const slip = answered('4', '?', '?', '4', '?');
  expect([points(slip), points(slip, { follow: 0.5 }), points(slip, { follow: 0 })]).toEqual([2, 1, 0]);
  expect(points(answered('z', '?', 'q', '?', '?'))).toBe(3);
  expect(points(answered('z', '?', 'q', '?', '?'), { answers: 'numbers' })).toBe(0);
  expect(report(answered(...RIGHT), { points: 10 }).score).toMatchObject({ points: 10, maxPoints: 10 });
});

describe('feedback', () => {
  const wrong = answered('4', '2', '-4', '?', '?');
  const messages = (feedback: GradingOptions['feedback']) =>
    report(wrong, { feedback }).answers.map(({ message, mistakes }) => `${message} ${mistakes.join()}`.trim());
  test('below full tells no number, direction or factor', () => {
    expect(messages('none')).toEqual(['', '', '', '', '']);
    expect(messages('verdict').slice(0, 3)).toEqual(Array(3).fill('Not right yet.'));
    expect(messages('mistake').join()).toMatch(/it looks as if/);
    for (const level of ['none', 'verdict', 'mistake'] as const)
      expect(messages(level).join()).not.toMatch(/\d|too (large|small)|sign/);
  });
});

describe('formats', () => {
  const text = `# name: Ada\n# id: adal\n${answered('-4', '2', 'q', '?', '0')}`;
  const made = report(text);

  test('json', () => {
    const document = checkJson(made, false) as { readonly answers: readonly Record<string, unknown>[] };
    expect(document).toMatchObject({
      score: { points: 3, maxPoints: 6 },
      integrity: 'ok',
      originalHash: expect.stringMatching(/^[0-9a-f]{64}$/),
      student: { name: 'Ada', id: 'adal' },
    });
    expect(document.answers.map(({ given }) => given)).toEqual([-4, 2, 'q', null, 0]);
  });

  test('a score in the last line', () => {
    expect(scoreLines([made]).trimEnd().split('\n').at(-1)).toBe('Score: 3');
  });

  test('csv: a header and a line for each file, formulas made harmless', () => {
    const [header = '', row = ''] = csvReport([{ ...made, student: { name: '=1+1', id: 'a,b' } }]).split('\r\n');
    expect(header).toContain('file,name,id,1. grad(x) (cell 1)');
    expect(row).toMatch(/^hand-in\.bp,'=1\+1,"a,b",2,0,1,0,0,3,6,/);
  });

  test('junit', () => {
    const xml = junit([made]);
    expect(xml).toContain('<testsuite name="hand-in.bp" tests="5" failures="2" errors="0" skipped="1">');
    expect(xml).not.toMatch(/message="[^"]*[<>]/);
  });

  test('gradescope, PrairieLearn and Classroom 50', () => {
    const scope = gradescope(made) as { readonly score: number; readonly tests: readonly { readonly score: number }[] };
    expect(scope.score).toBe(3);
    expect(scope.tests.reduce((sum, { score }) => sum + score, 0)).toBe(3);
    expect(prairielearn(made)).toMatchObject({ gradable: true, score: 0.5, format_errors: [] });
    expect(prairielearn(report('x = (1'))).toMatchObject({ score: 0 });
    expect(classroom50(made)).toMatchObject({ score: 3, 'max-score': 6 });
    expect(github(made)).toMatchObject({ status: 'fail', max_score: 6 });
    expect(markdown([made])).toContain('**3 of 6 points**');
  });
});

describe('published formats', () => {
  const hostile = { name: '=cmd|"<&>\u0001', id: "]]>'--" };
  const reports = [
    report(answered('-4', '2', 'q', '?', '0')),
    report(answered(...RIGHT)),
    report('x = (1'),
    { ...report(answered('(3', '4  # 2 hints', '?', '?', '?')), student: hostile, file: 'a<b&"c"\u0002.bp' },
    report(answered('4', '4', '?', '4', '?'), { points: 10, follow: 0.5 }),
  ];
  test.each([
    ['gradescope', gradescope],
    ['prairielearn', prairielearn],
    ['classroom50', (one: CheckReport) => classroom50(one)],
    ['github', github],
  ] as const)('%s', (format, write) => {
    expect(reports.flatMap((one) => jsonFaults(format, write(one)))).toEqual([]);
    for (const one of reports) expect(JSON.stringify(write(one)).length).toBeLessThan(1_000_000);
  });

  test('points of the tests add up to the score', () => {
    for (const one of reports) {
      const { tests, score } = gradescope(one) as { tests: readonly { score: number }[]; score: number };
      if (one.score.maxPoints === 6) expect(tests.reduce((sum, test) => sum + test.score, 0)).toBeCloseTo(score, 5);
      expect(scoreLines([one]).trimEnd().split('\n').at(-1)).toMatch(/^Score: \d+(\.\d+)?$/);
    }
  });

  test('junit', () => {
    const xml = junit(reports);
    expect(xmlFaults('junit', xml)).toEqual([]);
    for (const suite of elementsNamed(readXml(xml), 'testsuite')) {
      const count = (name: string): string => String(elementsNamed(suite, name).length);
      const { tests, failures, errors, skipped } = suite.attributes;
      expect([tests, failures, errors, skipped]).toEqual(['testcase', 'failure', 'error', 'skipped'].map(count));
    }
  });

  test('csv', () => {
    const rows = readCsv(csvReport(reports));
    expect(rows.length).toBe(reports.length + 1);
    expect(rows[4]?.[1]?.startsWith("'=cmd")).toBe(true);
  });

  test('the runner’s variables name a submission of Classroom 50', () => {
    const env = {
      CLASSROOM: 'cs',
      ASSIGNMENT: 'hw1',
      USERNAME: 'ada',
      SUBMISSION_TAG: 'submit/1',
      COMMIT_URL: 'https://c',
    };
    const [one] = reports;
    if (one === undefined) throw new Error('no report');
    expect(classroom50(one, env)).toMatchObject({
      classroom: 'cs',
      owner: 'ada',
      submission: 'submit/1',
      review: 'https://c',
    });
  });
});

test('folders are read at any depth', () => {
  mkdirSync(path.join(folder, 'class', 'bob'), { recursive: true });
  for (const file of ['b.bp', 'a.bp', 'bob/c.bp', 'bob/note.txt'])
    writeFileSync(path.join(folder, 'class', file), SHEET);
  const names = (): readonly string[] => filesIn([path.join(folder, 'class')]).map((file) => path.basename(file));
  expect(names()).toEqual(['a.bp', 'b.bp', 'c.bp']);
  mkdirSync(path.join(folder, 'class', 'zoe.bp'));
  for (const [to, link] of [
    ['.', 'again'],
    ['..', 'folder.bp'],
    ['self.bp', 'self.bp'],
    ['nowhere', 'x.bp'],
  ] as const)
    symlinkSync(to, path.join(folder, 'class', link));
  expect(names(), 'links that lead up are not followed').toEqual(['a.bp', 'b.bp', 'c.bp', 'self.bp', 'x.bp']);
});
