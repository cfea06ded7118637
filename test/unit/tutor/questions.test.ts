import { describe, expect, test } from 'vitest';
import { annotate, questionText } from '../../../src/language/annotations/annotation.ts';
import type { DocumentState } from '../../../src/language/document/documentState.ts';
import { hiddenIn, hidesNothing, lookAgain } from '../../../src/language/document/hidden.ts';
import { LanguageService } from '../../../src/language/document/service.ts';
import { defaultSettings } from '../../../src/language/document/settings.ts';
import { questionKey } from '../../../src/language/document/verdicts.ts';
import { answerMarks } from '../../../src/language/features/answerMarks.ts';
import { codeLenses } from '../../../src/language/features/codeLens.ts';
import { helpIn, hint, judgements, reveal, rightIn, settle } from '../../../src/language/features/questions.ts';
import { score } from '../../../src/language/features/score.ts';

const URI = 'file:///sheet.bp';
const TEXT = 'x = -2; y = 5; z = -4\nq = x + y\nf = q * z\ngrad(z) = -4\ngrad(x) = -4\ngrad(y) = ?\n';

const opened = (text: string) => {
  const service = new LanguageService({ filesOf: () => ({ read: () => ({ state: 'refused', reason: '' }) }) });
  service.open(URI, 1, text);
  const state = (): DocumentState => service.state(URI) as DocumentState;
  return { service, state };
};
const texts = (state: DocumentState) =>
  state.document.statements.flatMap(({ tree }, statement) =>
    tree.kind === 'question' ? [questionText(state, statement)] : [],
  );

