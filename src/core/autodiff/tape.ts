/**
 * The tape: every gate of a document in the order in which the text computes them, with its value. Each node's inputs
 * come before it. Scalars live in flat arrays; tensors beside them. Nothing here throws.
 */

import { grown } from '../base/grown.ts';
import { flowsTo, type Gate, type Options } from '../gates/gate.ts';
import type { MadeData } from '../makers/dataSet.ts';
import type { Expression } from '../syntax/tree.ts';
import { type Shape, scalar, type Tensor } from '../tensor/tensor.ts';
import type { CallBox } from './callBox.ts';

/** Index of a node on the tape. */
export type NodeId = number;

/**
 * What a node without a gate is. `constant`: a literal or a detached value inside an expression, takes no gradient;
 * `input`: a value that the text names; `param`: trainable; `data`: rows are examples; `labels`: takes no gradient.
 */
export type LeafRole = 'constant' | 'input' | 'param' | 'data' | 'labels';
export type Role = LeafRole | 'gate';

const ROLES: readonly Role[] = ['gate', 'constant', 'input', 'param', 'data', 'labels'];
const ROLE_CODE: Readonly<Record<Role, number>> = { gate: 0, constant: 1, input: 2, param: 3, data: 4, labels: 5 };

const LEAF_REACH: Readonly<Record<LeafRole, 0 | 1>> = { constant: 0, input: 1, param: 1, data: 1, labels: 0 };

/** How a leaf follows from other nodes without passing gradients to them: `detach(x)`, `onehot(y, 3)`. Training computes it anew. */
export interface Derivation {
  readonly inputs: readonly NodeId[];
  /** The value for other values of the inputs; undefined where they do not fit. */
  readonly again: (inputs: readonly Tensor[]) => Tensor | undefined;
}

/** Where a node comes from. */
export interface Origin {
  /** Index of the statement that was being evaluated. */
  readonly statement: number;
  /** Statement whose tree holds the expression: the same, or a def's. */
  readonly within: number;
  readonly expression: Expression | undefined;
  readonly box: number;
}

export const NO_OPTIONS: Options = Object.freeze({});
const NO_MORE: readonly NodeId[] = [];
const [TENSOR, OPTIONS, MANY] = [1, 2, 4] as const;

export class Tape {
  length = 0;
  readonly boxes: CallBox[] = [];
  /** For a call with a learner's own backward pass, the node that its body gave: the true forward value. */
  readonly bodies = new Map<NodeId, NodeId>();
  /** What each parameter is called, unique in the document: `W`, `W#2` for the second of that name. */
  readonly paramNames = new Map<NodeId, string>();
  /** Of leaves that a data set made: what its classes are called, and the sides of its pictures. */
  readonly dataFacts = new Map<NodeId, Pick<MadeData, 'classNames' | 'picture'>>();
  readonly derivations = new Map<NodeId, Derivation>();
  private a: Int32Array;
  private b: Int32Array;
  private statements: Int32Array;
  private withins: Int32Array;
  private boxOf: Int32Array;
  private roles: Uint8Array;
  private reached: Uint8Array;
  private scalars: Float64Array;
  /** Packed rules (`packedRule`) of gates of one or two numbers; 0 for all other nodes. */
  private rules: Uint16Array;
  /** Which of the maps below know the node: `TENSOR`, `OPTIONS`, `MANY`. */
  private extras: Uint8Array;
  private readonly gates: (Gate | undefined)[] = [];
  private readonly expressions: (Expression | undefined)[] = [];
  private readonly tensors = new Map<NodeId, Tensor>();
  private readonly optionsOf = new Map<NodeId, Options>();
  /** All inputs of nodes with more than two. */
  private readonly many = new Map<NodeId, readonly NodeId[]>();

  /** Where the next nodes come from; the evaluator moves it along. */
  origin: Origin = { statement: 0, within: 0, expression: undefined, box: -1 };

  /** `room`: how many nodes there may be, as far as that is known. */
  constructor(room = 256) {
    this.a = new Int32Array(room);
    this.b = new Int32Array(room);
    this.statements = new Int32Array(room);
    this.withins = new Int32Array(room);
    this.boxOf = new Int32Array(room);
    this.roles = new Uint8Array(room);
    this.reached = new Uint8Array(room);
    this.extras = new Uint8Array(room);
    this.rules = new Uint16Array(room);
    this.scalars = new Float64Array(room);
  }

