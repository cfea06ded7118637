import katex from 'katex';
import { describe, expect, it } from 'vitest';
import { latexDerivation } from '../../../src/core/explain/export/latexDerivation.ts';
import { pytorchScript } from '../../../src/core/explain/export/pytorch/pytorchScript.ts';
import { textOutline } from '../../../src/core/explain/export/textOutline.ts';
import { tikzPicture } from '../../../src/core/explain/export/tikzPicture.ts';
import { buildGraph } from '../../../src/core/graph/exportText.ts';
import { bookMeasure } from '../../../src/core/picture/measure.ts';
import { makePicture } from '../../../src/core/picture/picture.ts';
import { evaluated } from './evaluated.ts';
import { reference } from './torch.ts';

const SIMPLE = '# %% A simple example\nx = -2; y = 5; z = -4\nq = x + y\nf = q * z';
const PRACTICE = 'x = 3; y = -4; z = 2; w = -1; u = 7\nf = 2 * (x * y + max(z, w))';

describe('the outline as plain text', () => {
  it('tells both passes of the course example', () => {
    expect(textOutline(evaluated(SIMPLE), 0)).toBe(`A simple example — output: f

Forward pass
  x = −2
  y = 5
  z = −4
  q = x + y = −2 + 5 = 3    (add)
  f = q · z = 3 · (−4) = −12    (mul)

Backward pass: gradients of f
  ∂f/∂f = 1
  ∂f/∂q = z · 1 = −4 · 1 = −4
      swap multiplier: q gets z·upstream = −4·1 = −4, z gets q·upstream = 3·1 = 3
  ∂f/∂z = q · 1 = 3 · 1 = 3
      swap multiplier: q gets z·upstream = −4·1 = −4, z gets q·upstream = 3·1 = 3
  ∂f/∂y = ∂q/∂y · ∂f/∂q = 1 · (−4) = −4
      distributor: x and y each get upstream as it is, −4
  ∂f/∂x = ∂q/∂x · ∂f/∂q = 1 · (−4) = −4
      distributor: x and y each get upstream as it is, −4
`);
  });

  it('gives zeros their reasons', () => {
    expect(textOutline(evaluated(PRACTICE), 0)).toContain('      0: max routed to z\n');
  });

  it('says when there is nothing to tell', () => {
    expect(textOutline(evaluated('x = 1'), 0)).toMatch(/^This cell has no output/);
  });
});

/** What stands in the align environments of a document. */
const formulasIn = (latex: string): readonly string[] =>
  [...latex.matchAll(/\\begin\{align\*\}\n([\s\S]*?)\n\\end\{align\*\}/g)].map((match) => match[0]);

describe('the derivation in LaTeX', () => {
  it('is a document with both passes', () => {
    const latex = latexDerivation(evaluated(SIMPLE), 0);
    expect(latex).toMatch(/^\\documentclass\{article\}[\s\S]*\\begin\{document\}[\s\S]*\\end\{document\}\n$/);
    expect(latex).toContain('\\section*{A simple example}');
    expect(latex).toContain('q & = x + y = -2 + 5 = 3');
    expect(latex).toContain(
      '\\frac{\\partial f}{\\partial y} & = \\frac{\\partial q}{\\partial y} \\cdot \\frac{\\partial f}{\\partial q} = 1 \\cdot \\left(-4\\right) = -4',
    );
    expect(latexDerivation(evaluated(SIMPLE), 0, { fragment: true })).not.toContain('documentclass');
  });

  it('escapes what stands in titles and reasons', () => {
    const latex = latexDerivation(evaluated('# %% 100% & \\input{x} $5 #1 α − β\nx_1 = 2\nf = x_1 * 3'), 0);
    expect(latex).toContain('\\section*{100\\% \\& \\textbackslash{}input\\{x\\} \\$5 \\#1 $\\alpha$ $-$ $\\beta$}');
  });

  it('is read by KaTeX for every kind of program, with balanced environments', () => {
    const programs = reference<readonly { readonly name: string; readonly text: string }[]>('programs.json');
    for (const { name, text } of programs.filter((_, i) => i % 20 === 0)) {
      const evaluation = evaluated(text);
      for (let cell = 0; cell < evaluation.cells.length; cell++) {
        const latex = latexDerivation(evaluation, cell);
        for (const formula of formulasIn(latex))
          expect(
            () => katex.renderToString(formula, { throwOnError: true, strict: 'ignore', displayMode: true }),
            `${name}: ${formula}`,
          ).not.toThrow();
        expect(latex.match(/\\begin/g)?.length).toBe(latex.match(/\\end/g)?.length);
        expect(textOutline(evaluation, cell).length).toBeGreaterThan(20);
      }
    }
  });

  it('keeps a long graph readable', () => {
    const text = `x = 1\nf = ${Array.from({ length: 3000 }, () => 'sin(x)').join(' + ')}`;
    expect(latexDerivation(evaluated(text), 0)).toContain('The first');
    expect(latexDerivation(evaluated(text), 0).length).toBeLessThan(1_000_000);
  });
});

