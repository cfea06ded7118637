import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { readCommandLine } from '../../../src/cli/commandLine.ts';
import { reportOnClass } from '../../../src/cli/course/classCommand.ts';
import type { ClassReport } from '../../../src/cli/course/classReport.ts';
import { evaluateFile } from '../../../src/cli/openFile.ts';
import { parseDocument } from '../../../src/core/syntax/document.ts';
import { replaced } from '../../../src/core/tutor/course/courseText.ts';
import { asAnswer } from '../../../src/core/tutor/help/reveal.ts';
import { answerSpan, askedAt, expectedFor } from '../../../src/core/tutor/marking/answer/question.ts';
import { mistakeOf } from '../../../src/core/tutor/mistakes/index.ts';
import type { MistakeCode } from '../../../src/core/tutor/mistakes/mistake.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'bp-class-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const at = (...parts: readonly string[]): string => path.join(folder, ...parts);

/** Numbers of which no two mistakes make one. */
const HOMEWORK = `# %% [practice given] A fork
a = 3; b = 7
c = a * b
d = c + a
e = d * 5
grad(c) = ?
grad(a) = ?
grad(b) = ?

# %% [practice given] A router
u = 4; v = -9
m = max(u, v)
g = m * 11
grad(u) = ?
grad(v) = ?

# %% [practice given] A sign
r = 6; s = 13
t = r - s
h = t * 17
grad(r) = ?
grad(s) = ?

# %% [practice given] A neuron
w = 0.5
p = sigmoid(w)
k = p * 3
grad(w) = ?
`;

const PLANTED: readonly MistakeCode[] = [
  'fork-overwritten',
  'no-swap',
  'upstream-forgotten',
  'max-to-both',
  'max-to-loser',
  'sign-lost',
  'sigmoid-slope',
  'upstream-added',
];
const CLASS = 300;
const NAMES = ['<script>alert(1)</script>', '=2+3', 'O\'Neil & "Sons"', '](javascript:x)', 'Zoë \u0001'];

const evaluation = evaluateFile(at('homework.bp'), HOMEWORK);

/** A hand-in by someone who breaks one rule, everywhere in one cell, or no rule; and which questions then are wrong. */
function handIn(
  code: MistakeCode | undefined,
  variantAt = 0,
): { readonly text: string; readonly wrong: readonly number[] } {
  const variants = code === undefined ? [] : (mistakeOf(code)?.variants ?? []);
  const rule = variants.filter((one) => one.rule)[variantAt]?.rule;
  const wrong: number[] = [];
  let question = 0;
  const edits = evaluation.document.statements.flatMap((parsed, statement) => {
    const span = answerSpan(parsed);
    const asked = askedAt(evaluation, statement);
    const right = asked && expectedFor(asked);
    if (span === undefined || asked === undefined || right === undefined) return [];
    const broken = rule && asked.graph?.run(asked.node, rule).gradient;
    const given = broken ?? right;
    if (Math.abs((given.data[0] ?? 0) - (right.data[0] ?? 0)) > 1e-9) wrong.push(question);
    question++;
    const start = evaluation.document.starts[statement] ?? 0;
    return [{ from: start + span.from, to: start + span.to, text: asAnswer(given) }];
  });
  return { text: replaced(HOMEWORK, edits), wrong };
}

const plant = Array.from({ length: CLASS }, (_, i) => (i % 3 === 2 ? undefined : PLANTED[i % PLANTED.length]));
let report: ClassReport;
let page = '';

beforeAll(() => {
  writeFileSync(at('homework.bp'), HOMEWORK);
  for (const [i, code] of plant.entries()) {
    const name = `s${String(i).padStart(3, '0')}`;
    mkdirSync(at('in', name), { recursive: true });
    writeFileSync(
      at('in', name, 'homework.bp'),
      `# name: ${NAMES[i] ?? `Student ${i}`}\n# id: ${name}\n${handIn(code).text}`,
    );
  }
  const words = ['class', at('in'), '--original', at('homework.bp')];
  const line = readCommandLine([...words, '--out', at('report.html'), '--sheets', at('sheets'), '--json']);
  if ('problem' in line) throw new Error(line.problem);
  const written = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  expect(reportOnClass(line)).toBe(0);
  report = JSON.parse(String(written.mock.calls.at(-1)?.[0]));
  written.mockRestore();
  page = readFileSync(at('report.html'), 'utf8');
}, 120_000);

describe('a class of 300 with planted mistakes', () => {
  test('every planted mistake is in the homework', () => {
    for (const code of PLANTED) expect([code, handIn(code).wrong.length > 0]).toEqual([code, true]);
  });

  test('the map is the plant', () => {
    expect(report.students.map(({ mistakes }) => mistakes.join())).toEqual(plant.map((code) => code ?? ''));
    const found = new Map(report.rules.map(({ mistake, students }) => [mistake, students]));
    expect([...found.keys()].sort()).toEqual([...PLANTED].sort());
    for (const code of PLANTED)
      expect(found.get(code)).toEqual(plant.flatMap((planted, i) => (planted === code ? [i] : [])));
  });

  test('questions, clusters and remarks count the same', () => {
    expect(report.questions.length).toBe(8);
    for (const [i, { right, followed, wrong, open }] of report.questions.entries()) {
      expect(right + followed + wrong + open).toBe(CLASS);
      const expected = plant.filter((code) => handIn(code).wrong.includes(i)).length;
      expect([i, wrong + followed]).toEqual([i, expected]);
      const clustered = report.clusters.filter(({ question }) => question === i);
      expect(clustered.reduce((sum, { students }) => sum + students.length, 0)).toBe(wrong);
    }
    expect(report.remarks.length).toBe(3);
    const most = Math.max(...report.rules.map(({ students }) => students.length));
    expect(report.remarks[0]).toContain(`${most} of ${CLASS} hand-ins`);
  });

  test('everyone with a mistake has a sheet in which it shows', () => {
    const sheets = readdirSync(at('sheets'));
    expect(sheets.length).toBe(plant.filter((code) => code !== undefined).length);
    for (const { sheet, mistakes } of report.students) {
      expect(sheet === null).toBe(mistakes.length === 0);
      if (sheet) expect(parseDocument(sheet.text).problems).toEqual([]);
    }
  });

  test('the page stands alone and quotes what students wrote', () => {
    expect(page).not.toMatch(/<script|javascript:[^x]|https?:\/\/|url\(|@import/);
    expect(page.includes('\u0001')).toBe(false);
    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(page).toContain("default-src 'none'");
    expect(page).toContain('@media print');
    expect(existsSync(at('report.html'))).toBe(true);
  });
});