  pushLeaf(role: LeafRole, value: Tensor | number, expression: Expression | undefined): NodeId {
    const id = this.next(undefined, expression, -1, -1);
    this.roles[id] = ROLE_CODE[role];
    this.reached[id] = LEAF_REACH[role];
    this.setValue(id, value);
    return id;
  }

  /** A gate of one or two operands whose values are all scalars. */
  pushScalar(
    gate: Gate,
    a: NodeId,
    b: NodeId,
    value: number,
    options: Options,
    expression: Expression | undefined,
  ): NodeId {
    const id = this.next(gate, expression, a, b);
    this.scalars[id] = value;
    this.rules[id] = gate.scalar?.packed ?? 0;
    if (options !== NO_OPTIONS) this.setOptions(id, options);
    const reachA = this.reached[a] ?? 0;
    const reachB = b < 0 ? 0 : (this.reached[b] ?? 0);
    const { differentiable } = gate;
    this.reached[id] = (differentiable[0] ? reachA : 0) | (differentiable[1] ? reachB : 0);
    return id;
  }

  push(
    gate: Gate,
    inputs: readonly NodeId[],
    value: Tensor | number,
    options: Options,
    expression: Expression | undefined,
  ): NodeId {
    const id = this.next(gate, expression, inputs[0] ?? -1, inputs[1] ?? -1);
    if (inputs.length > 2) this.setMany(id, inputs);
    if (options !== NO_OPTIONS) this.setOptions(id, options);
    this.setValue(id, value);
    if (inputs.length <= 2 && this.isScalar(id)) this.rules[id] = gate.scalar?.packed ?? 0;
    let reach = 0;
    for (let i = 0; i < inputs.length; i++) {
      if (flowsTo(gate, i)) reach |= this.reached[inputs[i] ?? 0] ?? 0;
    }
    this.reached[id] = reach;
    return id;
  }

  /** The packed rule of a gate of one or two numbers, 0 for any other node. */
  ruleAt(id: NodeId): number {
    return this.rules[id] ?? 0;
  }
  /** Undefined for a leaf. */
  gateOf(id: NodeId): Gate | undefined {
    return this.gates[id];
  }
  roleOf(id: NodeId): Role {
    return ROLES[this.roles[id] ?? 0] ?? 'gate';
  }
  inputsOf(id: NodeId): readonly NodeId[] {
    if (((this.extras[id] ?? 0) & MANY) !== 0) return this.many.get(id) ?? NO_MORE;
    const a = this.firstInput(id);
    const b = this.secondInput(id);
    return a < 0 ? NO_MORE : b < 0 ? [a] : [a, b];
  }
  /** −1: none. */
  firstInput(id: NodeId): NodeId {
    return this.a[id] ?? -1;
  }
  secondInput(id: NodeId): NodeId {
    return this.b[id] ?? -1;
  }
  optionsAt(id: NodeId): Options {
    return ((this.extras[id] ?? 0) & OPTIONS) === 0 ? NO_OPTIONS : (this.optionsOf.get(id) ?? NO_OPTIONS);
  }
  isScalar(id: NodeId): boolean {
    return ((this.extras[id] ?? 0) & TENSOR) === 0;
  }
  /** The value of a scalar node (shape `()`). */
  scalarAt(id: NodeId): number {
    return this.scalars[id] ?? Number.NaN;
  }
  /** The value of a node that is not a scalar. */
  tensorAt(id: NodeId): Tensor | undefined {
    return ((this.extras[id] ?? 0) & TENSOR) === 0 ? undefined : this.tensors.get(id);
  }
  /** The value of any node; must not be written to. */
  valueOf(id: NodeId): Tensor {
    return this.tensorAt(id) ?? scalar(this.scalarAt(id));
  }
  shapeOf(id: NodeId): Shape {
    return this.tensorAt(id)?.shape ?? [];
  }
  /** Whether an input, a parameter or data feeds this node through gates that pass gradients. */
  isReached(id: NodeId): boolean {
    return this.reached[id] === 1;
  }
  statementOf(id: NodeId): number {
    return this.statements[id] ?? -1;
  }
  /** The statement whose tree holds `expressionOf(id)`: a def's for gates inside a call. */
  withinOf(id: NodeId): number {
    return this.withins[id] ?? -1;
  }
  expressionOf(id: NodeId): Expression | undefined {
    return this.expressions[id];
  }
  /** Innermost box, −1 at the top. */
  boxAt(id: NodeId): number {
    return this.boxOf[id] ?? -1;
  }

