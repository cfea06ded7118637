import { describe, expect, it } from 'vitest';
import { evalJson } from '../../src/cli/eval.ts';
import { cells } from '../../src/language/features/cells.ts';
import { hint, judgements, settle } from '../../src/language/features/questions.ts';
import { cardFor, entryFor, exportOf, graphFor, gridFor, pathsFor } from '../../src/language/graph.ts';
import { openText, URI } from '../support/openText.ts';
import { evaluated } from '../unit/tutor/evaluated.ts';
import { ofCommands, ofGraph, ofPlace, ofText } from './everyFeature.ts';

/** Its numbers are such that an answer is known by its digits: none of them stands in the text. */
const SHEET = `# %% [practice] Secrets
x = 7.3; y = 5.9; w = -3.1
p = x * y
s = p + w
f = s ** 2
`;
const ANSWERS = ['43.07', '39.97', '1597', '1598', '79.94', '471.6', '583.5', '583.6'];
const OPEN = 'value(p) = ?\ngrad(s) = ?\ngrad(x) = ?\ngrad(y) = ?\n';

/** Below the open questions: lines that read an answer as an operand, a size, an index, a setting or a copy of it. */
const PROBES = [
  'a = p + 0',
  'def g(a, b) = a * b\na = g(x, y)',
  'def h(n):\n    z = zeros(n)\n    return sum(z)\na = h(p)',
  'a = ones(2, p)',
  'a = sum(zeros(p))',
  'a = len(zeros(p))',
  'a = arange(p)',
  'a = linspace(0, p, 3)',
  'a = tile(x, p)',
  'a = [1, 2, 3][p]',
  'a = [1, 2, 3][0:p]',
  'a = reshape(zeros(4), p, 1)',
  'a = sum([[1, 2]], axis=p)',
  'a = onehot(p, 3)',
  'a = cross_entropy([[1, 2]], [p])',
  'a = bce(p, 1)',
  'a = sqrt(-p)',
  'a = p ** 1000',
  'a = leaky_relu(x, slope=p)',
  'a = clip(x, 0, p)',
  'a = dropout(ones(3), 0.5, seed=p)',
  'a = max_pool2d(ones(4, 4), p)',
  'for t in range(p):\n    a = t',
  'a = param(p)',
  'a = detach(p)',
  'a = put([1, 2][0], p)',
  'J = jacobian([p, s], [x, y])',
  'backward(f)\na = grad(x)\nb = x - grad(x)',
  'train(f, lr=p)',
  'print(p)',
  'a = np.array(p)',
  'grad(x) = p',
  'value(p) = x * y + 1',
  '# %% Later\na = x * y',
  '# %% Later\na = x * y\nb = a + w\ng = b ** 2',
  '# %% Later\nf2 = s ** 2\nbackward(f2)\nb = grad(x)',
  '# %% [practice] Later\na = p\nvalue(a) = ?',
];
/** In whole numbers, which can be sizes. */
const WHOLE = `# %% [practice] Secrets
x = 7; y = 59; w = -24
p = x * y
s = p + w
f = s ** 2
value(p) = ?
grad(s) = ?
grad(x) = ?
grad(y) = ?
`;
const PLACES = /"(?:offset|from|to|start|end|character|line|x|y|width|height|delta)":-?[\d.]+|_file.*?"/g;
const isTold = (text: string): readonly string[] =>
  ['413', '389', '151321', '778', '45902', '5446', '412'].filter((answer) =>
    new RegExp(`(?<![\\d.])${answer}(?!\\d)`).test(text.replaceAll(PLACES, '')),
  );

/** Everything that the editor, the panels and the commands can be told about a text, piece by piece. */
function* allAnswers(
  text: string,
  passed: readonly number[] = [],
  offsets: readonly number[] = Array.from({ length: text.length + 1 }, (_, offset) => offset),
): Iterable<readonly [string, string]> {
  const { service } = openText(text);
  service.updateReader(URI, (reader) => ({ ...reader, passed: new Set(passed) }));
  const state = service.state(URI);
  if (state === undefined) throw new Error('the text is not open');
  settle(state);
  const told = (answer: unknown): string => JSON.stringify(answer) ?? '';
  const start = { service, state, position: { line: 0, character: 0 } };
  for (const [name, ask] of Object.entries(ofText)) yield [name, told(ask(start))];
  yield ['judgements', told(judgements(state))];
  for (const offset of offsets) {
    const asked = { service, state, position: state.positionAt(offset) };
    for (const [name, ask] of Object.entries({ ...ofPlace, ...ofGraph, ...ofCommands }))
      yield [`${name} at ${offset}`, told(ask(asked))];
    for (const level of [1, 2, 3]) yield [`hint ${level} at ${offset}`, told(hint(state, offset, level))];
  }
  const target = { uri: URI, selection: { from: 60, to: 60 }, what: 'auto' as const };
  const graph = graphFor(service, state, target);
  for (const { id } of 'reason' in graph ? [] : graph.nodes) {
    const question = { target, version: state.version, node: id };
    for (const which of ['value', 'gradient'] as const) {
      yield [`grid of ${id}`, told(gridFor(service, question, which, 0))];
      yield [`entry of ${id}`, told(entryFor(service, question, which, []))];
    }
    for (const phase of ['forward', 'backward'] as const)
      yield [`card of ${id}`, told(cardFor(service, question, phase))];
    yield [`paths of ${id}`, told(pathsFor(service, question))];
  }
  for (const format of ['svg', 'tikz', 'latex', 'pytorch', 'text'] as const)
    yield [`export to ${format}`, told(exportOf(service, target, format))];
}

