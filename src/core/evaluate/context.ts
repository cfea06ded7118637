/** What the evaluator carries along while it walks through a document. */

import type { Gradients } from '../autodiff/gradients.ts';
import type { NodeId } from '../autodiff/tape/node.ts';
import type { Tape } from '../autodiff/tape/tape.ts';
import { grown } from '../base/grown.ts';
import type { Random } from '../base/random.ts';
import { seededRandom } from '../base/seededRandom.ts';
import { showCount, showShape } from '../base/show.ts';
import type { Span } from '../base/span.ts';
import { type Options, sameOptions } from '../gates/gate.ts';
import { closestName } from '../semantics/closestName.ts';
import { idOf, nameOfId } from '../semantics/mentions.ts';
import type { Problem, Suggestion } from '../semantics/problem.ts';
import type { ProblemCode } from '../semantics/problems/catalogue.ts';
import type { Severity } from '../semantics/problems/problemKind.ts';
import type { BackwardRule, Def, Expression } from '../syntax/tree.ts';
import { sizeOf, type Tensor } from '../tensor/tensor.ts';
import type { Binding, StatementResult, Surroundings } from './evaluation.ts';

/** Of an id: its name is in scope with the binding of its own. */
const OWN = -1;

/** The names that have a value so far, with the newest binding of each. */
class Scope {
  /** By id of a name: `OWN`, or one more than the statement whose result holds the binding; 0: not in scope. */
  private places = new Int32Array(256);
  private own: (Binding | undefined)[] = [];
  /** In the order in which they came into scope. */
  private ids: number[] = [];
  private results: readonly StatementResult[] = [];

  set(name: string, binding: Binding): void {
    const id = idOf(name);
    this.put(id, OWN);
    this.own[id] = binding;
  }

  /** The name of this id stands for what the result of a statement says. `results` may be filled later, and is asked then. */
  setFrom(results: readonly StatementResult[], id: number, statement: number): void {
    this.results = results;
    this.put(id, statement + 1);
  }

  get(name: string): Binding | undefined {
    const id = idOf(name);
    const place = this.places[id] ?? 0;
    if (place === 0) return undefined;
    return place === OWN
      ? this.own[id]
      : this.results[place - 1]?.bindings.findLast((binding) => binding.name === name);
  }

  has(name: string): boolean {
    return this.get(name) !== undefined;
  }

  names(): readonly string[] {
    return this.ids.map(nameOfId);
  }

  /** What is in scope now. */
  copy(): Scope {
    const copy = new Scope();
    copy.places = this.places.slice();
    copy.own = [...this.own];
    copy.ids = [...this.ids];
    copy.results = this.results;
    return copy;
  }

  private put(id: number, place: number): void {
    if (id >= this.places.length) this.places = grown(this.places, new Int32Array(2 * id));
    if (this.places[id] === 0) this.ids.push(id);
    this.places[id] = place;
  }
}

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

/** Put expressions on the tape. What has no value is undefined, after a problem was reported. */
export interface Evaluators {
  readonly one: (context: Context, expression: Expression) => NodeId | undefined;
  /** The values for `count` names, as in `a, b = split(z, 2)`. */
  readonly several: (context: Context, expression: Expression, count: number) => readonly (NodeId | undefined)[];
}

export interface Context {
  readonly tape: Tape;
  readonly surroundings: Surroundings;
  /** Evaluates operands: carried here so that calls, indices and loops can evaluate expressions that contain them. */
  readonly evaluators: Evaluators;
  readonly scope: Scope;
  readonly defs: Map<string, Definition>;
  /** Functions whose definition has an error, with its statement. */
  readonly brokenDefs: Map<string, number>;
  /** Params of the call being evaluated; undefined at the top. */
  locals: Map<string, NodeId> | undefined;
  readonly activeCalls: string[];
  /** Where a problem inside a def's body is placed: at the call that the reader sees. */
  callSpan: Span | undefined;
  /** Names that a problem came from in this statement, so that each is said once. */
  readonly blamed: Set<string>;
  problems: Problem[];
  statement: number;
  /** Line on which a statement starts, from 1. */
  readonly lineOf: (statement: number) => number;
  /** The last statement that gives a value or a function this name, wherever it stands; undefined: none does. */
  readonly lastGiving: (name: string) => number | undefined;
  /** Seeds random makers: the name being assigned and the place of the call in the statement. */
  assigning: string;
  randomPlace: number;
  memo: Remembered[];
  memoPlace: number;
  readonly paramCounts: Map<string, number>;
  backwardOf: { readonly name: string; readonly gradients: () => Gradients } | undefined;
  /** Statement in which a value that is not finite first arose, by node. */
  readonly notFinite: Map<NodeId, number>;
  /** For a statement without a value because of an error further up: the statement that has the error. */
  readonly errorBehind: Map<number, number>;
  /** How many mistyped names have been looked at. */
  guesses: number;
  /** Elements of all tensors so far, and multiplications of all their products. */
  elements: number;
  work: number;
  /** Set once the graph has grown past its limit: the rest of the statement is not evaluated. */
  full: boolean;
  /** Gates of statements that had to be left out. */
  wasted: number;
}

