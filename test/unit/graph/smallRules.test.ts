/** Rules of a comparison or of one word, each of which could be turned round without another test seeing it. */
import { describe, expect, test } from 'vitest';
import { plainSurroundings } from '../../../src/core/evaluate/environment.ts';
import { evaluateDocument } from '../../../src/core/evaluate/evaluate.ts';
import { gates } from '../../../src/core/gates/index.ts';
import { openGate } from '../../../src/core/graph/build/openGate.ts';
import { badgesOf } from '../../../src/core/graph/cards/badges.ts';
import { entryStory } from '../../../src/core/graph/entries/entryStory.ts';
import { parseDocument } from '../../../src/core/syntax/document.ts';
import { scalar } from '../../../src/core/tensor/tensor.ts';
import { namesInSight } from '../../../src/core/tutor/compare/nameMatching.ts';
import { markDocument } from '../../../src/core/tutor/marking/markDocument.ts';
import { generatePractice } from '../../../src/core/tutor/practice/generatePractice.ts';
import type { Engine, Look } from '../../../src/trainer/engine/engine.ts';
import { LOOK_ROWS, measure } from '../../../src/trainer/run/measure.ts';
import { Host } from '../trainer/host.ts';
import { drawnGraph, evaluated } from './drawn.ts';

describe('graphs', () => {
  test('the limit of gates counts gates and calls together, and neither alone', () => {
    const text = `def g(a) = a\n${Array.from({ length: 12 }, (_, i) => `x${i} = g(${i})`).join('\n')}\n`;
    const of = (maxNodes: number) =>
      evaluateDocument(parseDocument(text), { ...plainSurroundings, maxNodes }).statements.some(({ problems }) =>
        problems.some(({ code }) => code === 'too-many-nodes'),
      );
    const { tape } = evaluateDocument(parseDocument(text), plainSurroundings);
    expect(tape.boxes.length).toBe(12);
    // As many as the gates alone, or a few more, are not enough.
    expect(of(tape.length + tape.boxes.length + 2)).toBe(false);
    expect(of(tape.length + 2)).toBe(true);
  });

  test('no badge tells of a gate whose own or whose operand’s number is hidden', () => {
    const drawing = drawnGraph('w = 27\ny = tanh(w)\nf = y * 2\n');
    const node = [...drawing.byId.values()].find(({ gate }) => gate?.name === 'tanh');
    if (node === undefined) throw new Error('no gate');
    const shown = { value: false, gradient: false };
    const [first] = node.into;
    if (first === undefined) throw new Error('no operand');
    const kinds = (hidden: typeof shown, operand: typeof shown) => {
      const changed = { ...node, hidden, into: [{ ...first, from: { ...first.from, hidden: operand } }] };
      const byId = new Map(drawing.byId).set(node.id, changed);
      return badgesOf({ ...drawing, byId }, changed).map(({ kind }) => kind);
    };
    expect(kinds(shown, shown)).toEqual(['saturated']);
    for (const one of [
      { value: true, gradient: false },
      { value: false, gradient: true },
    ]) {
      expect(kinds(one, shown)).toEqual([]);
      expect(kinds(shown, one)).toEqual([]);
    }
  });

  test('a gate opens only where the gates behind it give its value and all its messages', () => {
    const gate = gates.find(({ name }) => name === 'sigmoid');
    if (gate === undefined) throw new Error('no sigmoid');
    const out = 1 / (1 + Math.exp(-2));
    const at = { gate, options: {}, inputs: [scalar(2)], out: scalar(out), upstream: scalar(1) };
    expect(openGate({ ...at, messages: [scalar(out * (1 - out))] })).toBeDefined();
    expect(openGate({ ...at, messages: [scalar(0.3)] })).toBeUndefined();
    expect(openGate({ ...at, out: scalar(0.5), messages: [scalar(out * (1 - out))] })).toBeUndefined();
    expect(openGate({ ...at, messages: [undefined] })).toBeDefined();
  });

  test('the picture of one entry is not marked as old', () => {
    const told = entryStory(drawnGraph('X = [[1, 2], [3, 4]]\nH = X @ X\nL = sum(H)'), 'c0:H', 'value', [0, 1]);
    expect(told?.graph).toMatchObject({ stale: false, unfinished: false });
  });
});

