import { readdirSync, readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import type { NodeId } from '../../../src/core/autodiff/tape/node.ts';
import { plainSurroundings } from '../../../src/core/evaluate/environment.ts';
import { evaluateDocument } from '../../../src/core/evaluate/evaluate.ts';
import type { Evaluation, Surroundings } from '../../../src/core/evaluate/evaluation.ts';
import { scrubAt } from '../../../src/core/graph/scrub.ts';
import { parseDocument, type TextEdit, updateDocument } from '../../../src/core/syntax/document.ts';
import { dataSets } from '../../../src/data/index.ts';
import { SAMPLE_PROGRAMS } from '../syntax/samplePrograms.ts';

const surroundings: Surroundings = { ...plainSurroundings, dataSets };

/** Everything that is on the tape and in the results, with expressions and options as they are. */
function everything(evaluation: Evaluation): unknown {
  const { tape, statements, cells } = evaluation;
  const node = (id: NodeId): unknown => [
    tape.gateOf(id)?.name ?? tape.roleOf(id),
    tape.roleOf(id),
    [...tape.inputsOf(id)],
    tape.shapeOf(id),
    [...tape.valueOf(id).data],
    tape.optionsAt(id),
    tape.isReached(id),
    tape.statementOf(id),
    tape.withinOf(id),
    tape.boxAt(id),
    [tape.expressionOf(id)?.kind, tape.expressionOf(id)?.from, tape.expressionOf(id)?.to],
    tape.paramNames.get(id),
    tape.derivations.get(id)?.inputs,
    evaluation.nameOf(id),
  ];
  return {
    nodes: Array.from({ length: tape.length }, (_, id) => node(id)),
    boxes: tape.boxes.map(({ name, parent, definedIn, args, first, last, output, body }) => [
      [name, parent, definedIn, args],
      [first, last, output, body],
    ]),
    statements: statements.map(({ question, ...result }) => ({ ...result, asks: question?.node })),
    cells,
    gradients: cells.map(({ output }) => {
      if (output === undefined) return [];
      const gradients = evaluation.gradients(output);
      return [...gradients.order].map((id) => [id, [...(gradients.of(id)?.data ?? [])], gradients.scalarOf(id)]);
    }),
  };
}

const lessonsFolder = 'media/lessons';
const lessons = readdirSync(lessonsFolder)
  .filter((name) => name.endsWith('.bp'))
  .map((name) => readFileSync(`${lessonsFolder}/${name}`, 'utf8'))
  .filter((text) => !/spiral|moons|csv|blobs/.test(text));
const shadowed = [
  'x = 2\ny = x + 1\nx = 3\nz = x * y\nmax(z, 0)',
  'relu = 3\na = relu + 1\ndef sigmoid(x) = x * x\nb = sigmoid(a)\nc = tanh(a)',
  'a = 0\nb = 1 / a\nc = b + 1\nd = 2\ne = d * d',
  'n = 2\nv = reshape(arange(6), n, 3)\nw = v[n - 1]\ns = sum(w)\nbackward(s)\ng = grad(n)\nh = g + 1',
  'X, y = spiral(n=6)\nW = param(randn(2, 3))\nW = param(randn(2, 3))\nL = cross_entropy(X @ W, y)\ntrain(L, lr=1)',
];
const pieces = ['x', '1', '0', ' ', '\n', '(', ')', ',', ';', '=', ' + ', ' * ', '-', '.T', '?', '[', ']', 'a = 2\n'];
const more = ['x = 2\n', 'def f(a) = a * a\n', 'backward(f)\n', 'W = param(randn(2, 3))\n', '# %%\n', 'y = 1 / 0\n'];

const edits = fc.array(
  fc.record({
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    removes: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.integer({ min: 1, max: 40 })),
    insert: fc.constantFrom('', ...pieces, ...more),
    /** Whether somebody looks at the text before the next edit, and asks for gradients. */
    looks: fc.boolean(),
  }),
  { minLength: 1, maxLength: 8 },
);

