import { expect, test } from 'vitest';
import { parseDocument } from '../../../src/core/syntax/document.ts';
import { tamperingWith } from '../../../src/core/tutor/marking/integrity/tampering.ts';

const ORIGINAL = `# %% [practice] A sheet
x = -2; y = 5
q = x + y
f = q * y
grad(x) = ?
grad(q) = ?
value(f) = ?
`;
const found = (handedIn: string) =>
  tamperingWith(parseDocument(ORIGINAL), parseDocument(handedIn)).map(({ code, message }) => `${code}: ${message}`);

test('answers, comments, spaces and own lines are the learner’s', () => {
  expect(found(ORIGINAL)).toEqual([]);
  expect(
    found(
      ORIGINAL.replace('grad(x) = ?', 'grad(x)=5 # easy')
        .replace('value(f) = ?', 'note = q * 2\nvalue( f ) = q·y')
        .replace('q = x + y', 'q  =  x+y'),
    ),
  ).toEqual([]);
});

test('questions removed or changed', () => {
  expect(found(ORIGINAL.replace('grad(q) = ?\n', ''))).toEqual(['question-removed: the question grad(q) was removed']);
  expect(found(ORIGINAL.replace('grad(q) = ?', 'grad(f) = 1'))).toEqual([
    'question-removed: the question grad(q) was removed',
    'question-added: grad(f) was not asked here, or not so often: it does not count',
  ]);
});

test('questions in another order are the same questions', () => {
  expect(found(ORIGINAL.replace('grad(x) = ?\ngrad(q) = ?', 'grad(q) = -4\ngrad(x) = -4'))).toEqual([]);
});

test('given lines changed, removed, or given again', () => {
  expect(found(ORIGINAL.replace('x = -2', 'x = 0'))).toEqual([
    'line-changed: the given line x = -2 was changed to x = 0',
  ]);
  expect(found(ORIGINAL.replace('q = x + y\n', ''))).toEqual(['line-removed: the given line q = x + y was removed']);
  expect(found(ORIGINAL.replace('grad(x)', 'q = 0\ngrad(x)'))).toEqual([
    'line-added: the line q = 0 was added and changes what is given',
  ]);
  expect(found(ORIGINAL.replace('grad(x)', 'backward(q)\ngrad(x)'))).toEqual([
    'line-added: the line backward(q) was added and changes what is given',
  ]);
});

test('cells run together, or split', () => {
  const two = `${ORIGINAL}# %% Another\na = 3\nb = a * a\n`;
  const changes = (handedIn: string) =>
    tamperingWith(parseDocument(two), parseDocument(handedIn)).map(({ code, message }) => `${code}: ${message}`);
  expect(changes(two)).toEqual([]);
  expect(changes(two.replace('# %% Another', '# %% My own\nmine = 7\n# %% Another'))).toEqual([]);
  expect(changes(two.replace('# %% Another\n', ''))).toEqual([
    'cell-changed: the cell Another was run together with another one',
  ]);
  expect(changes(two.replace('grad(q)', '# %% [practice] Mine\ngrad(q)'))).toEqual([
    'cell-changed: the cell A sheet was split',
  ]);
  expect(changes(two.replaceAll(/# %%.*\n/g, ''))).toContain(
    'cell-changed: the practice cell A sheet is no practice cell any more',
  );
});

test('a practice cell that was opened', () => {
  expect(found(ORIGINAL.replace('[practice] A sheet', 'Mine'))).toHaveLength(1);
  expect(found(ORIGINAL.replace('[practice] ', ''))).toEqual([
    'cell-changed: the practice cell A sheet is no practice cell any more',
  ]);
});
