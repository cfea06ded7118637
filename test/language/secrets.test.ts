import { describe, expect, it } from 'vitest';
import { hint, judgements, settle } from '../../src/language/features/questions.ts';
import { cardFor, entryFor, exportOf, graphFor, gridFor, pathsFor } from '../../src/language/graph.ts';
import { openText, URI } from '../support/openText.ts';
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

/** Everything that the editor, the panels and the commands can be told about a text, piece by piece. */
function* allAnswers(text: string, passed: readonly number[] = []): Iterable<readonly [string, string]> {
  const { service } = openText(text);
  service.updateReader(URI, (reader) => ({ ...reader, passed: new Set(passed) }));
  const state = service.state(URI);
  if (state === undefined) throw new Error('the text is not open');
  settle(state);
  const told = (answer: unknown): string => JSON.stringify(answer) ?? '';
  const start = { service, state, position: { line: 0, character: 0 } };
  for (const [name, ask] of Object.entries(ofText)) yield [name, told(ask(start))];
  yield ['judgements', told(judgements(state))];
  for (let offset = 0; offset <= text.length; offset++) {
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
