/** Hand-ins that try to buy a mark: what they earn, and whether `bp check --original` calls the file changed. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkReport } from '../../../src/cli/checkReport.ts';
import { type HandedOut, readHandedOut } from '../../../src/cli/grading/handedOut.ts';
import { evaluateFile } from '../../../src/cli/openFile.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'bp-attacks-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const SHEET = `# digits: 3 significant
# %% [practice] Neuron
x = -2; y = 5; z = -4
q = x + y
f = q * z
grad(x) = ?
grad(q) = ?
value(f) = ?
# %% [practice numbers] Loss
X = [[1, 2], [3, 4]]; W = randn(2, 2, seed=3)
L = sum(sigmoid(X @ W))
grad(W) = ?
# %% [practice] Other
a = 3
b = a ** 2
grad(a) = ?
`;
const put = (question: string, answer: string) => SHEET.replace(`${question} = ?`, answer);

let original: HandedOut;
beforeAll(() => {
  const file = path.join(folder, 'original.bp');
  writeFileSync(file, SHEET);
  const read = readHandedOut(file);
  if ('problem' in read) throw new Error(read.problem);
  original = read;
});

const tricks: Readonly<Record<string, readonly [string, number, 'ok' | 'changed']>> = {
  'a name that looks alike': [put('grad(x)', 'grad(х) = -4'), 0, 'changed'],
  'a look-alike that holds the answer': [put('grad(x)', 'х = -4\ngrad(x) = х'), 0, 'ok'],
  'a full-width name': [put('grad(x)', 'grad(ｘ) = -4'), 0, 'changed'],
  'an invisible letter': [put('grad(x)', 'grad(x\u200b) = -4'), 0, 'changed'],
  'lines that end with returns, and an honest answer': [put('grad(x)', 'grad(x) = -4').replaceAll('\n', '\r'), 1, 'ok'],
  'a byte-order mark, and an honest answer': [`\ufeff${put('grad(x)', 'grad(x) = -4')}`, 1, 'ok'],
  'tabs, and an honest answer': [put('grad(x)', '\tgrad(x)\t=\t-4'), 1, 'ok'],
  'a comment with a line separator in an answer': [put('grad(x)', 'grad(x) = (1 # a\u2028\n - 5)'), 1, 'ok'],
  'a continued line': [put('grad(x)', 'grad(x) = \\\n -4'), 0, 'changed'],
  'a second cell of the same title': [
    `${SHEET}# %% [practice] Neuron\nx = 1; y = 1; z = 9\nq = x + y\nf = q * z\ngrad(x) = 9\ngrad(q) = 9\nvalue(f) = 18\n`,
    0,
    'changed',
  ],
  'exchanged titles': [SHEET.replace('] Neuron', '] Away').replace('] Other', '] Neuron'), 0, 'changed'],
  'a question moved to another cell': [
    SHEET.replace('grad(a) = ?\n', '').replace('value(f) = ?', 'value(f) = ?\ngrad(a) = 6'),
    0,
    'changed',
  ],
  'other numbers called given': [
    SHEET.replace('x = -2; y = 5; z = -4', 'x = 1; y = 1; z = 1 # given').replace('grad(x) = ?', 'grad(x) = 1'),
    0,
    'changed',
  ],
  'another seed': [SHEET.replace('seed=3', 'seed=4'), 0, 'changed'],
  'a function of the language given another meaning': [
    SHEET.replace('# %% [practice numbers]', 'def sigmoid(a) = a\n# %% [practice numbers]').replace(
      'grad(W) = ?',
      'grad(W) = [[4, 4], [6, 6]]',
    ),
    0,
    'changed',
  ],
  'coarser digits asked for': [
    SHEET.replace('3 significant', '1 decimals').replace('grad(W) = ?', 'grad(W) = [[0.5, 0.5], [0.5, 0.5]]'),
    0,
    'ok',
  ],
  'formulas where numbers are asked for': [
    SHEET.replace(' numbers]', ']').replace('grad(W) = ?', 'grad(W) = X.T @ (sigmoid(X @ W) * (1 - sigmoid(X @ W)))'),
    0,
    'ok',
  ],
  'a Jacobian': [put('grad(a)', 'grad(a) = jacobian(b, a)[0, 0]'), 0, 'ok'],
  'a Jacobian on a line of its own': [put('grad(a)', 'J = jacobian(b, a)\ngrad(a) = J[0, 0]'), 0, 'ok'],
  'PyTorch’s backward': [put('grad(a)', 'b.backward()\ngrad(a) = a.grad'), 0, 'changed'],
  'a value in NumPy’s words': [put('value(f)', 'value(f) = np.sum(q * z)'), 0, 'ok'],
  'several guesses': [put('grad(x)', 'grad(x) = 1\ngrad(x) = -4'), 0, 'ok'],
  'statements behind an answer': [put('grad(x)', 'grad(x) = -4; z = 0; grad(q) = 0'), 1, 'changed'],
  'a cell that begins inside an answer': [put('grad(x)', 'grad(x) = (1\n# %% [practice] Neuron\n- 5)'), 0, 'changed'],
  'points of one’s own': [put('grad(a)', 'grad(a) = 6 # 100 points'), 1, 'ok'],
  'an answer of 50,000 terms': [put('grad(x)', `grad(x) = -4${'-0'.repeat(50_000)}`), 1, 'ok'],
  'an answer of 5,000 brackets': [put('grad(x)', `grad(x) = ${'('.repeat(5000)}-4${')'.repeat(5000)}`), 0, 'ok'],
  'a practice cell made text': [SHEET.replace('[practice] Neuron', '[markdown] Neuron'), 0, 'changed'],
  'a cell called given': [SHEET.replace('[practice] Neuron', '[given] Neuron'), 0, 'changed'],
  'an empty file': ['', 0, 'changed'],
};

test.each(Object.entries(tricks))('%s', (_, [text, right, integrity]) => {
  const report = checkReport('hand-in.bp', evaluateFile(path.join(folder, 'hand-in.bp'), text), { original });
  expect([report.integrity, report.score.asked]).toEqual([integrity, 5]);
  expect(report.answers.filter(({ verdict }) => verdict === 'right')).toHaveLength(right);
  expect(report.score.maxPoints).toBe(5);
});
