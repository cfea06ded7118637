import { describe, expect, test } from 'vitest';
import { type CursorContext, contextAt } from '../../../src/core/syntax/cursor/cursorContext.ts';
import { nodeAt, selectionSpans } from '../../../src/core/syntax/cursor/nodeAt.ts';
import { parseDocument } from '../../../src/core/syntax/document.ts';
import { tokens } from '../../../src/core/syntax/lexer/tokens.ts';
import { chainOf } from '../../../src/core/syntax/tree.ts';
import { walk } from '../../../src/core/syntax/walk.ts';
import { DRESSED_PROGRAMS } from './samplePrograms.ts';

/** The context at the `|`. */
const at = (marked: string): CursorContext => {
  const offset = marked.indexOf('|');
  return contextAt(parseDocument(marked.replace('|', '')), offset);
};

describe('what the cursor stands in', () => {
  test.each([
    ['x = 1 # a|b', 'comment'],
    ['# a|', 'comment'],
    ['# %% Ti|tle', 'marker'],
    ['# %% [markdown]\nsome |text', 'markdown'],
    ['csv("a|b")', 'string'],
    ['csv("ab|', 'string'],
    ['csv("ab"|)', 'code'],
    ['x = 1 |', 'code'],
    ['|', 'code'],
  ] as const)('%j: %s', (marked, place) => {
    expect(at(marked).place).toBe(place);
  });

  test.each([
    ['|', 'statement'],
    ['x = 1\n|', 'statement'],
    ['x = 1; y|', 'statement'],
    ['# %% a\n|x', 'statement'],
    ['x = |', 'value'],
    ['x = a + y|', 'value'],
    ['x = a |', 'operator'],
    ['x = f(|', 'value'],
    ['x = f(a, |)', 'value'],
    ['x = W.|', 'attribute'],
    ['x = W.T|', 'attribute'],
    ['def f(a|, b) = a', 'name'],
    ['def f(a, b) = a|', 'value'],
    ['backward n|', 'name'],
    ['backward(f|)', 'value'],
  ] as const)('%j expects %s', (marked, expects) => {
    expect(at(marked).expects).toBe(expects);
  });

  test('the call, the argument, the option and what is given', () => {
    expect(at('train(loss, lr=0.1, mo|)')).toMatchObject({
      calls: [{ name: 'train', argument: 2, option: undefined, given: ['lr'], from: 0, open: 5 }],
      bracket: 'call',
      mayBeOption: true,
      word: { from: 20, to: 22 },
    });
    expect(at('y = sum(fc(x, W,| b), axis=0)')).toMatchObject({
      calls: [{ name: 'fc', argument: 2 }, { name: 'sum' }],
    });
    expect(at('train(loss, lr=[0.1, |0.3])')).toMatchObject({
      calls: [{ name: 'train', option: 'lr', argument: 1 }],
      bracket: 'list',
      mayBeOption: false,
    });
    expect(at('f((a|))')).toMatchObject({ calls: [{ name: 'f' }], bracket: 'group' });
    expect(at('f(a)|').calls).toEqual([]);
    expect(at('|f(a)').calls).toEqual([]);
  });

  test('an unfinished call over several lines', () => {
    expect(at('x = 1\ntrain(loss,\n    |')).toMatchObject({
      calls: [{ name: 'train', argument: 1 }],
      mayBeOption: true,
    });
    expect(at('train(loss,\n    mo|\ny = 2').calls).toMatchObject([{ name: 'train', argument: 1 }]);
    expect(at('y = f(a\ny = |')).toMatchObject({ calls: [], expects: 'value' });
    expect(at('y = f(a\n\n|')).toMatchObject({ calls: [], expects: 'statement' });
  });

  test('a path that is being typed', () => {
    expect(at('X, y = csv("data/po|ints.csv")')).toMatchObject({ stringBefore: 'data/po', calls: [{ name: 'csv' }] });
  });
});

