import katex from 'katex';
import { describe, expect, it } from 'vitest';
import { texName, texNumber, texOf, texTensor, texWithNumbers } from '../../../src/core/explain/formula/tex.ts';
import { gates } from '../../../src/core/gates/index.ts';
import { parseExpression } from '../../../src/core/syntax/document.ts';
import { tensor } from '../../../src/core/tensor/tensor.ts';
import { unusedFaceClass } from '../../tools/unusedFaces.ts';

const tex = (text: string): string => texOf(parseExpression(text).expression);
const typeset = (formula: string): string =>
  katex.renderToString(formula, { throwOnError: true, strict: 'ignore', trust: false });
const rendered = (formula: string): string => {
  const html = typeset(formula);
  expect(unusedFaceClass.exec(html)?.[1], `${formula} asks for a face that does not ship`).toBeUndefined();
  return html;
};

describe('formulas as TeX', () => {
  it.each([
    ['x + y', 'x + y'],
    ['(x + y) * z', '\\left(x + y\\right) \\cdot z'],
    ['x * -2', 'x \\cdot \\left(-2\\right)'],
    ['-2 * x', '-2 \\cdot x'],
    ['-(a + b)', '-\\left(a + b\\right)'],
    ['a - (b - c)', 'a - \\left(b - c\\right)'],
    ['a - b - c', 'a - b - c'],
    ['(a + b) / (c + d)', '\\frac{a + b}{c + d}'],
    ['x ** 2', '{x}^{2}'],
    ['(x + 1) ** 2', '{\\left(x + 1\\right)}^{2}'],
    ['(-2) ** 2', '{\\left(-2\\right)}^{2}'],
    ['exp(-x)', 'e^{-x}'],
    ['exp(x) ** 2', '{\\left(e^{x}\\right)}^{2}'],
    ['cos(x)', '\\cos x'],
    ['cos(x + y) * 2', '\\cos \\left(x + y\\right) \\cdot 2'],
    ['X @ W1 + b', 'X \\, W_{1} + b'],
    ['a.T @ upstream', 'a^\\top \\, \\text{upstream}'],
    ['(a @ b).T', '\\left(a \\, b\\right)^\\top'],
    ['upstream * (x > 0)', '\\text{upstream} \\cdot \\left[x > 0\\right]'],
    ['A[0, 1:3]', 'A[0, 1{:}3]'],
    ['[1, -2]', '\\begin{bmatrix} 1 & -2 \\end{bmatrix}'],
    ['[[1, 2], [3, w]]', '\\begin{bmatrix} 1 & 2 \\\\ 3 & w \\end{bmatrix}'],
    ['mean(x)', '\\operatorname{mean} x'],
    ['sum(x * y)', '\\sum \\left(x \\cdot y\\right)'],
    ['sum(x, axis=0)', '\\sum_{\\mathrm{axis}=0} x'],
    ['sigmoid(w * x)', '\\sigma\\left(w \\cdot x\\right)'],
    ['max(x)', '\\max x'],
    ['max(x, y)', '\\max\\left(x, y\\right)'],
    ['neuron(w, x)', '\\operatorname{neuron}\\left(w, x\\right)'],
    ['randn(3, 4, seed=1)', '\\operatorname{randn}\\left(3, 4, \\mathrm{seed}=1\\right)'],
  ])('%s', (text, expected) => {
    expect(tex(text)).toBe(expected);
    expect(rendered(tex(text))).toContain('katex');
  });

  it.each([
    ['x', 'x'],
    ['W1', 'W_{1}'],
    ['w0', 'w_{0}'],
    ['α', '{\\alpha}'],
    ['alpha', '{\\alpha}'],
    ['theta_1', '{\\theta}_{1}'],
    ['loss', '\\mathrm{loss}'],
    ['w_out', 'w_{\\mathrm{out}}'],
    ['z1_2', 'z_{1,2}'],
    ['dW1', 'dW_{1}'],
    ['_', '\\text{\\_}'],
    ['größe', '\\text{größe}'],
  ])('the name %s', (name, expected) => {
    expect(texName(name)).toBe(expected);
    expect(rendered(texName(name))).toContain('katex');
  });

  it('lets nothing break out of a name or a text', () => {
    for (const hostile of [
      'a}b',
      '\\input{x}',
      'a$b',
      '%',
      '#1',
      'x^y',
      '~',
      '}{',
      'a\\',
      '\\href{javascript:0}{x}',
      'x\u0332y',
      '\ue123',
      'a\nb',
      '\ud800',
      '𝔘1',
      'ñ',
      'हिन्दी',
      '🙂',
    ])
      expect(() => typeset(`\\frac{${texName(hostile)}}{2}`), hostile).not.toThrow();
    expect(texName('\\input{x}')).not.toMatch(/\\input/);
  });

  it('writes numbers for people', () => {
    expect(texNumber(-4)).toBe('-4');
    expect(texNumber(1.879528816532018e-12)).toBe('1.88 \\times 10^{-12}');
    expect(texNumber(Number.NEGATIVE_INFINITY)).toBe('-\\infty');
    expect(texNumber(Number.NaN)).toBe('\\text{nan}');
  });

  it('puts numbers in the places of names, negative ones in parentheses', () => {
    const { expression } = parseExpression('upstream * b');
    expect(
      texWithNumbers(
        expression,
        new Map([
          ['upstream', 1],
          ['b', -4],
        ]),
      ),
    ).toBe('1 \\cdot \\left(-4\\right)');
    const square = parseExpression('x ** 2').expression;
    expect(texWithNumbers(square, new Map([['x', -3]]))).toBe('{\\left(-3\\right)}^{2}');
  });

  it('leaves out the middle of a large matrix', () => {
    const large = tensor([40, 30], new Float64Array(1200));
    expect(texTensor(large).match(/\\\\/g)).toHaveLength(4);
    expect(texTensor(large)).toContain('\\ddots');
    expect(rendered(texTensor(large))).toContain('katex');
  });

  it('writes dots instead of a sum of ten thousand terms', () => {
    const long = tex(Array.from({ length: 10_000 }, (_, i) => `x${i}`).join(' + '));
    expect(long.startsWith('\\cdots + ')).toBe(true);
    expect(long.length).toBeLessThan(1000);
  });
});

describe('faces that do not ship', () => {
  it.each(['\\mathbf{x}', '\\mathcal{L}', '\\text{a \\textbf{b}}', '\\mathtt{x}'])('%s would be noticed', (formula) => {
    expect(() => rendered(formula)).toThrow('asks for a face');
  });
});

describe('every gate', () => {
  it.each(gates.map((gate) => [gate.name, gate] as const))('%s has TeX that KaTeX renders', (_, gate) => {
    const operands = gate.params.join(', ');
    const calls = gate.spelling.kind === 'call' ? [`${gate.spelling.name}(${operands})`] : [];
    const formulas = [...(gate.locals ?? []), ...gate.rules, ...(gate.expansion ? [gate.expansion] : []), ...calls];
    for (const formula of formulas.filter((one) => one !== '')) {
      const { expression, problems } = parseExpression(formula);
      expect(problems, formula).toEqual([]);
      expect(() => rendered(texOf(expression)), `${formula}: ${texOf(expression)}`).not.toThrow();
    }
    if (gate.spelling.kind === 'infix')
      expect(() => rendered(tex(`a ${gate.spelling.kind === 'infix' ? gate.spelling.operator : ''} b`))).not.toThrow();
  });
});
