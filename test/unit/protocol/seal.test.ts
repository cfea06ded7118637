import { describe, expect, test } from 'vitest';
import { parseDocument } from '../../../src/core/syntax/document.ts';
import { sealOf } from '../../../src/language/features/seal.ts';
import { fitsSeal } from '../../../src/protocol/seal.ts';

const SHEET = `# %% [markdown] Homework
# notes

# %% [practice given] Gates
# name:
x = -2; y = 5; z = -4
q = x + y
f = q * z
grad(x) = ?  # 2 points
grad(y) = ?; grad(z) = ?

# %% Scratch
t = 1

# %% [given] Neuron
w = [1, 3]
g = sum(w * w)
grad(w) = ?
`;
const seal = sealOf(parseDocument(SHEET));
const fits = (text: string): boolean => seal !== undefined && fitsSeal(seal, text);
const changed = (from: string, to: string): boolean => {
  expect(SHEET).toContain(from);
  return fits(SHEET.replace(from, to));
};

describe('a seal', () => {
  test('fits its own text, and there is none without given cells', () => {
    expect(fits(SHEET)).toBe(true);
    expect(sealOf(parseDocument('# %% One\nx = 1\n'))).toBeUndefined();
  });

  test.each([
    ['grad(x) = ?', 'grad(x) = -4'],
    ['grad(x) = ?', 'grad(x) = [[1, 2],\n  [3, 4]]'],
    ['grad(x) = ?', 'grad(x) = (1 + 2'],
    ['# 2 points', '# swap  # 2 points  # revealed'],
    ['grad(y) = ?', 'grad(y) = '],
    ['grad(z) = ?', 'grad(z) = 3  # 1 hint'],
    ['# name:', '# name: Ada'],
    ['grad(w) = ?\n', 'grad(w) = [2, 6]'],
    ['grad(w) = ?\n', 'grad(w) = [2, 6]\n\n# help sealed: 1a2b3c\n\n# %% Mine\nu = 3\n'],
    ['t = 1', 'anything = 3\n# %% More\nu = 1'],
    ['# notes', '# my notes\n# %% Before\na = 1'],
  ])('%j may become %j', (from, to) => {
    expect(changed(from, to)).toBe(true);
  });

  test.each([
    ['y = 5', 'y = 6'],
    ['q = x + y', 'q = x +  y'],
    ['f = q * z\n', ''],
    ['[practice given]', '[practice]'],
    ['grad(x) = ?', 'grad(x) = 3; z = 7'],
    ['grad(x) = ?  # 2 points', 'grad(x) = ?  # 2 points\nz = 7'],
    ['grad(x) = ?', 'Grad(x) = ?'],
    ['; grad(z) = ?', ''],
    ['grad(z) = ?', 'grad(z) = ?\nz = 7'],
    ['grad(w) = ?\n', 'grad(w) = ?\nw = 7\n'],
    ['# %% [given] Neuron\n', ''],
    ['# %% [given] Neuron', 'z = 3  # %% [given] Neuron'],
  ])('%j may not become %j', (from, to) => {
    expect(changed(from, to)).toBe(false);
  });
});
