import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { plainSurroundings } from '../../../src/core/evaluate/environment.ts';
import { remarksAt } from '../../../src/core/explain/remarks.ts';
import { topics } from '../../../src/core/tutor/practice/exercises/topic.ts';
import { generatePractice } from '../../../src/core/tutor/practice/generatePractice.ts';
import { worksheetVariants } from '../../../src/core/tutor/practice/worksheets/variants.ts';
import { worksheet } from '../../../src/core/tutor/practice/worksheets/worksheet.ts';
import { evaluated, questionsOf } from './evaluated.ts';

const SHEET = `# %% [markdown] A test, 100 % & more
# Work *backwards*: $\\partial f/\\partial q$ first.
# - one gate at a time

# %% [practice] The simple example
x = -2; y = 5; z = -4
q = x + y
f = q * z
grad(z) = 3  # revealed
value(f) = ?; grad(x) = ?
`;

describe('a worksheet', () => {
  test('shows what is given and asked, and no answer', () => {
    const { sheet } = worksheet(evaluated(SHEET), { to: 'markdown' });
    expect(sheet).toContain('x = -2; y = 5; z = -4\nq = x + y\nf = q * z\n```');
    expect(sheet).toContain('# A test, 100 % & more');
    expect(sheet).toMatch(/\| 1 \| `∂f\/∂z` \| (?:&nbsp;)+ \|/);
    expect(sheet).toMatch(/\| 2 \| `f` \|/);
    expect(sheet).toMatch(/\| 3 \| `∂f\/∂x` \|/);
    expect(sheet).not.toMatch(/-12|revealed|grad\(/);
  });

  test('has a key with answers and the chain rule', () => {
    const { key } = worksheet(evaluated(SHEET), { to: 'markdown' });
    expect(key).toContain('| 2 | `f` | `-12` |');
    expect(key).toContain('| 3 | `∂f/∂x` | `-4` | `∂f/∂x = ∂q/∂x · ∂f/∂q = 1 · (−4) = −4` |');
  });

  test('in LaTeX, with every special sign escaped', () => {
    const { sheet, key } = worksheet(evaluated(SHEET), { to: 'latex' });
    expect(sheet).toContain('\\section*{A test, 100 \\% \\& more}');
    expect(sheet).toContain('\\emph{backwards}: $\\partial f/\\partial q$ first.');
    expect(sheet).toMatch(/\\begin\{itemize\}\n\\item\{\} one gate at a time\n\\end\{itemize\}/);
    expect(sheet).toContain('\\frac{\\partial f}{\\partial x} =$ \\blank');
    expect(key).toContain('\\frac{\\partial f}{\\partial x} = -4$');
    for (const text of [sheet, key])
      for (const environment of ['document', 'enumerate', 'itemize', 'verbatim'])
        expect(text.split(`\\begin{${environment}}`).length).toBe(text.split(`\\end{${environment}}`).length);
  });

  test('in LaTeX, which is told how to set every sign that it has no letter for', () => {
    const text =
      '# %% [markdown] δᵢ and 10⁻¹²\n# The sum ∑ of Ж.\n\n# %% [practice] A\nα = 2; Ж = 3\nβ = α * Ж\ngrad(α) = ?\n';
    const { sheet } = worksheet(evaluated(text), { to: 'latex' });
    expect(sheet).toMatch(/section\*\{\$\\delta\$\$\{\}_\{i\}\$ and 10\$\{\}\^\{-12\}\$\}/);
    const [head = '', body = ''] = sheet.split('\\begin{document}');
    for (const sign of new Set(body.match(/[^\0-\u024f]/gu)))
      expect(head, sign).toContain(
        `\\DeclareUnicodeCharacter{${sign.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0')}}`,
      );
    expect(head).toContain('\\DeclareUnicodeCharacter{03B1}{\\ensuremath{\\alpha}}');
  });

  test('of every lesson has one box for each question', () => {
    for (const name of readdirSync('media/lessons').filter((file) => file.endsWith('.bp'))) {
      const text = readFileSync(`media/lessons/${name}`, 'utf8');
      const asked = questionsOf(evaluated(text)).length;
      const { sheet, key } = worksheet(evaluated(text), { to: 'markdown' });
      expect(sheet.match(/^\| \d+ \|/gm)?.length ?? 0, name).toBe(asked);
      expect(key, name).not.toContain('| none |');
      expect(
        worksheet(evaluated(text), { to: 'latex' }).sheet.match(/^\\item \$\\displaystyle/gm)?.length ?? 0,
        name,
      ).toBe(asked);
    }
  });
});

describe('variants', () => {
  test('differ in the numbers given, away from ties and kinks, and the seed settles them', () => {
    for (const topic of topics) {
      const { text } = generatePractice({ topic, difficulty: 2, seed: 1 });
      const wish = { seed: 4, count: 6, surroundings: plainSurroundings };
      const variants = worksheetVariants(text, wish);
      expect(new Set([text, ...variants]).size, topic).toBe(7);
      expect(worksheetVariants(text, wish)).toEqual(variants);
      expect(worksheetVariants(text, { ...wish, seed: 5 })).not.toEqual(variants);
      for (const variant of variants) {
        const bare = (of: string): string => of.replaceAll(/-?\d+/g, 'n');
        expect(bare(variant)).toBe(bare(text));
        const evaluation = evaluated(variant);
        evaluation.statements.forEach(({ problems, first, last }) => {
          expect(problems.filter(({ severity }) => severity !== 'hint')).toEqual([]);
          for (let node = first; node < last; node++)
            expect(remarksAt(evaluation, node, undefined).map(({ kind }) => kind)).not.toContain('kink');
        });
      }
    }
  });

  test('keep classes, decimals and everything outside practice cells', () => {
    const text = `# %% Given
a = 3
# %% [practice] Sheet
s = [[1, 2, 3]]
y = [2]
rate = 0.1
L = cross_entropy(s, y) * rate * a
grad(s) = ?
`;
    const [variant = ''] = worksheetVariants(text, { seed: 1, count: 1, surroundings: plainSurroundings });
    expect(variant).not.toBe(text);
    expect(variant).toMatch(/a = 3\n[\s\S]*\ny = \[2\]\nrate = 0.1\n/);
  });

  test('each have a page in the sheet and in the key', () => {
    const { sheet, key } = worksheet(evaluated(SHEET), { to: 'markdown', variants: 3, seed: 9 });
    expect(sheet.match(/^# .*variant \d$/gm)).toHaveLength(3);
    expect(key.match(/^# .*variant \d, key$/gm)).toHaveLength(3);
    expect(key).toContain('<!-- seed 9 -->');
  });
});