  /** A leaf that turns out to be named, marked or detached changes its role. */
  markLeaf(id: NodeId, role: LeafRole): void {
    this.roles[id] = ROLE_CODE[role];
    this.reached[id] = LEAF_REACH[role];
  }

  /** A named value that no gradient flows through (`0.1 * randn(3, 4)`, `x > 0`) is as good as an input: it has one of its own. */
  markAsSource(id: NodeId): void {
    this.reached[id] = 1;
  }

  /**
   * Copies the nodes `first … last − 1` of another tape, none of them in a box, whose statements stand `moved` further down
   * here. `to` says which node is which here, and is told of the copies.
   */
  copyRun(from: Tape, first: NodeId, last: NodeId, moved: number, to: Int32Array): void {
    const start = this.length;
    this.length += last - first;
    while (this.length > this.a.length) this.grow();
    this.scalars.set(from.scalars.subarray(first, last), start);
    this.roles.set(from.roles.subarray(first, last), start);
    this.reached.set(from.reached.subarray(first, last), start);
    this.rules.set(from.rules.subarray(first, last), start);
    this.boxOf.fill(-1, start, this.length);
    for (let id = first, copy = start; id < last; id++, copy++) {
      to[id] = copy;
      this.gates.push(from.gates[id]);
      this.expressions.push(from.expressions[id]);
      const a = from.a[id] ?? -1;
      const b = from.b[id] ?? -1;
      this.a[copy] = a < 0 ? -1 : (to[a] ?? -1);
      this.b[copy] = b < 0 ? -1 : (to[b] ?? -1);
      this.statements[copy] = (from.statements[id] ?? 0) + moved;
      this.withins[copy] = (from.withins[id] ?? 0) + moved;
      const extras = from.extras[id] ?? 0;
      if (extras !== 0) this.copyExtras(from, id, copy, extras, to);
    }
  }

  private copyExtras(from: Tape, id: NodeId, copy: NodeId, extras: number, to: Int32Array): void {
    const tensor = from.tensorAt(id);
    if (tensor) this.setTensor(copy, tensor);
    if ((extras & OPTIONS) !== 0) this.setOptions(copy, from.optionsAt(id));
    const there = (input: NodeId): NodeId => to[input] ?? -1;
    if ((extras & MANY) !== 0) this.setMany(copy, from.inputsOf(id).map(there));
  }

  private setValue(id: NodeId, value: Tensor | number): void {
    if (typeof value === 'number') this.scalars[id] = value;
    else if (value.shape.length === 0) this.scalars[id] = value.data[0] ?? Number.NaN;
    else this.setTensor(id, value);
  }
  private setTensor(id: NodeId, value: Tensor): void {
    this.extras[id] = (this.extras[id] ?? 0) | TENSOR;
    this.tensors.set(id, value);
  }
  private setOptions(id: NodeId, options: Options): void {
    this.extras[id] = (this.extras[id] ?? 0) | OPTIONS;
    this.optionsOf.set(id, options);
  }
  private setMany(id: NodeId, inputs: readonly NodeId[]): void {
    this.extras[id] = (this.extras[id] ?? 0) | MANY;
    this.many.set(id, inputs);
  }

  private next(gate: Gate | undefined, expression: Expression | undefined, a: NodeId, b: NodeId): NodeId {
    const id = this.length++;
    if (id === this.a.length) this.grow();
    this.gates.push(gate);
    this.expressions.push(expression);
    const { origin } = this;
    this.a[id] = a;
    this.b[id] = b;
    this.statements[id] = origin.statement;
    this.withins[id] = origin.within;
    this.boxOf[id] = origin.box;
    return id;
  }

  private grow(): void {
    const size = this.a.length * 2;
    this.a = grown(this.a, new Int32Array(size));
    this.b = grown(this.b, new Int32Array(size));
    this.statements = grown(this.statements, new Int32Array(size));
    this.withins = grown(this.withins, new Int32Array(size));
    this.boxOf = grown(this.boxOf, new Int32Array(size));
    this.roles = grown(this.roles, new Uint8Array(size));
    this.reached = grown(this.reached, new Uint8Array(size));
    this.rules = grown(this.rules, new Uint16Array(size));
    this.extras = grown(this.extras, new Uint8Array(size));
    this.scalars = grown(this.scalars, new Float64Array(size));
  }
}
