/** Texts that try to end what they are printed in. */
import { expect, test } from 'vitest';
import { plainSurroundings } from '../../../src/core/evaluate/environment.ts';
import { evaluateDocument } from '../../../src/core/evaluate/evaluate.ts';
import { parseDocument } from '../../../src/core/syntax/document.ts';
import { findingPage } from '../../../src/core/tutor/compare/findingPage.ts';
import { firstDisagreement } from '../../../src/core/tutor/compare/firstDisagreement.ts';
import { worksheet } from '../../../src/core/tutor/practice/worksheets/worksheet.ts';

const evaluated = (text: string) => evaluateDocument(parseDocument(text), plainSurroundings);

const commands = [
  '\\input{/etc/hostname}',
  '\\immediate\\write18{touch pwned}',
  '\\openin5=x',
  '\\catcode`\\@=11',
  '\\csname input\\endcsname{x}',
  '\\def\\frac{x}',
  '\\loop\\iftrue\\repeat',
  '^^5cinput{x}',
  '\\begin{filecontents}{x}\\end{filecontents}',
  '}\\input{x}{',
  'x % y',
];

test.each(commands)('LaTeX shows %j, and never runs it', (command) => {
  const text = [
    `# %% Title $${command}$ ${command}`,
    `# \\end{verbatim}${command}\\begin{verbatim}`,
    'x = 2',
    'f = x * x',
    'grad(x) = ?',
    `# %% [markdown] $${command}$`,
    `# Inline $${command}$ and **$${command}$**`,
    `# $$${command}$$`,
  ].join('\n');
  const { sheet, key } = worksheet(evaluated(text), { to: 'latex' });
  for (const made of [sheet, key]) {
    const [, body = ''] = made.split('\\begin{document}');
    const verbatim = body.split('\\begin{verbatim}').length - 1;
    expect(body.split('\\end{verbatim}').length - 1).toBe(verbatim);
    const outside = body.replaceAll(/\\begin\{verbatim\}[\s\S]*?\\end\{verbatim\}/g, '');
    expect(outside).not.toMatch(/\\(?:input|immediate|write|openin|catcode|csname|def|loop)(?![A-Za-z])/);
    expect(outside).not.toContain('{filecontents}');
    expect(outside).not.toContain('^^');
    expect(outside).not.toMatch(/(?<!\\)%/);
  }
});

test('LaTeX keeps the formulas that lessons write, and every letter of a long word', () => {
  const word = 'w'.repeat(200);
  const text = `# %% [markdown] T\n# $\\frac{\\partial f}{\\partial x} = \\begin{pmatrix} 1 & 2 \\end{pmatrix}$\n# %%\n# ${word}\nx = 1\n`;
  const { sheet } = worksheet(evaluated(text), { to: 'latex' });
  expect(sheet).toContain('$\\frac{\\partial f}{\\partial x} = \\begin{pmatrix} 1 & 2 \\end{pmatrix}$');
  expect((sheet.match(/w/g) ?? []).length).toBeGreaterThanOrEqual(200);
});

test('Markdown closes no fence early, and holds no HTML and no picture', () => {
  const text =
    '# %% T <img src="https://evil.example/x.png">\n# ```\n# ![x](https://evil.example/x.png) <script>\nx = 2\nf = x * x\ngrad(x) = ?\n# %% [markdown] M\n# ![x](https://evil.example/x.png) <b onclick="x">\n';
  const { sheet } = worksheet(evaluated(text), { to: 'markdown' });
  const outside = sheet.replaceAll(/^(`{3,})[\s\S]*?^\1$/gm, '');
  expect(outside).not.toMatch(/(?<!\\)!\[|<(?!br>|!-- seed)/);
});

test('names of arrays stay code in the page of a comparison', () => {
  const hostile = 'a` ![x](https://evil.example/x.png) <img src="https://evil.example/y.png"> `b|c';
  const evaluation = evaluated('h = 2\nf = h * h\n');
  const tensor = { shape: [], data: Float64Array.of(3) };
  const finding = firstDisagreement(evaluation, 0, [
    { name: hostile, tensor, units: undefined },
    { name: 'h', tensor, units: undefined },
  ]);
  const page = findingPage(finding, [{ message: hostile } as never]);
  const outside = page.replaceAll(/(`+)(?!`)[\s\S]*?(?<!`)\1(?!`)/g, '');
  expect(outside).not.toMatch(/(?<!\\)!\[|(?<!\\)<img/);
});