describe('the tutor', () => {
  const messages = (text: string) =>
    markDocument(evaluated(text)).map(({ followed, message }) => ({ followed, message }));

  test('nothing follows where all earlier answers are right, also where they are rounded', () => {
    const text = (answer: string, last: string) =>
      `# %% [practice] A\nx = 3\nq = x / 7\nf = q * q * q\nvalue(q) = ${answer}\ngrad(x) = ${last}\n`;
    const marks = messages(text('0.43', '5'));
    expect(marks[1]?.followed).toBe(false);
    expect(marks[1]?.message ?? '').not.toMatch(/follows/i);
    // From a wrong one it does: 0.5 for q gives 3 · 0.25 / 7.
    expect(messages(text('0.5', '0.10714'))[1]?.followed).toBe(true);
  });

  test('the largest of x and a constant that is 0 in some entries only is no switch', () => {
    const told = (constant: string) =>
      messages(`x = [1, -2, 3]\nh = max(x, ${constant})\nf = sum(h * [2, 3, 4])\ngrad(x) = [2, 3, 4]\n`)[0]?.message ??
      '';
    expect(told('[0, 0, 0]')).toMatch(/relu/i);
    expect(told('[0, 1, 5]')).not.toMatch(/relu/i);
  });

  test('names in sight are in the order in which they were computed, also those that were assigned again', () => {
    const evaluation = evaluated('b = 1\na = 2\nc = a + b\nb = c * 2\nf = b + a\n');
    expect(namesInSight(evaluation, 0).map(({ name }) => name)).toEqual(['a', 'c', 'b', 'f']);
  });

  test('the easy exercise on momentum has no velocity, the others have', () => {
    for (let seed = 0; seed < 5; seed++) {
      expect(generatePractice({ topic: 'momentum', difficulty: 1, seed }).text).not.toMatch(/\bv0\b|beta/);
      expect(generatePractice({ topic: 'momentum', difficulty: 2, seed }).text).toMatch(/\bv0\b/);
      expect(generatePractice({ topic: 'momentum', difficulty: 3, seed }).text).toMatch(/\bv2\b/);
    }
  });
});

describe('training', () => {
  test('the loss of more rows than one look takes is the mean over rows, not over chunks', () => {
    const rows = Int32Array.from({ length: LOOK_ROWS + 77 }, (_, i) => i);
    const meanOf = (part: Int32Array): number => part.reduce((sum, row) => sum + row * row, 0) / part.length;
    const sumOf = (part: Int32Array): number => part.reduce((sum, row) => sum + row * row, 0);
    const engine = (of: (part: Int32Array) => number): Engine =>
      ({ look: (part: Int32Array) => ({ loss: of(part), metric: of(part) }) as Look }) as unknown as Engine;
    const mean = measure(engine(meanOf), rows);
    expect(mean.loss / meanOf(rows)).toBeCloseTo(1, 12);
    expect((mean.metric ?? 0) / meanOf(rows)).toBeCloseTo(1, 12);
    const sum = measure(engine(sumOf), rows, { loss: 'sum', metric: 'sum' });
    expect([sum.loss / sumOf(rows), (sum.metric ?? 0) / sumOf(rows)]).toEqual([1, 1]);
  });

  test('a validation curve is promised where rows are held out, and nowhere else', async () => {
    const text = (options: string) =>
      `X, y = spiral(n=30, classes=3, seed=1)\nW = param(randn(2, 3, seed=2))\nloss = cross_entropy(X @ W, y)\ntrain(loss, lr=0.1, steps=2${options})\n`;
    for (const [options, promised] of [
      ['', false],
      [', validate=0.2', true],
    ] as const) {
      const host = new Host();
      host.start(text(options));
      const { description } = await host.next('started');
      expect(description.validation).toBe(promised);
      await host.ended();
    }
  });
});
