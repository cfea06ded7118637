import { describe, expect, it } from 'vitest';
import { gatePage } from '../../../src/core/explain/hover/pages.ts';
import { gates } from '../../../src/core/gates/index.ts';
import {
  dataUri,
  formulaSvg,
  svgFormulaFaces,
  svgFormulaRules,
  wrapFormula,
} from '../../../src/language/formula/formulaSvg.ts';
import { measureFormula } from '../../../src/language/formula/formulaTree.ts';

describe('the picture of formulas', () => {
  it('carries everything it needs and only the faces it uses', () => {
    const picture = formulaSvg(['x + y = 3'], 'dark');
    expect(picture?.svg).not.toMatch(/https?:\/\/(?!www\.w3\.org)/);
    expect(picture?.svg.match(/@font-face/g)).toHaveLength(2);
    expect(picture && dataUri(picture.svg).length).toBeLessThan(30_000);
  });

  it('is left out where there is no TeX', () => {
    expect(formulaSvg(['\\frac{'], 'light')).toBeUndefined();
    expect(formulaSvg([], 'light')).toBeUndefined();
  });

  it('leaves out formulas before the last where there is no room', () => {
    const picture = formulaSvg(
      Array.from({ length: 40 }, (_, i) => `x = ${i}`),
      'light',
    );
    expect(picture?.leftOut).toBeGreaterThan(20);
    expect(picture?.height).toBeLessThanOrEqual(280);
    expect(picture?.svg).toContain('39');
  });

  it('shows the page of every gate', () => {
    for (const gate of gates) {
      const { formula, rules } = gatePage(gate);
      const lines = [...(formula ? [formula.tex] : []), ...rules.map((rule) => rule.tex)];
      // A page has room for one long formula at least; the hover gives the others as text.
      expect(formulaSvg(lines, 'light')?.leftOut, `${gate.name}: ${lines.join(' ; ')}`).toBeLessThan(lines.length);
    }
  });
});

describe('breaking a formula', () => {
  it('breaks before equals signs that stand in no group', () => {
    const long = `f = ${'x + '.repeat(20)}x = \\left(a = b\\right) + ${'y + '.repeat(20)}y`;
    const rows = wrapFormula(long, 30);
    expect(rows).toHaveLength(3);
    expect(rows.every((row) => measureFormula(row).width > 0)).toBe(true);
    expect(rows[2]).toContain('\\left(a = b\\right)');
  });
  it('keeps the sizes at its end together', () => {
    const sizes = '(2, 1)\\,(1, 3) = (2, 3)';
    const rows = wrapFormula(`dA = ${'x + '.repeat(12)}x \\qquad ${sizes}`, 30);
    expect(rows).toHaveLength(2);
    expect(rows[1]).toBe(`\\quad ${sizes}`);
  });
  it('keeps a formula that fits', () => {
    expect(wrapFormula('f = x = 3', 30)).toEqual(['f = x = 3']);
  });
});

it('has faces and rules', () => {
  expect(svgFormulaFaces.every((face) => face.woff2.length > 1000 && face.woff2.startsWith('d09GMg'))).toBe(true);
  expect(svgFormulaRules).toContain('.katex');
  expect(svgFormulaRules).not.toContain('url(');
});