/** Evaluates an operand with the context's own evaluator. */
export const evaluate: Evaluators['one'] = (context, expression) => context.evaluators.one(context, expression);

/** The same for several values at once. */
export const evaluateMany: Evaluators['several'] = (context, expression, count) =>
  context.evaluators.several(context, expression, count);

/** Before the first statement: nothing is named, and lines are not known by number. */
export const freshContext = (tape: Tape, surroundings: Surroundings, evaluators: Evaluators): Context => ({
  tape,
  surroundings,
  evaluators,
  scope: new Scope(),
  defs: new Map(),
  brokenDefs: new Map(),
  locals: undefined,
  activeCalls: [],
  callSpan: undefined,
  blamed: new Set(),
  problems: [],
  statement: 0,
  lineOf: () => 1,
  lastGiving: () => undefined,
  assigning: '',
  randomPlace: 0,
  memo: [],
  memoPlace: 0,
  paramCounts: new Map(),
  backwardOf: undefined,
  notFinite: new Map(),
  errorBehind: new Map(),
  guesses: 0,
  elements: 0,
  work: 0,
  full: false,
  wasted: 0,
});

export function report(
  context: Context,
  code: ProblemCode,
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

export const fail = (
  context: Context,
  code: ProblemCode,
  span: Span,
  message: string,
  suggestion?: Suggestion,
): undefined => report(context, code, 'error', span, message, suggestion);

/**
 * Says once in a statement that something it uses has an error, and where the error is: for those that use the faulty
 * line itself as an info, further down as a hint, so that one error is not many problems.
 */
export function blame(context: Context, name: string, place: Span, statement: number): undefined {
  const root = context.errorBehind.get(statement);
  const line = `error:${root ?? statement}`;
  if (context.blamed.has(line)) return undefined;
  context.blamed.add(line);
  context.errorBehind.set(context.statement, root ?? statement);
  const { from, to } = context.callSpan ?? place;
  context.problems.push({
    ...(root === undefined
      ? { code: 'error-above' as const, severity: 'info' as const }
      : { code: 'error-further-up' as const, severity: 'hint' as const }),
    from,
    to,
    message: `waits for line ${context.lineOf(root ?? statement)}, which has an error: ${name} cannot be used yet`,
  });
  return undefined;
}

/** So many mistyped names of a text are compared with all that are known. */
const MOST_GUESSES = 200;

/** The known name that a mistyped one may stand for. */
export function guessName(context: Context, typed: string, known: () => Iterable<string>): string | undefined {
  return context.guesses++ < MOST_GUESSES ? closestName(typed, known()) : undefined;
}

/** A stream that depends on the name being assigned and the call's place in the statement, and on nothing else. */
export function randomFor(context: Context, seed: number | undefined): Random {
  const place = context.randomPlace++;
  return seededRandom(seed ?? `${context.assigning}:${place}`);
}

/** All tensors of a text together may have so many times the elements that one may have. */
const MOST_TENSORS = 10;

/** Refuses before anything is allocated; what is not refused counts. */
export function tooLarge(context: Context, shape: readonly number[]): string | undefined {
  const size = sizeOf(shape);
  const { maxElements } = context.surroundings;
  if (size > maxElements)
    return `this tensor of shape ${showShape(shape)} would have ${showCount(size)} elements; at most ${showCount(maxElements)} are allowed (setting backprop.maxElements)`;
  if (context.elements + size > MOST_TENSORS * maxElements)
    return `with this tensor of shape ${showShape(shape)} the text would hold more than ${showCount(MOST_TENSORS * maxElements)} elements, ${MOST_TENSORS} times what one tensor may have (setting backprop.maxElements)`;
  context.elements += size;
  return undefined;
}

/** Multiplications of all matrix products of a text: a few seconds' worth. */
const MOST_WORK = 4e9;

/** Whether more has been made than one evaluation may make. */
export const isSpent = ({ elements, work, surroundings }: Context): boolean =>
  elements > MOST_TENSORS * surroundings.maxElements || work > MOST_WORK;

/** Refuses a product that would make the reader wait; what is not refused counts. */
export function tooMuchWork(context: Context, work: number): string | undefined {
  if (context.work + work > MOST_WORK)
    return `this product takes ${showCount(work)} multiplications; all products of a text together may take ${showCount(MOST_WORK)}: use fewer rows or columns`;
  context.work += work;
  return undefined;
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

export const operandOf = (tape: Tape, id: NodeId): Tensor | number =>
  tape.isScalar(id) ? tape.scalarAt(id) : tape.valueOf(id);
