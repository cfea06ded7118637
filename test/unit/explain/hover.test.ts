import { describe, expect, it } from 'vitest';
import { plainSurroundings } from '../../../src/core/evaluate/environment.ts';
import { evaluateDocument } from '../../../src/core/evaluate/evaluate.ts';
import { gatePicture } from '../../../src/core/explain/hover/gatePicture.ts';
import { type Hover, hoverOf, type ValueHover } from '../../../src/core/explain/hover/hover.ts';
import { type Hiding, nothingHidden } from '../../../src/core/explain/hover/hoverContract.ts';
import { hoverMarkdown } from '../../../src/core/explain/hover/hoverMarkdown.ts';
import { parseDocument } from '../../../src/core/syntax/document.ts';
import { dataSets } from '../../../src/data/index.ts';
import { formulaSvg } from '../../../src/language/formula/formulaSvg.ts';

/** The hover at the `$` in a text. */
function hoverAt(marked: string, hidden: Hiding = nothingHidden): Hover | undefined {
  const offset = marked.indexOf('$');
  const text = marked.replace('$', '');
  const evaluation = evaluateDocument(parseDocument(text), { ...plainSurroundings, dataSets });
  return hoverOf(evaluation, offset, { digits: 4, hidden, dataSets });
}
function valueAt(marked: string, hidden?: Hiding): ValueHover {
  const found = hoverAt(marked, hidden);
  if (found?.kind !== 'value') throw new Error(`no value at ${marked}`);
  return found;
}
const markdownAt = (marked: string): string => {
  const found = hoverAt(marked);
  return found ? hoverMarkdown(found) : '';
};

const NETWORK =
  'X = [[1, -2], [0.5, 3]]; y = [0, 2]\nW = param([[0.5, -1, 0.25], [1, 0.5, -0.75]])\nh = relu(X @ W)\nloss = cross_entropy(h, y)\n';