describe('what stands at a place', () => {
  const found = (marked: string) => {
    const offset = marked.indexOf('|');
    const text = marked.replace('|', '');
    const node = nodeAt(parseDocument(text), offset);
    const slice = (span: { readonly from: number; readonly to: number }) => text.slice(span.from, span.to);
    return {
      spot: node?.spot?.kind,
      marked:
        node?.spot === undefined
          ? undefined
          : slice({ from: node.spot.span.from + node.start, to: node.spot.span.to + node.start }),
      path: node?.path.map((part) => slice({ from: part.from + node.start, to: part.to + node.start })),
      selections: node === undefined ? [] : selectionSpans(node).map(slice),
    };
  };

  test.each([
    ['a = 1\nq = x |+ y * z', 'operator', '+', ['x + y * z']],
    ['q = x + |y * z', 'expression', 'y', ['x + y * z', 'y * z', 'y']],
    ['q = x + y| * z', 'expression', 'y', ['x + y * z', 'y * z', 'y']],
    ['q = s|um(x, axis=0)', 'callee', 'sum', ['sum(x, axis=0)']],
    ['q = sum(x, a|xis=0)', 'option', 'axis', ['sum(x, axis=0)']],
    ['q = sum(x, axis=|0)', 'expression', '0', ['sum(x, axis=0)', '0']],
    ['|q = x', 'target', 'q', []],
    ['a, b| = f()', 'target', 'b', []],
    ['def n|(x) = x', 'function', 'n', []],
    ['def n(x|) = x', 'param', 'x', []],
    ['def n(x) = x|', 'expression', 'x', ['x']],
    ['train(loss, |lr=0.1)', 'option', 'lr', []],
    ['tra|in(loss, lr=0.1)', 'callee', 'train', []],
    ['grad(|x) = ?', 'expression', 'x', ['x']],
    ['grad(x) = |?', 'expression', '?', ['?']],
    ['q = (|a + b)', 'expression', 'a', ['(a + b)', 'a + b', 'a']],
    ['q = |(a + b)', 'expression', '(a + b)', ['(a + b)']],
    ['q = W[0, |i].T', 'expression', 'i', ['W[0, i].T', 'W[0, i]', 'i']],
  ] as const)('%s', (marked, spot, text, path) => {
    expect(found(marked)).toMatchObject({ spot, marked: text, path });
  });

  test('nothing stands between statements', () => {
    expect(nodeAt(parseDocument('x = 1\n\n# c\ny = 2'), 8)).toBeUndefined();
    expect(nodeAt(parseDocument(''), 0)).toBeUndefined();
  });

  test('selections grow', () => {
    expect(found('x = 1; q = f(a + b|)').selections).toEqual(['b', 'a + b', 'f(a + b)', 'q = f(a + b)']);
  });

  test('long chains need no recursion', () => {
    const text = `q = x${' + x'.repeat(100_000)}`;
    const node = nodeAt(parseDocument(text), 4);
    expect(node?.path.length).toBe(100_001);
    const chain = node?.path[0];
    if (chain?.kind !== 'binary') throw new Error('no chain');
    expect(chainOf(chain).length).toBe(100_000);
    let count = 0;
    walk(chain, ({ kind }) => {
      if (kind === 'name') count++;
    });
    expect(count).toBe(100_001);
  });
});

describe('tokens', () => {
  test('their types', () => {
    const text =
      '# %% T\ndef f(x) = -x  # c\ntrain(f(1), lr="a"); y = ? $\nbackward f(x, u) = u\n# %% [markdown]\n*hi* (\n';
    expect(tokens(parseDocument(text)).map(({ type, from, to }) => `${type} ${text.slice(from, to)}`)).toEqual([
      'marker # %% T',
      'keyword def',
      'function f',
      'bracket (',
      'name x',
      'bracket )',
      'operator =',
      'operator -',
      'name x',
      'comment # c',
      'function train',
      'bracket (',
      'function f',
      'bracket (',
      'number 1',
      'bracket )',
      'punctuation ,',
      'option lr',
      'operator =',
      'string "a"',
      'bracket )',
      'punctuation ;',
      'name y',
      'operator =',
      'question ?',
      'bad $',
      'keyword backward',
      'function f',
      'bracket (',
      'name x',
      'punctuation ,',
      'name u',
      'bracket )',
      'operator =',
      'name u',
      'marker # %% [markdown]',
      'markdown *hi* (',
    ]);
  });

  test('they cover everything but blanks', () => {
    for (const text of DRESSED_PROGRAMS) {
      let end = 0;
      for (const { from, to } of tokens(parseDocument(text))) {
        expect(text.slice(end, from).trim()).toBe('');
        expect(to).toBeGreaterThan(from);
        end = to;
      }
      expect(text.slice(end).trim()).toBe('');
    }
  });
});
