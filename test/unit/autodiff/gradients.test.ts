import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { backward } from '../../../src/core/autodiff/backward.ts';
import { DenseGradients, Listed } from '../../../src/core/autodiff/gradients.ts';
import type { NodeId } from '../../../src/core/autodiff/tape/node.ts';
import { NO_OPTIONS, Tape } from '../../../src/core/autodiff/tape/tape.ts';
import { gateOfOperator } from '../../../src/core/gates/index.ts';
import { gateCalled } from '../../support/applyGate.ts';

const GATES = [...['+', '-', '*'].map((sign) => gateOfOperator(sign)), gateCalled('tanh'), gateCalled('relu')];

interface Drawn {
  readonly gate: number;
  /** Where the operands stand, as a part of what is there already. */
  readonly a: number;
  readonly b: number;
}
const part = fc.double({ min: 0, max: 0.999, noNaN: true });
const drawn = fc.record({ gate: fc.nat(GATES.length - 1), a: part, b: part });

/** Three inputs, a constant, and these gates. */
function tapeOf(gates: readonly Drawn[]): Tape {
  const tape = new Tape(4);
  for (const value of [0.5, -1.5, 0.25]) tape.pushLeaf('input', value, undefined);
  tape.pushLeaf('constant', 2, undefined);
  for (const { gate, a, b } of gates) {
    const { scalar: rule, number = 0 } = GATES[gate] ?? {};
    const at = (where: number): NodeId => Math.floor(where * tape.length);
    if (rule) tape.applyScalar(number, rule, at(a), rule.slopes.length === 2 ? at(b) : -1, NO_OPTIONS, undefined);
  }
  return tape;
}

/** The chain rule along every path, one node after the other: slow, and without anything of the tape's passes. */
function slowly(tape: Tape, output: NodeId): ReadonlyMap<NodeId, number> {
  const found = new Map<NodeId, number>([[output, 1]]);
  for (let id = output; id >= 0; id--) {
    const upstream = found.get(id);
    const rule = tape.gateOf(id)?.scalar;
    if (upstream === undefined || rule === undefined) continue;
    const inputs = tape.inputsOf(id);
    const [x = 0, y = 0] = inputs.map((input) => tape.scalarAt(input));
    inputs.forEach((input, port) => {
      if (!tape.isReached(input)) return;
      const local = rule.slopes[port]?.(x, y, 0, tape.scalarAt(id), NO_OPTIONS) ?? 0;
      found.set(input, (found.get(input) ?? 0) + local * upstream);
    });
  }
  return found;
}

describe('gradients of one output', () => {
  test('are those of the chain rule for each node that is reached, and of no other, near or far apart', () => {
    fc.assert(
      fc.property(fc.array(drawn, { minLength: 1, maxLength: 60 }), part, (gates, where) => {
        const tape = tapeOf(gates);
        const output = 4 + Math.floor(where * gates.length);
        const wanted = slowly(tape, output);
        const gradients = backward(tape, output);
        expect([...gradients.order]).toEqual([...wanted.keys()].sort((a, b) => b - a));
        for (let id = 0; id < tape.length; id++) {
          expect(gradients.reaches(id)).toBe(wanted.has(id));
          const number = gradients.scalarOf(id);
          expect(number === undefined).toBe(!wanted.has(id));
          expect(Math.abs((number ?? 0) - (wanted.get(id) ?? 0))).toBeLessThan(1e-9 * (1 + Math.abs(number ?? 0)));
        }
      }),
      { numRuns: 400 },
    );
  });

  test('go with their nodes to another tape, and are lost where a node is', () => {
    fc.assert(
      fc.property(fc.array(drawn, { minLength: 1, maxLength: 40 }), fc.nat(5), (gates, further) => {
        const tape = tapeOf(gates);
        const output = tape.length - 1;
        const before = backward(tape, output);
        const moved = new Tape(tape.length + further);
        for (let i = 0; i < further; i++) moved.pushLeaf('constant', i, undefined);
        const to = new Int32Array(tape.length).fill(-1);
        moved.copyRun(tape, 0, tape.length, 1, to);
        const after = before.movedTo(moved, to);
        expect(after?.output).toBe(output + further);
        expect(after?.pass).toBe(before.pass);
        expect([...(after?.order ?? [])]).toEqual([...before.order].map((id) => id + further));
        for (const id of before.order) expect(after?.scalarOf(id + further)).toBe(before.scalarOf(id));
        to[before.order.at(-1) ?? 0] = -1;
        expect(before.movedTo(moved, to)).toBeUndefined();
      }),
      { numRuns: 200 },
    );
  });

  test('stand at the same places listed as spread', () => {
    const reached = Uint8Array.from([1, 0, 0, 1, 1]);
    const spread = new DenseGradients(10, reached, Float64Array.from([5, 0, 0, 6, 7]), new Map());
    const listed = spread.listed();
    expect(listed).toBeInstanceOf(Listed);
    expect([...listed.order]).toEqual([14, 13, 10]);
    expect([...listed.scalars]).toEqual([7, 6, 5]);
    expect([9, 10, 11, 13, 14, 15].map((id) => spread.placeOf(id) >= 0)).toEqual(
      [9, 10, 11, 13, 14, 15].map((id) => listed.placeOf(id) >= 0),
    );
  });
});

describe('where nodes come from', () => {
  test('is kept for all that follow each other, and moves with them', () => {
    const tape = new Tape();
    const at = (statement: number): void => {
      tape.origin = { statement, within: statement, box: -1 };
      tape.pushLeaf('input', statement, undefined);
      tape.pushLeaf('input', -statement, undefined);
    };
    for (const statement of [0, 1, 2, 5]) at(statement);
    expect(Array.from({ length: 9 }, (_, id) => tape.statementOf(id))).toEqual([0, 0, 1, 1, 2, 2, 5, 5, 5]);
    const copy = new Tape(2);
    copy.origin = { statement: 0, within: 0, box: -1 };
    copy.pushLeaf('input', 1, undefined);
    copy.copyRun(tape, 3, 7, 2, new Int32Array(8));
    copy.origin = { statement: 9, within: 9, box: -1 };
    copy.pushLeaf('input', 1, undefined);
    expect(Array.from({ length: 6 }, (_, id) => copy.statementOf(id))).toEqual([0, 3, 4, 4, 7, 9]);
  });
});
