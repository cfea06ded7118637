import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { plainSurroundings } from '../../../src/core/evaluate/environment.ts';
import { evaluateDocument } from '../../../src/core/evaluate/evaluate.ts';
import type { Evaluation } from '../../../src/core/evaluate/evaluation.ts';
import { parseDocument } from '../../../src/core/syntax/document.ts';
import type { Tensor } from '../../../src/core/tensor/tensor.ts';

type Nested = number | string | null | readonly Nested[];
interface Program {
  readonly name: string;
  readonly group: string;
  readonly text: string;
  readonly output: string;
  readonly outputs?: Readonly<Record<string, string>>;
  readonly values: Readonly<Record<string, Nested>>;
  readonly gradients: Readonly<Record<string, Nested>>;
  readonly truth?: {
    readonly values?: Readonly<Record<string, Nested>>;
    readonly gradients?: Readonly<Record<string, Nested>>;
  };
}

const file = JSON.parse(readFileSync(new URL('../../reference/programs.json', import.meta.url), 'utf8'));
const programs: readonly Program[] = Array.isArray(file) ? file : file.programs;

const asNumber = (entry: Nested): number =>
  entry === 'nan'
    ? Number.NaN
    : entry === 'inf'
      ? Number.POSITIVE_INFINITY
      : entry === '-inf'
        ? Number.NEGATIVE_INFINITY
        : Number(entry);
const flat = (nested: Nested): readonly number[] => (Array.isArray(nested) ? nested.flatMap(flat) : [asNumber(nested)]);
const shapeOf = (nested: Nested): readonly number[] =>
  Array.isArray(nested) ? [nested.length, ...(nested[0] === undefined ? [] : shapeOf(nested[0]))] : [];

const close = (a: number, b: number, largest: number): boolean =>
  Object.is(a, b) ||
  a === b ||
  (Number.isNaN(a) && Number.isNaN(b)) ||
  Math.abs(a - b) <= 1e-10 * Math.max(Math.abs(b), 1e-3 * largest);

function compare(what: string, actual: Tensor | undefined, expected: Nested, truth: Nested | undefined): void {
  if (expected === null) {
    if (actual)
      expect(
        [...actual.data].every((entry) => entry === 0),
        `${what}: no gradient flows here`,
      ).toBe(true);
    return;
  }
  expect(actual, `${what} is known`).toBeDefined();
  if (actual === undefined) return;
  expect(actual.shape, `${what}: shape`).toEqual(shapeOf(expected));
  const wanted = flat(expected);
  const exact = truth === undefined ? wanted : flat(truth);
  const largest = Math.max(0, ...wanted.filter(Number.isFinite).map(Math.abs));
  wanted.forEach((want, i) => {
    const got = actual.data[i] ?? Number.NaN;
    const right = close(got, want, largest) || close(got, exact[i] ?? want, largest);
    expect(right, `${what}[${i}]: ${got}, PyTorch gives ${want}`).toBe(true);
  });
}

const newest = (evaluation: Evaluation, name: string) =>
  evaluation.statements.flatMap((statement) => statement.bindings).findLast((binding) => binding.name === name)?.node;

describe('values and gradients equal PyTorch', () => {
  for (const program of programs)
    test(`${program.group}: ${program.name}`, () => {
      const evaluation = evaluateDocument(parseDocument(program.text), plainSurroundings);
      const errors = evaluation.statements
        .flatMap((statement) => statement.problems)
        .filter((problem) => problem.severity === 'error');
      expect(errors).toEqual([]);
      for (const [name, value] of Object.entries(program.values)) {
        const node = newest(evaluation, name);
        compare(
          `${name} in\n${program.text}\n`,
          node === undefined ? undefined : evaluation.tape.valueOf(node),
          value,
          program.truth?.values?.[name],
        );
      }
      for (const [name, gradient] of Object.entries(program.gradients)) {
        const node = newest(evaluation, name);
        const output = newest(evaluation, program.outputs?.[name] ?? program.output);
        expect(output).toBeDefined();
        if (node === undefined || output === undefined) continue;
        const found = evaluation.gradients(output).of(node);
        compare(`∂${program.output}/∂${name} in\n${program.text}\n`, found, gradient, program.truth?.gradients?.[name]);
      }
    });
});
