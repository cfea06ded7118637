import { describe, expect, it } from 'vitest';
import { runSettings } from '../../../src/core/semantics/runSettings.ts';
import { parseDocument } from '../../../src/core/syntax/document.ts';
import { dataSets } from '../../../src/data/index.ts';

const text = `# %% Moons
X, y = moons(n=200, noise=0.25)
W1 = param(he(2, 16)); b1 = param(zeros(16))
W2 = param(0.5 * randn(16, 16, seed=3)); b2 = param(zeros(16))
W3 = param(he(16, 2)); b3 = param(zeros(2))
loss = cross_entropy(fc(relu(fc(relu(fc(X, W1, b1)), W2, b2)), W3, b3), y)
train(loss, lr=0.1, batch=20, epochs=30)
`;

const settingsIn = (of: string) => runSettings(parseDocument(of), 0, dataSets);

/** The text with a setting written into it, as the panel does. */
function written(before: string, name: string, value: number): string {
  const setting = settingsIn(before).find((one) => one.name === name);
  if (setting === undefined) throw new Error(`no setting ${name}`);
  return setting.places
    .toSorted((a, b) => b.from - a.from)
    .reduce((all, { from, to }) => all.slice(0, from) + setting.before + String(value) + all.slice(to), before);
}
const namesIn = (of: string): readonly string[] => settingsIn(of).map(({ name }) => name);

describe('numbers that the panel changes', () => {
  it('are the options, the noise and the widths', () => {
    expect(namesIn(text)).toEqual([
      'noise of X',
      'lr',
      'momentum',
      'batch',
      'weight_decay',
      'units of W1',
      'units of W2',
    ]);
  });

  it('are written in every place at once', () => {
    expect(written(text, 'units of W1', 7)).toBe(
      text
        .replace('he(2, 16)); b1 = param(zeros(16))', 'he(2, 7)); b1 = param(zeros(7))')
        .replace('randn(16, 16', 'randn(7, 16'),
    );
    expect(written(text, 'units of W2', 9)).toBe(
      text
        .replace('randn(16, 16, seed=3)); b2 = param(zeros(16))', 'randn(16, 9, seed=3)); b2 = param(zeros(9))')
        .replace('he(16, 2)', 'he(9, 2)'),
    );
    expect(written(text, 'lr', 0.3)).toBe(text.replace('lr=0.1', 'lr=0.3'));
    expect(written(text, 'noise of X', 0)).toBe(text.replace('noise=0.25', 'noise=0'));
  });

  it('are added where they are not written yet', () => {
    expect(written(text, 'momentum', 0.9)).toBe(text.replace('epochs=30)', 'epochs=30, momentum=0.9)'));
    expect(written('X, y = moons()\nw = param([1, 1])\ntrain(sum(w), lr=1, steps=2)\n', 'noise of X', 0.3)).toContain(
      'moons(noise=0.3)',
    );
  });

  it('are added behind the last argument, whatever follows it', () => {
    const moved = (before: string): string => written(before, 'momentum', 0.9);
    expect(moved('train(x, lr=1,)\n')).toBe('train(x, lr=1, momentum=0.9,)\n');
    expect(moved('train(\n  x,\n  lr=1,  # rate\n)\n')).toBe('train(\n  x,\n  lr=1, momentum=0.9,  # rate\n)\n');
    expect(written('X, y = moons(50,)\ntrain(x, lr=1)\n', 'noise of X', 0.2)).toContain('moons(50, noise=0.2,)');
  });

  it('are found by place as well as by name', () => {
    expect(written('X, y = moons(50, 0.3)\ntrain(x, lr=1)\n', 'noise of X', 0.2)).toContain('moons(50, 0.2)');
    expect(written('X, y = spiral(50, 3)\ntrain(x, lr=1)\n', 'noise of X', 0.4)).toContain('spiral(50, 3, noise=0.4)');
  });

  it('are left out where the number is one that no slider has', () => {
    expect(namesIn('X, y = moons(noise=s)\ntrain(x, lr=0)\n')).toEqual(['momentum', 'weight_decay']);
  });

  it('are left out where a list compares runs, and β where there is none', () => {
    expect(namesIn(text.replace('lr=0.1', 'lr=[0.1, 0.2]'))).not.toContain('lr');
    expect(namesIn(text.replace('lr=0.1', 'lr=0.1, optimizer="adam"'))).not.toContain('momentum');
  });

  it('are no widths where it is not certain which numbers belong together', () => {
    const behind = 'W1 = param(he(2, 4)); W2 = param(he(4, 2)); b1 = param(zeros(4))\ntrain(sum(W1), lr=1, steps=1)\n';
    expect(namesIn(behind).filter((name) => name.startsWith('units'))).toEqual([]);
  });
});
