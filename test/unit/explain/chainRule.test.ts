import katex from 'katex';
import { describe, expect, it } from 'vitest';
import { chainRule } from '../../../src/core/explain/chainRule.ts';
import { evaluated, linesOf, storyOf } from './evaluated.ts';

const SIMPLE = 'x = -2; y = 5; z = -4\nq = x + y\nf = q * z';
const PRACTICE = 'x = 3; y = -4; z = 2; w = -1; u = 7\nf = 2 * (x * y + max(z, w))';
const NEURON = 'w0 = 2; w1 = -3; w2 = -3; x0 = -1; x1 = -2\nd = w0*x0 + w1*x1 + w2\nf = 1 / (1 + exp(-d))';
const LAYER =
  'X = [[1, -2, 0.5, 3], [2, 1, -1, 0]]\nw = [[1, 0, -2], [2, -1, 1], [-1, 3, 1], [0, 2, -1]]\nb = [0.1, -0.2, 0.3]\n' +
  'dout = [[2, -1, 0.5], [1, 1, -2]]\nout = X @ w + b\nloss = sum(out * dout)';

describe('the chain rule in words', () => {
  it('tells the course example', () => {
    expect(linesOf(SIMPLE, 'y')).toEqual(['∂f/∂y = ∂q/∂y · ∂f/∂q = 1 · (−4) = −4']);
    expect(linesOf(SIMPLE, 'q')).toEqual(['∂f/∂q = z · 1 = −4 · 1 = −4']);
    expect(linesOf(SIMPLE, 'z')).toEqual(['∂f/∂z = q · 1 = 3 · 1 = 3']);
    expect(linesOf(SIMPLE, 'f')).toEqual(['∂f/∂f = 1']);
  });

  it('adds the messages at a fork', () => {
    expect(linesOf('a = 2; b = 1\ne = (a + b) * (b + 1)', 'b')).toEqual([
      'via b + 1: ∂(b + 1)/∂b · ∂e/∂(b + 1) = 1 · 3 = 3',
      'via a + b: ∂(a + b)/∂b · ∂e/∂(a + b) = 1 · 2 = 2',
      '∂e/∂b = 3 + 2 = 5',
    ]);
    const fork = 'x = 3; y = -2\np = x*y; q = x**2\nf = relu(p + q) * y';
    expect(linesOf(fork, 'x').at(-1)).toBe('∂f/∂x = −12 + 4 = −8');
    expect(linesOf(fork, 'y').at(-1)).toBe('∂f/∂y = 3 − 6 = −3');
    expect(storyOf(fork, 'x').terms[0]?.localLine?.plain).toBe('∂q/∂x = 2 · x = 6');
  });

  it('tells both uses of a square apart', () => {
    expect(linesOf('x = 3\ns = x * x\nf = 2 * s', 'x')).toEqual([
      'via s: x · ∂f/∂s = 3 · 2 = 6',
      'via s: x · ∂f/∂s = 3 · 2 = 6',
      '∂f/∂x = 6 + 6 = 12',
    ]);
  });

  it('gives zero its reason', () => {
    expect(storyOf(PRACTICE, 'w')).toMatchObject({ state: 'zero', reason: 'max routed to z' });
    expect(storyOf(PRACTICE, 'u')).toMatchObject({ state: 'none', reason: 'f does not depend on u' });
    expect(storyOf('x = 2; s = -1\nr = relu(s)\nf = r * x', 's').reason).toBe('relu is off: s is below 0');
    expect(storyOf('a = 3; s = a - 5\nr = relu(s)\nf = r * a', 's').reason).toBe('relu is off: s is below 0');
    expect(storyOf('a = 3; b = a * 2; s = b - 9\nr = relu(s)\nf = r * 2', 'b').reason).toBe(
      'relu is off: s is below 0',
    );
    expect(storyOf('x = 3; z = 0\nf = x * z', 'x').reason).toBe('it is multiplied by z, which is 0');
    expect(storyOf('x = 3\nf = x - x', 'x').reason).toBe('the messages of its uses cancel: −1 + 1 = 0');
    expect(storyOf('x = 3; y = 2\nf = detach(x) * y', 'x').reason).toMatch(/only through detach/);
    expect(storyOf('x = 3; y = 2\nf = where(x > 1, y, 0)', 'x').reason).toMatch(/only through a comparison/);
  });

  it('names the convention at a kink', () => {
    const story = storyOf('x = 0\nf = relu(x)', 'x');
    expect(story.terms[0]?.remarks[0]).toMatchObject({ kind: 'kink' });
    expect(story.reason).toBe('relu has a corner at 0; the slope there is taken as 0');
    expect(storyOf('x = 1; y = 1\nf = max(x, y)', 'x').terms[0]?.remarks[0]?.words).toMatch(
      /shares the gradient equally/,
    );
  });

  it('keeps the digits of a saturated sigmoid', () => {
    const text = NEURON.replace(
      'w0 = 2; w1 = -3; w2 = -3; x0 = -1; x1 = -2',
      'w0 = 1; w1 = 3; w2 = -2; x0 = 5; x1 = 8',
    );
    expect(linesOf(text, 'w2')[0]).toMatch(/= 1 · 1\.88e-12 = 1\.88e-12$/);
    expect(linesOf(NEURON, 'x1')[0]).toMatch(/= −3 · 0\.1966 = −0\.5898$/);
  });

  it('writes matrices with their shapes', () => {
    expect(linesOf(LAYER, 'w')[0]).toBe('dw = Xᵀ @ d(X @ w)   (4, 2) @ (2, 3) = (4, 3)');
    expect(linesOf(LAYER, 'X')[0]).toBe('dX = d(X @ w) @ wᵀ   (2, 3) @ (3, 4) = (2, 4)');
    expect(linesOf(LAYER, 'b')[0]).toBe('db = Σ ∂loss/∂out = [3, 0, −1.5]   (2, 3) → (3,)');
    expect(storyOf(LAYER, 'w').lines[0]?.tex).toContain('(4{,}\\,2) \\, (2{,}\\,3) = (4{,}\\,3)');
    expect(storyOf(LAYER, 'w').lines[0]?.tex).toContain('\\begin{bmatrix}');
  });

  it('reads the same inside a def, with the arguments for its params', () => {
    const text = 'def neuron(w, x, b) = sigmoid(w * x + b)\na = 2; c = -1; d = 3\nf = neuron(a, c, d)';
    expect(linesOf(text, 'd')).toEqual(['∂f/∂d = ∂(a · c + d)/∂d · ∂f/∂(a · c + d) = 1 · 0.1966 = 0.1966']);
  });

  it('says which value of a reassigned name it means', () => {
    const text = 'x = 2\nx = x * 3\nf = x + 1';
    const evaluation = evaluated(text);
    expect(chainRule(evaluation, 0, evaluation.cells[0]?.output ?? 0).lines[0]?.plain).toBe(
      '∂f/∂x(line 1) = ∂x/∂x(line 1) · ∂f/∂x = 3 · 1 = 3',
    );
  });

  it.each([SIMPLE, PRACTICE, NEURON, LAYER])('gives TeX that KaTeX renders: %s', (text) => {
    const evaluation = evaluated(text);
    for (let node = 0; node < evaluation.tape.length; node++)
      for (const { tex } of chainRule(evaluation, node, evaluation.cells[0]?.output ?? 0).lines)
        expect(() => katex.renderToString(tex, { throwOnError: true, strict: 'error' }), tex).not.toThrow();
  });
});