describe('the picture in TikZ', () => {
  const tikz = (text: string): string => {
    const snapshot = buildGraph(evaluated(text), {
      uri: 'file:///a.bp',
      version: 1,
      target: { kind: 'cell', cell: 0 },
      digits: 4,
    });
    if (!('nodes' in snapshot)) throw new Error(snapshot.reason);
    return tikzPicture(makePicture(snapshot, { open: new Set(), measure: bookMeasure }));
  };

  it('draws every gate, wire and number of the course example', () => {
    const picture = tikz(SIMPLE);
    expect(picture.match(/\\draw\[->/g)).toHaveLength(5);
    expect(picture.match(/\\draw\[<-, back\]/g)).toHaveLength(5);
    for (const text of ['{$x$}', '{$-12$}', '{$-4$}', '{+}', '{$\\times$}']) expect(picture).toContain(text);
    expect(picture).toMatch(/^\\documentclass\[tikz/);
  });

  it('has balanced braces and no sign that LaTeX cannot read', () => {
    const texts = [
      SIMPLE,
      'α = 2; w_out = 3\nf = sigmoid(α * w_out) + α',
      'X = [[1, -2], [0.5, 3]]\nW = param([[0.5, -1], [1, 0.5]])\nh = relu(X @ W)\nloss = mean(h**2)',
      'A = randn(30, 40)\nf = sum(A * A)',
      'a = 4\nf = sqrt(a)',
    ];
    for (const text of texts) {
      const picture = tikz(text);
      expect(picture.replaceAll('\\{', '').match(/\{/g)?.length).toBe(
        picture.replaceAll('\\}', '').match(/\}/g)?.length,
      );
      expect(picture.match(/[^\p{ASCII}]/gu)).toBeNull();
      expect(picture).not.toMatch(/NaN|undefined|Infinity/);
    }
  });

  it('tells pdfLaTeX what to set for letters that it does not have', () => {
    for (const made of [tikz('重 = 2\nf = 重 ** 2'), latexDerivation(evaluated('重 = 2\nf = 重 ** 2'), 0)])
      expect(made).toMatch(/\\DeclareUnicodeCharacter\{91CD\}[\s\S]*\\begin\{document\}/);
  });

  it('has other engines set letters where their font has them, and their code points elsewhere', () => {
    const made = latexDerivation(evaluated('重 = 2\nf = 重 ** 2'), 0);
    const [, others = ''] = made.split('\n\\else\n');
    expect(others).toContain(
      '\\catcode"91CD=13 \\def重{\\iffontchar\\font"91CD \\char"91CD \\else[U+91CD]\\fi}\n\\fi\n',
    );
  });
});

describe('a PyTorch training script', () => {
  it('writes sizes that follow the rows as PyTorch does, and standardizes by the rows that are trained on', () => {
    const made = pytorchScript(
      evaluated(`# %% a
X = standardize(data([[1, 2], [3, 5], [4, 1]])); y = data([0, 1, 1])
W = param([[1, 2], [3, 4]])
s = reshape(X[:len(X)], len(X), -1) @ W
loss = -sum(log_softmax(s)[arange(len(X)), y]) / len(X)
train(loss, lr=0.1, batch=2, validate=0.3)`),
      0,
    );
    const script = 'script' in made ? made.script : made.problem;
    expect(script).toContain('X[:X.shape[0]].reshape(X.shape[0], -1) @ W');
    expect(script).toContain('torch.arange(X.shape[0], dtype=dtype).long()');
    expect(script).toContain('X = standardized(torch.tensor(');
  });
});
