/** What the evaluator carries along while it walks through a document. */

import type { Random } from '../base/random.ts';
import { seededRandom } from '../base/seededRandom.ts';
import { showCount, showShape } from '../base/show.ts';
import type { Span } from '../base/span.ts';
import type { Options } from '../gates/gate.ts';
import type { Problem, Severity, Suggestion } from '../semantics/problem.ts';
import type { BackwardRule, Def } from '../syntax/tree.ts';
import { sizeOf, type Tensor } from '../tensor/tensor.ts';
import type { Gradients } from './backward.ts';
import type { Binding, Surroundings } from './evaluation.ts';
import type { NodeId, Tape } from './tape.ts';

export interface Definition {
  readonly tree: Def;
  readonly statement: number;
  /** The learner's own backward pass, with the statement that holds it. */
  readonly rule: { readonly tree: BackwardRule; readonly statement: number } | undefined;
}

/** A tensor computed before: found again when the same gate sees the very same operands. */
export interface Remembered {
  readonly by: object;
  readonly inputs: readonly (Tensor | number)[];
  readonly options: Options;
  readonly out: Tensor;
  readonly finite: boolean;
}

export interface Context {
  readonly tape: Tape;
  readonly surroundings: Surroundings;
  readonly scope: Map<string, Binding>;
  readonly defs: Map<string, Definition>;
  /** Params of the call being evaluated; undefined at the top. */
  locals: ReadonlyMap<string, NodeId> | undefined;
  readonly activeCalls: string[];
  /** Where a problem inside a def's body is placed: at the call that the reader sees. */
  callSpan: Span | undefined;
  /** Names that a problem came from in this statement, so that each is said once. */
  readonly blamed: Set<string>;
  problems: Problem[];
  statement: number;
  /** Line on which a statement starts, from 1. */
  readonly lineOf: (statement: number) => number;
  /** Seeds random makers: the name being assigned and the place of the call in the statement. */
  assigning: string;
  randomPlace: number;
  memo: Remembered[];
  memoPlace: number;
  readonly paramCounts: Map<string, number>;
  backwardOf: { readonly name: string; readonly gradients: () => Gradients } | undefined;
  /** Statement in which a value that is not finite first arose, by node. */
  readonly notFinite: Map<NodeId, number>;
  /** Set once the graph has grown past its limit: the rest is not evaluated. */
  full: boolean;
}

export function report(
  context: Context,
  code: string,
  severity: Severity,
  span: Span,
  message: string,
  suggestion?: Suggestion,
): undefined {
  const place = context.callSpan ?? span;
  const inside = context.activeCalls.at(-1);
  context.problems.push({
    code,
    severity,
    from: place.from,
    to: place.to,
    message: inside === undefined ? message : `in ${inside}: ${message}`,
    ...(suggestion && inside === undefined ? { suggestion } : {}),
  });
  return undefined;
}

export const fail = (context: Context, code: string, span: Span, message: string, suggestion?: Suggestion): undefined =>
  report(context, code, 'error', span, message, suggestion);

/** A stream that depends on the name being assigned and the call's place in the statement, and on nothing else. */
export function randomFor(context: Context, seed: number | undefined): Random {
  const place = context.randomPlace++;
  return seededRandom(seed ?? `${context.assigning}:${place}`);
}

/** Refuses before anything is allocated. */
export function tooLarge(context: Context, shape: readonly number[]): string | undefined {
  const size = sizeOf(shape);
  return size <= context.surroundings.maxElements
    ? undefined
    : `this tensor of shape ${showShape(shape)} would have ${showCount(size)} elements; at most ${showCount(context.surroundings.maxElements)} are allowed (setting backprop.maxElements)`;
}

/** The result of `compute`, or the very tensor that the same step gave for the same operands when last evaluated. */
export function remember(
  context: Context,
  by: object,
  inputs: readonly (Tensor | number)[],
  options: Options,
  compute: () => Tensor,
): Remembered {
  const place = context.memoPlace++;
  const known = context.memo[place];
  if (known && known.by === by && sameInputs(known.inputs, inputs) && sameOptions(known.options, options)) return known;
  const out = compute();
  const fresh = { by, inputs, options, out, finite: allFinite(out) };
  context.memo[place] = fresh;
  return fresh;
}

function allFinite(t: Tensor): boolean {
  for (let i = 0; i < t.data.length; i++) if (!Number.isFinite(t.data[i])) return false;
  return true;
}

const sameInputs = (a: readonly (Tensor | number)[], b: readonly (Tensor | number)[]): boolean =>
  a.length === b.length && a.every((input, i) => Object.is(input, b[i]));

function sameOptions(a: Options, b: Options): boolean {
  if (a === b) return true;
  const names = Object.keys(a);
  return (
    names.length === Object.keys(b).length &&
    names.every((name) => {
      const x = a[name];
      const y = b[name];
      return Array.isArray(x) && Array.isArray(y)
        ? x.length === y.length && x.every((entry, i) => entry === y[i])
        : x === y;
    })
  );
}

export const operandOf = (tape: Tape, id: NodeId): Tensor | number =>
  tape.isScalar(id) ? tape.scalarAt(id) : tape.valueOf(id);