describe('questions in the editor', () => {
  test('nothing is judged before the text has settled', () => {
    const { state } = opened(TEXT);
    expect(texts(state()).map(({ kind }) => kind)).toEqual(['open', 'open', 'open']);
    expect(judgements(state())).toEqual([]);
    settle(state());
    expect(texts(state()).map(({ text, kind }) => [text[0], kind])).toEqual([
      ['✗', 'wrong'],
      ['✓', 'right'],
      ['∂', 'open'],
    ]);
    expect(judgements(state())).toMatchObject([
      {
        code: 'wrong-answer',
        severity: 2,
        range: { start: { line: 3, character: 10 }, end: { line: 3, character: 12 } },
      },
    ]);
  });

  test('while one line is typed, the others keep their judgements, and move with the text', () => {
    const { service, state } = opened(TEXT);
    settle(state());
    const at = { line: 4, character: 10 };
    service.change(URI, 2, [{ range: { start: at, end: { line: 4, character: 12 } }, text: '7' }]);
    service.change(URI, 3, [
      { range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } }, text: '\n' },
    ]);
    expect(texts(state()).map(({ kind }) => kind)).toEqual(['wrong', 'open', 'open']);
    expect(judgements(state())).toMatchObject([{ range: { start: { line: 4 } } }]);
    settle(state());
    expect(texts(state()).map(({ kind }) => kind)).toEqual(['wrong', 'wrong', 'open']);
    expect(judgements(state())).toHaveLength(2);
  });

  test('the line’s own annotation says the same', () => {
    const { state } = opened(TEXT);
    settle(state());
    const statement = state().document.statements.findIndex(({ tree }) => tree.kind === 'question');
    expect(annotate(state(), statement, defaultSettings, hidesNothing).text).toMatch(/^✗.*z’s own value/);
  });

  test('a wrong backward pass is a problem at its formula', () => {
    const { state } = opened('def twice(a) = a * a\nbackward twice(a, upstream) = a * upstream\nx = 3\nf = twice(x)\n');
    settle(state());
    expect(judgements(state()).map(({ code }) => code)).toEqual(['own-backward-wrong', 'through-own-backward']);
  });

  test('hints go on from those that were taken', () => {
    const { service, state } = opened(TEXT);
    const offset = TEXT.indexOf('grad(y)');
    const first = hint(state(), offset);
    expect(first).toMatchObject({ level: 1, more: true });
    const question = typeof first === 'object' ? (first?.question ?? '') : '';
    service.updateReader(URI, (reader) => ({ ...reader, hints: new Map([[question, 2]]) }));
    expect(hint(state(), offset)).toMatchObject({ level: 3, more: false });
    settle(state());
    expect(texts(state())[2]?.text).toContain('Hint 2 of 3: ');
  });

  test('a reveal is a set of edits for one version', () => {
    const { state } = opened(TEXT);
    const found = reveal(state(), TEXT.indexOf('grad(y)'));
    expect(found).toMatchObject({ version: 1, answer: '-4' });
    expect(found).toHaveProperty('edits', [
      { from: TEXT.length - 2, to: TEXT.length - 1, text: '-4' },
      { from: TEXT.length - 1, to: TEXT.length - 1, text: '  # revealed' },
      { from: TEXT.length, to: TEXT.length, text: expect.stringMatching(/^# help sealed: [0-9a-f]{6}\n$/) },
    ]);
    expect(reveal(opened('x = 3\n').state(), 0)).toBeNull();
  });

  test('a right answer has no help, and one that was revealed is not counted', () => {
    const { state } = opened(`${TEXT}grad(q) = -4  # revealed\nvalue(q) = ?\n`);
    expect(hint(state(), TEXT.indexOf('grad(x)'))).toBe('answered');
    expect(reveal(state(), TEXT.indexOf('grad(x)'))).toBe('answered');
    settle(state());
    const actions = codeLenses(state(), defaultSettings).flatMap(({ command, range }) =>
      command?.title === 'Hint' || command?.title === 'Reveal' ? [`${range.start.line} ${command.title}`] : [],
    );
    expect(actions).toEqual(['3 Hint', '3 Reveal', '5 Hint', '5 Reveal', '7 Hint', '7 Reveal']);
    expect(rightIn(state(), 0)).toBe(1);
    expect(helpIn(state(), 0)).toEqual({ hints: 0, revealed: 1 });
    expect(score(state())?.markdown).toContain('**1 of 5 correct**');
    expect(texts(state()).map(({ text }) => text)).toMatchObject({
      2: '∂f/∂y?',
      3: '–\u00a0Revealed',
      4: 'value of q?',
    });
  });

  test('a practice cell opens when its questions are answered right or revealed', () => {
    const { service, state } = opened(`# %% [practice] A\n${TEXT.replace('grad(z) = -4', 'grad(z) = 3')}`);
    const node = state().evaluation.statements[4]?.bindings[0]?.node ?? -1;
    expect(hiddenIn(state()).value(node)).toBe(true);
    settle(state());
    lookAgain(state());
    expect(hiddenIn(state()).value(node)).toBe(true);
    const last = state().document.statements.length - 1;
    service.updateReader(URI, (reader) => ({ ...reader, revealed: new Set([questionKey(state(), last)]) }));
    expect(hiddenIn(state()).value(node)).toBe(false);
  });

  test('a wrong answer opens nothing, and a right one only once it has been judged', () => {
    const hiddenAfter = (answer: string) => {
      const { state } = opened(`# %% [practice] A\nx = 2; y = 3\nf = x * y\ngrad(x) = ${answer}\n`);
      const isHidden = () => hiddenIn(state()).gradient(state().evaluation.statements[0]?.bindings[0]?.node ?? -1);
      const before = isHidden();
      settle(state());
      return { before, changed: lookAgain(state()), after: isHidden() };
    };
    expect(hiddenAfter('2')).toEqual({ before: true, changed: false, after: true });
    expect(hiddenAfter('3')).toEqual({ before: true, changed: true, after: false });
  });

  test('an answer waits for how sure the learner is, where that is asked', () => {
    const { service, state } = opened(TEXT);
    settle(state(), true);
    expect(texts(state()).map(({ kind }) => kind)).toEqual(['open', 'open', 'open']);
    expect(texts(state())[0]?.text).toContain('Before I mark it:');
    expect(judgements(state())).toEqual([]);
    expect(answerMarks(state()).map(({ line, kind, sure }) => [line, kind, sure])).toEqual([
      [3, 'waits', undefined],
      [4, 'waits', undefined],
    ]);
    const question = answerMarks(state())[0]?.question ?? '';
    service.updateReader(URI, (reader) => ({ ...reader, sure: new Map([[question, true]]) }));
    settle(state(), true);
    expect(answerMarks(state())).toMatchObject([
      { line: 3, kind: 'wrong', sure: true, mistake: 'no-swap' },
      { line: 4, kind: 'waits' },
    ]);
  });

  test('a line being typed on has no mark', () => {
    const { service, state } = opened(TEXT);
    settle(state());
    expect(answerMarks(state()).map(({ kind }) => kind)).toEqual(['wrong', 'right']);
    const end = { line: 3, character: 12 };
    service.change(URI, 2, [{ range: { start: end, end }, text: '1' }]);
    expect(answerMarks(state()).map(({ line, kind }) => [line, kind])).toEqual([[4, 'right']]);
  });
});