const leaks = (text: string, passed: readonly number[] = []): readonly string[] =>
  [...allAnswers(text, passed)].flatMap(([name, told]) =>
    ANSWERS.filter((answer) => told.includes(answer)).map((answer) => `${name}: ${answer}`),
  );

describe('a practice cell', () => {
  it('tells its answers nowhere while they are open', () => {
    expect(leaks(SHEET + OPEN)).toEqual([]);
  });

  it('tells them nowhere after a wrong answer either', () => {
    expect(leaks(SHEET + OPEN.replace('grad(x) = ?', 'grad(x) = 1'))).toEqual([]);
  });

  it('tells them once all are answered', () => {
    const done = OPEN.replace('value(p) = ?', 'value(p) = x * y').replace('grad(s) = ?', 'grad(s) = 2 * s');
    const found = leaks(
      SHEET + done.replace('grad(x) = ?', 'grad(x) = 2 * s * y').replace('grad(y) = ?', 'grad(y) = 2 * s * x'),
    );
    for (const answer of ['43.07', '39.97', '79.94', '471.6']) expect(found.join(' ')).toContain(answer);
  });
});

describe('lines that read an open answer', () => {
  it.each(PROBES)('%j tells it nowhere', (probe) => {
    const found: string[] = [];
    const note = (name: string, told: string): void => {
      for (const answer of isTold(told)) found.push(`${name}: ${answer}`);
    };
    const text = `${WHOLE}${probe}\n`;
    for (const [name, told] of allAnswers(
      text,
      [],
      [WHOLE.indexOf('p ='), ...Array.from({ length: probe.length }, (_, at) => WHOLE.length + at)],
    ))
      if (!/^(?:semanticTokens|formatting|folding|export to (?:svg|tikz))/.test(name)) note(name, told);
    note('eval --json', JSON.stringify(evalJson('a.bp', evaluated(text))));
    expect(found).toEqual([]);
  });
});

describe('a training', () => {
  const refusals = (text: string) => {
    const { state } = openText(text);
    settle(state);
    return cells(state).map(({ trainProblem }) => trainProblem);
  };
  const SHEET_WITH_PARAMETER = WHOLE.replace('x = 7;', 'x = param(7);');
  const TRAIN = 'train(f, lr=0.001, steps=1)\n';

  it('of an open cell, or of a copy below it, does not start; the editor and the command line have one rule', () => {
    const withheld = 'its training would tell what questions that are open ask for: answer them first';
    expect(refusals(SHEET_WITH_PARAMETER + TRAIN)).toEqual([withheld]);
    const copy = '# %% Later\nc = (x * y + w) ** 2\ntrain(c, lr=0.001, steps=1)\n';
    expect(refusals(SHEET_WITH_PARAMETER + copy)).toEqual([undefined, withheld]);
    const metric = '# %% Later\nu = param(3)\nk = u ** 2\nm = p + 1\ntrain(k, lr=0.1, metric=m)\n';
    expect(refusals(SHEET_WITH_PARAMETER + metric)).toEqual([undefined, withheld]);
  });

  it('of another loss starts, and of the cell itself once all is answered', () => {
    const other = '# %% Another\nu = param(3)\nk = u ** 2\ntrain(k, lr=0.1)\n';
    expect(refusals(SHEET_WITH_PARAMETER + other)).toEqual([undefined, undefined]);
    const done = SHEET_WITH_PARAMETER.replace('value(p) = ?', 'value(p) = x * y')
      .replace('grad(s) = ?', 'grad(s) = 2 * s')
      .replace('grad(x) = ?', 'grad(x) = 2 * s * y')
      .replace('grad(y) = ?', 'grad(y) = 2 * s * x');
    expect(refusals(done + TRAIN)).toEqual([undefined]);
  });
});

describe('a lecture', () => {
  const [title = '', inputs = '', ...rest] = SHEET.replace('[practice] ', '').split('\n');
  const LECTURE = `${title}\n${inputs}\n# %% [pause] Think first\n# %% And then\n${rest.join('\n')}`;

  it('tells nothing of what comes after the pause, above it and below', () => {
    expect(leaks(LECTURE)).toEqual([]);
  });

  it('tells it when the pause is passed', () => {
    const found = leaks(LECTURE, [1]).join(' ');
    for (const answer of ['43.07', '39.97', '79.94', '471.6']) expect(found).toContain(answer);
  });
});