describe('a hover over a value', () => {
  it('writes the gradient of a transpose so that it can be read, and set', () => {
    const marked = '$W = [[1, 2]]\nf = sum(W @ W.T)';
    expect(markdownAt(marked)).toContain('d(Wᵀ)ᵀ');
    expect(markdownAt(marked)).toContain('@ (Wᵀ)ᵀ');
    const rows = valueAt(marked).chain?.lines.map(({ tex }) => tex) ?? [];
    expect(rows.join('\n')).toContain('\\left(W^\\top\\right)');
    for (const row of rows) expect(formulaSvg([row], 'light')?.leftOut).toBe(0);
  });

  it('tells name, value, gradient, gate and chain rule', () => {
    const hover = valueAt('x = -2; y = 5; z = -4\n$q = x + y\nf = q * z');
    expect(hover).toMatchObject({
      title: 'q = x + y',
      value: { short: '3' },
      gradient: { state: 'number', name: '∂f/∂q', quantity: { short: '−4' } },
      gate: {
        name: 'add',
        pattern: 'gradient distributor',
        chip: 'distributor: x and y each get upstream as it is, −4',
      },
    });
    expect(hover.forward.plain).toBe('q = x + y = −2 + 5 = 3');
    expect(hover.chain?.lines.map((line) => line.plain)).toEqual(['∂f/∂q = z · 1 = −4 · 1 = −4']);
  });

  it('stands on what the cursor is on', () => {
    const text = 'a = 2; b = 1\ne = (a + b) * (b + 1)';
    const spanAt = (marked: string): string => {
      const { span } = valueAt(marked);
      return text.slice(span.from, span.to);
    };
    expect(spanAt('a = 2; b = 1\ne = (a $+ b) * (b + 1)')).toBe('a + b');
    expect(spanAt('a = 2; b = 1\ne = $(a + b) * (b + 1)')).toBe('(a + b)');
    expect(spanAt('a = 2; b = 1\ne = (a + b) $* (b + 1)')).toBe('(a + b) * (b + 1)');
    expect(spanAt('a = 2; b = 1\ne = (a + b$) * (b + 1)')).toBe('b');
    expect(spanAt('a = 2; b = 1\n$e = (a + b) * (b + 1)')).toBe('e');
    expect(hoverAt('a = 2 $ # words')).toBeUndefined();
  });

  it('keeps every digit beside the short form', () => {
    const hover = valueAt('x = 2\n$f = sigmoid(x)');
    expect(hover.value).toMatchObject({ short: '0.8808', exact: '0.8807970779778823' });
    expect(hoverMarkdown(hover)).toContain('<details><summary>Every digit</summary>');
  });

  it('names the entry that the cursor is on', () => {
    const hover = valueAt(NETWORK.replace('0.25', '0.$25'));
    expect(hover.entry).toMatchObject({ name: 'W[0, 2]', index: [0, 2], value: '0.25' });
    expect(hover.entry?.gradient).toMatch(/^∂loss\/∂W\[0, 2\] = /);
    expect(valueAt('w = [1, $-2]\nf = sum(w * w)').entry).toMatchObject({ name: 'w[1]', gradient: '∂f/∂w[1] = −4' });
  });

  it('tells the matrix rule with its shapes', () => {
    expect(markdownAt(NETWORK.replace('W =', '$W ='))).toContain('dW = Xᵀ @ d(X @ W)');
    expect(markdownAt(NETWORK.replace('W =', '$W ='))).toContain('(2, 2) @ (2, 3) = (2, 3)');
  });

  it('gives zero and nothing their reasons', () => {
    expect(markdownAt('z = 2; $w = -1\nf = max(z, w)')).toContain('∂f/∂w = `0`: max routed to z');
    expect(markdownAt(NETWORK.replace('y = [', '$y = ['))).toContain('as the labels of cross\\_entropy');
    expect(markdownAt('x = 1; $u = 3\nf = x * 2')).toContain('f does not depend on u');
  });

  it.each([
    ['$p = softmax(s)\nL = cross_entropy(s, 2)', 'cross_entropy works from s; p is only shown'],
    ['$p = softmax(s)\nL = cross_entropy([s], [2])', 'cross_entropy works from s; p is only shown'],
    ['$p = softmax(reshape(s, 1, 3))\nL = cross_entropy(s, 2)', 'cross_entropy works from s; p is only shown'],
    ['p = softmax(s)\n$q = p[2]\nL = cross_entropy(s, 2)', 'cross_entropy works from s; q is only shown'],
    ['p = softmax(s)\n$q = -log(p[2])\nL = cross_entropy(s, 2)', 'cross_entropy works from s; q is only shown'],
    ['$p = sigmoid(s)\nL = bce_with_logits(s, [0, 1, 1])', 'bce_with_logits works from s; p is only shown'],
    ['$p = s * 2\nL = cross_entropy(s, 2)', 'L does not depend on p'],
  ])('says of a value that the loss works out for itself that it is only shown: %s', (text, reason) => {
    expect(markdownAt(`s = [1, 2, 3]\n${text}`)).toContain(reason.replaceAll('_', '\\_'));
  });

  it('speaks of the gradient of the cell that it stands in', () => {
    const text = '# %% one\nx = 3\nf = x * x\n# %% two\ng = $x * 5';
    expect(valueAt(text).gradient?.name).toBe('∂g/∂x');
    expect(valueAt(text.replace('$', '').replace('x = 3', '$x = 3')).gradient?.name).toBe('∂f/∂x');
  });

  it('reads inside a def with the numbers of its first call', () => {
    const hover = valueAt('def neuron(w, x, b) = sigmoid(w * x $+ b)\nf = neuron(2, -1, 3)');
    expect(hover.forward.plain).toBe('2 · (−1) + 3 = −2 + 3 = 1');
  });

  it('hides what would give an answer away', () => {
    const hidden: Hiding = { value: () => true, gradient: () => true, shape: () => false };
    const hover = valueAt('x = -2; y = 5\n$q = x + y\nf = q * x', hidden);
    expect(hover.value).toBeUndefined();
    expect(hover.chain).toBeUndefined();
    expect(hover.gradient).toEqual({ state: 'hidden', name: '∂f/∂q' });
    const shown = `${hoverMarkdown(hover)}${gatePicture(hover, 'light')?.svg}`;
    expect(shown).toContain('hidden until you answer');
    expect(shown).not.toMatch(/(?<![\d.#])[−-]?3(?![\d.])<|= 3|−2|`3`/);
    expect(shown).toContain('gradient distributor');
  });
});

describe('a hover over a word of the language', () => {
  it.each([
    ['f = $sigmoid(2)', ['sigmoid(x)', 'keeps the shape', 'dx = upstream · ((1 − out) · out)', 'gives 0.5']],
    ['A = $randn(3, 2)', ['randn(rows, columns, …, seed=)', 'normal distribution']],
    ['X, y = $spiral(n=20)', ['classes', '300']],
    ['X, y = spiral($n=20)', ['How many points.']],
    ['a = [1, 2]\ns = sum(a, $axis=0)', ['the axis to reduce']],
    ['w = param(1)\nloss = w * w\n$train(loss, lr=0.1)', ['v ← dW + β·v', 'loss over w, 1 numbers']],
    ['w = param(1)\nloss = w * w\ntrain(loss, $lr=0.1)', ['Learning rate', 'Required.']],
    ['w = $param(1)', ['Marks a trainable parameter', 'trainable parameter']],
    ['x = 2\nf = x * x\n$backward(f)', ['Makes f the output']],
    ['x = 2\nf = x * x\n$grad(x) = ?', ['∂f/∂x: how fast does f change']],
    ['x = 2\nf = x * x\nvalue(f) = $?', ['Which value does f have']],
    ['def g(a) = a * a\n$backward g(a, upstream) = 2 * a * upstream\nx = 2\nf = g(x)', ['Your own backward pass of g']],
    ['$def square2(x) = x * x\nf = square2(3)', ['A function of one expression']],
    ['def $square2(x) = x * x\nf = square2(3)', ['called once']],
    ['$# %% [practice] Sigmoid neuron\nx = 3\nf = x * x', ['A practice cell: 2 statements', 'gradients are of f']],
  ])('%s', (text, expected) => {
    for (const part of expected) expect(markdownAt(text)).toContain(part);
  });
});

describe('the Markdown of a hover', () => {
  it('lets no text break out of its place', () => {
    const text = 'X, y = $csv("a`|b<img src=x>](command:evil)")';
    expect(markdownAt(text)).not.toMatch(/<img|\]\(command:/);
    const named = valueAt('w_a_b = 2\nf = $w_a_b * 3');
    expect(hoverMarkdown(named)).toContain('**w\\_a\\_b**');
  });

  it('stands within the editor’s limits for a large tensor', () => {
    const hover = valueAt('A = randn(300, 300)\n$B = A @ A\nf = sum(B)');
    expect(hoverMarkdown(hover).length).toBeLessThan(10_000);
    expect(hoverMarkdown(hover)).toContain('(300, 300)');
  });

  it('shows pictures with their words when it is given them', () => {
    const picture = { uri: 'data:image/svg+xml;base64,AA', width: 120.4, height: 40, alt: 'a [b] c' };
    const text = hoverMarkdown(valueAt('x = 1\n$f = x * 2'), {
      formulas: picture,
      links: [{ title: 'Graph', uri: 'command:backprop.showGraph' }],
    });
    expect(text).toContain('![a b c](data:image/svg+xml;base64,AA|width=121,height=40)');
    expect(text).toContain('[Graph](command:backprop.showGraph)');
    expect(text).toContain('<details><summary>As text</summary>');
    expect(text.indexOf('f = x · 2')).toBeLessThan(text.indexOf('!['));
  });
});

describe('the picture of a gate', () => {
  it('is well-formed and says in words what it shows', () => {
    const picture = gatePicture(valueAt('x = -2; y = 5\n$q = x * y\nf = q * 3'), 'dark');
    expect(picture?.alt).toBe('gate ×: from x −2 gradient 15; y 5 gradient −6 to q −10 gradient 3');
    expect(picture?.svg).toMatch(/^<svg [^>]*>.*<\/svg>$/);
    expect(gatePicture(valueAt('$x = 1\nf = x + 1'), 'dark')).toBeUndefined();
    expect(gatePicture(valueAt('a = 2; $b = 1\nc = a + b\nd = b + 1\ne = c * d'), 'dark')?.alt).toBe(
      'copy gate: b 1 gradient 5; messages from d gradient 3; c gradient 2',
    );
  });
});
