import { expect, test } from 'vitest';
import { markDocument, openSecrets } from '../../../src/core/tutor/marking/markDocument.ts';
import { evaluated } from './evaluated.ts';

const SHEET = '# %% [practice] A sheet\nx = -2; y = 5; z = -4\nq = x + y\nf = q * z\n';

const secretNames = (text: string) => {
  const evaluation = evaluated(text);
  const { values, gradients } = openSecrets(evaluation);
  const names = (nodes: ReadonlySet<number>) => [...nodes].map((node) => evaluation.nameOf(node) ?? '').sort();
  return { values: names(values), gradients: names(gradients) };
};

test('until every question of a practice cell is answered right, its values and gradients are secret', () => {
  expect(secretNames(`${SHEET}grad(x) = ?`)).toEqual({ values: ['f', 'q'], gradients: ['f', 'q', 'x', 'y', 'z'] });
  expect(secretNames(`${SHEET}grad(x) = 5`)).toMatchObject({
    values: ['f', 'q'],
    gradients: expect.arrayContaining(['x', 'q']),
  });
  expect(secretNames(`${SHEET}grad(x) = -4`)).toEqual({ values: [], gradients: [] });
  expect(secretNames(`${SHEET}grad(x) = -4\ngrad(y) = 4`).gradients).toContain('y');
  expect(secretNames(`${SHEET}grad(x) = ?  # revealed`)).toEqual({ values: [], gradients: [] });
  expect(secretNames(`${SHEET.replace('[practice] ', '')}grad(x) = ?`)).toEqual({ values: [], gradients: [] });
});

test('inputs from an earlier cell keep their values, not their gradients', () => {
  expect(secretNames('# %% Given\nx = 2; w = 3\n# %% [practice] A\nf = x * w\ngrad(x) = ?')).toEqual({
    values: ['f'],
    gradients: ['f', 'w', 'x'],
  });
});

test('a message about one answer does not tell another that is open', () => {
  const told = (rest: string) => markDocument(evaluated(`${SHEET}grad(y) = 1\n${rest}`))[0]?.message ?? '';
  expect(told('')).not.toContain('−4');
  expect(told('')).toContain('∂f/∂q');
  expect(told('grad(q) = ?')).not.toContain('−4');
  expect(told('grad(q) = ?')).toContain('∂f/∂q');
});