describe('an evaluation that uses the one before', () => {
  test('is that of the same text evaluated afresh, after any edits', () => {
    fc.assert(
      fc.property(fc.constantFrom(...lessons, ...SAMPLE_PROGRAMS, ...shadowed, ...shadowed), edits, (text, changes) => {
        let document = parseDocument(text);
        let last = evaluateDocument(document, surroundings);
        everything(last);
        for (const { at, removes, insert, looks } of changes) {
          const from = Math.round(at * document.text.length);
          const edit: TextEdit = { from, to: Math.min(document.text.length, from + removes), insert };
          document = updateDocument(document, edit);
          if (!looks) continue;
          last = evaluateDocument(document, surroundings, last);
          const again = everything(last);
          const afresh = everything(evaluateDocument(parseDocument(document.text), surroundings));
          // Much quicker than `expect` where they are equal.
          if (!isDeepStrictEqual(again, afresh)) expect(again).toEqual(afresh);
        }
      }),
      { numRuns: 40, seed: 31 },
    );
  });

  test('is that of dragged numbers evaluated afresh, while they move and when they are let go', () => {
    const numbers = fc.array(
      fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: -3, max: 3, noNaN: true })),
      {
        minLength: 1,
        maxLength: 3,
      },
    );
    fc.assert(
      fc.property(fc.constantFrom(...lessons, ...SAMPLE_PROGRAMS, ...shadowed), numbers, numbers, (text, ...moves) => {
        const document = parseDocument(text);
        let last = evaluateDocument(document, surroundings);
        const leaves = Array.from({ length: last.tape.length }, (_, id) => scrubAt(last, id)).filter(
          (leaf) => leaf !== undefined,
        );
        everything(last);
        for (const move of [...moves, []]) {
          const tried = move.map(([which, value]): [string, number] => [
            leaves[Math.floor(which * leaves.length)]?.key ?? '0:0',
            value,
          ]);
          const trying = { ...surroundings, scrubbed: new Map(tried) };
          last = evaluateDocument(document, trying, last);
          const again = everything(last);
          const afresh = everything(evaluateDocument(document, trying));
          if (!isDeepStrictEqual(again, afresh)) expect(again).toEqual(afresh);
        }
      }),
      { numRuns: 40, seed: 7 },
    );
  });

  test('of a dragged number evaluates its line and what reads it', () => {
    const before = evaluateDocument(
      parseDocument('x = 2\nf = x * x\n\n# %% Another\na = randn(2, 2)\nb = sum(a * a)\nc = b * 3'),
      surroundings,
    );
    const second = before.gradients(before.cells[1]?.output ?? 0);
    const scrubbed = new Map([[scrubAt(before, 0)?.key ?? '', 7]]);
    const after = evaluateDocument(before.document, { ...surroundings, scrubbed }, before);
    expect(after.tape.scalarAt(after.cells[0]?.output ?? 0)).toBe(49);
    expect(after.known.get(after.cells[1]?.output ?? 0)?.pass).toBe(second.pass);
  });

  test('evaluates what an edit can change, and copies the rest with the gradients that it has', () => {
    const text = 'x = 2\nf = x * x\n\n# %% Another\na = randn(2, 2)\nb = sum(a * a)\nc = b * 3';
    const before = evaluateDocument(parseDocument(text), surroundings);
    const [first, second] = before.cells.map(({ output }) => before.gradients(output ?? 0));
    const document = updateDocument(before.document, { from: 4, to: 5, insert: '5 + 2' });
    const after = evaluateDocument(document, surroundings, before);
    expect(after.tape.length).toBe(before.tape.length + 2);
    expect([...after.known.values()].map(({ pass }) => pass)).toEqual([second?.pass]);
    expect(after.known.get(after.cells[1]?.output ?? 0)?.pass).toBe(second?.pass);
    expect(after.gradients(after.cells[0]?.output ?? 0).pass).not.toBe(first?.pass);
    expect(after.tape.tensorAt(after.statements[2]?.bindings[0]?.node ?? 0)).toBe(
      before.tape.tensorAt(before.statements[2]?.bindings[0]?.node ?? 0),
    );
  });

  test('counts what it copies: a line further down is refused as it would be afresh', () => {
    const small = { ...surroundings, maxElements: 10 };
    const lines = Array.from({ length: 10 }, (_, i) => `v${i} = zeros(10)`).join('\n');
    const before = evaluateDocument(parseDocument(lines), small);
    const document = updateDocument(before.document, { from: 0, to: 0, insert: 'w = ones(7)\n' });
    const after = evaluateDocument(document, small, before);
    expect(after.statements.at(-1)?.problems.map(({ code }) => code)).toEqual(['too-large']);
    expect(everything(after)).toEqual(everything(evaluateDocument(document, small)));
  });
});
