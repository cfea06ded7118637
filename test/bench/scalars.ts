/**
 * A scalar program of 10,000 gates, rebuilt and run forward and backward: nanoseconds of CPU time for each gate, beside the
 * same program in bare arrays, and in the style of small teaching engines, in JavaScript and in Python.
 */
import { execFileSync } from 'node:child_process';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { backward } from '../../src/core/autodiff/backward.ts';
import { NO_OPTIONS, Tape } from '../../src/core/autodiff/tape/tape.ts';
import type { Gate, ScalarRule } from '../../src/core/gates/gate.ts';
import { calls, gateOfOperator } from '../../src/core/gates/index.ts';
import { medianCpu } from './medianCpu.ts';
import { Value } from './micrograd.ts';

const GATES = 10_000;

const found = (gate: Gate | undefined): ScalarGate => {
  if (gate?.scalar === undefined) throw new Error('no such gate');
  return { number: gate.number, rule: gate.scalar };
};
const add = found(gateOfOperator('+'));
const mul = found(gateOfOperator('*'));
const tanh = found(calls.get('tanh')?.[0]);

interface ScalarGate {
  readonly number: number;
  readonly rule: ScalarRule;
}

/** One gate of the program: what it does, and which values it takes; −1: none. Values 0 to 2 are x, w and b. */
interface Step extends ScalarGate {
  readonly a: number;
  readonly b: number;
}
const program: Step[] = [];
const INPUTS = [0.5, 0.3, 0.1];
const put = (gate: ScalarGate, a: number, b: number): number => program.push({ ...gate, a, b }) + INPUTS.length - 1;
for (let i = 0, value = 0; i < GATES / 4; i++) {
  const step = put(add, put(mul, value, 1), 2);
  value = put(add, i % 2 === 0 ? put(tanh, step, -1) : put(mul, step, 0), 0);
}

/** The value at the end, and its gradient with respect to the first input. */
type Result = readonly [number, number];

/** As the evaluator does it, which puts every gate on the tape from one place. */
function onTape(): Result {
  const tape = new Tape(GATES + 256);
  for (const value of INPUTS) tape.pushLeaf('input', value, undefined);
  let last = 0;
  for (const { number, rule, a, b } of program) last = tape.applyScalar(number, rule, a, b, NO_OPTIONS, undefined);
  return [tape.scalarAt(last), backward(tape, last).scalarOf(0) ?? 0];
}

const OPERATORS = new Map([
  [add.number, 0],
  [mul.number, 1],
  [tanh.number, 2],
]);
const bare = {
  operators: Uint8Array.from(program, ({ number }) => OPERATORS.get(number) ?? 0),
  first: Int32Array.from(program, ({ a }) => a),
  second: Int32Array.from(program, ({ b }) => b),
};

/** Nothing but numbers in arrays that are there already and know this program only: what the machine allows. */
const kept = {
  operators: new Uint8Array(GATES + 3),
  operands: new Int32Array(2 * GATES + 6),
  values: new Float64Array(GATES + 3),
  sums: new Float64Array(GATES + 3),
};
function inBareArrays(): Result {
  const { operators, operands, values, sums } = kept;
  values.set(INPUTS);
  for (let i = 0; i < GATES; i++) {
    const operator = bare.operators[i] ?? 0;
    const a = bare.first[i] ?? 0;
    const b = bare.second[i] ?? 0;
    const x = values[a] ?? 0;
    const id = i + 3;
    operators[id] = operator;
    operands[id << 1] = a;
    operands[(id << 1) | 1] = b;
    values[id] = operator === 0 ? x + (values[b] ?? 0) : operator === 1 ? x * (values[b] ?? 0) : Math.tanh(x);
  }
  const last = GATES + 2;
  sums.fill(0);
  sums[last] = 1;
  for (let id = last; id > 2; id--) {
    const upstream = sums[id] ?? 0;
    const a = operands[id << 1] ?? 0;
    const b = operands[(id << 1) | 1] ?? 0;
    if (operators[id] === 0) {
      sums[a] = (sums[a] ?? 0) + upstream;
      sums[b] = (sums[b] ?? 0) + upstream;
    } else if (operators[id] === 1) {
      const x = values[a] ?? 0;
      sums[a] = (sums[a] ?? 0) + upstream * (values[b] ?? 0);
      sums[b] = (sums[b] ?? 0) + upstream * x;
    } else sums[a] = (sums[a] ?? 0) + upstream * (1 - (values[id] ?? 0) ** 2);
  }
  return [values[last] ?? 0, sums[0] ?? 0];
}

function withObjects(): Result {
  const x = new Value(0.5);
  const w = new Value(0.3);
  const b = new Value(0.1);
  let value = x;
  for (let i = 0; i < GATES / 4; i++) {
    const step = value.times(w).plus(b);
    value = i % 2 === 0 ? step.tanh() : step.times(x);
    value = value.plus(x);
  }
  value.backward();
  return [value.data, x.grad];
}

const same = (a: Result, b: Result): boolean =>
  a.every((n, i) => Math.abs(n - (b[i] ?? 0)) < 1e-12 * Math.abs(n) + 1e-12);
const expected = onTape();
if (![withObjects(), inBareArrays()].every((result) => same(expected, result)))
  throw new Error('the contenders do not agree');

// Compiled as in a session that has gone on for a while.
medianCpu(onTape, 300);
medianCpu(inBareArrays, 300);
medianCpu(withObjects, 60);
setFlagsFromString('--expose-gc');
const collect: () => void = runInNewContext('gc');
/** One contender's turn, which begins without the garbage of the other; its own is part of its time. */
function turn(work: () => unknown, calls: number, batch: number): number {
  collect();
  return (medianCpu(work, calls, batch) * 1e6) / GATES;
}
/** Contenders take turns, so that what else the machine does falls on all of them. */
const rounds = Array.from({ length: 15 }, () => ({
  tape: turn(onTape, 40, 4),
  bare: turn(inBareArrays, 40, 4),
  objects: turn(withObjects, 12, 2),
}));
const middle = (numbers: readonly number[]): number => numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? 0;
const tape = middle(rounds.map((round) => round.tape));
const least = middle(rounds.map((round) => round.bare));
const objects = middle(rounds.map((round) => round.objects));
console.log(`${GATES} gates; Node ${process.version}; value ${expected[0]}, gradient ${expected[1]}`);
const show = (what: string, nanoseconds: number, wanted: string): void =>
  console.log(
    `  ${nanoseconds.toFixed(1).padStart(9)} ns a gate  ${what}, ${(nanoseconds / tape).toFixed(nanoseconds < tape ? 2 : 0)} times (${wanted})`,
  );
show('the tape', tape, 'wanted: at most 25 ns');
show('bare arrays of numbers that know this program only, kept', least, 'what this machine allows');
show('an object and a closure a value, in JavaScript', objects, 'wanted: at least 20 times');
try {
  const folder = new URL('../../', import.meta.url);
  const printed = execFileSync('python3', [new URL('micrograd.py', folder).pathname, String(GATES)], {
    encoding: 'utf8',
  });
  const [python = 0, data = 0, gradient = 0] = printed.trim().split(' ').map(Number);
  if (!same(expected, [data, gradient])) throw new Error('Python does not agree');
  show('the same in Python', python, 'wanted: at least 100 times');
} catch (problem) {
  console.log(`  Python did not run: ${problem instanceof Error ? problem.message : String(problem)}`);
}
