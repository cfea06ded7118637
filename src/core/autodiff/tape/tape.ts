/**
 * The tape: every gate of a document in the order in which the text computes them, with its value. Each node's inputs
 * come before it. Scalars live in flat arrays; tensors beside them. Nothing here throws.
 */

import { flowsTo, type Gate, type Options, type ScalarRule } from '../../gates/gate.ts';
import { gateNumbered } from '../../gates/index.ts';
import type { MadeData } from '../../makers/dataSet.ts';
import type { Expression } from '../../syntax/tree.ts';
import { type Shape, scalar, type Tensor } from '../../tensor/tensor.ts';
import type { CallBox, NodeId } from './node.ts';
import {
  codeOfOne,
  EXTRAS,
  gateCode,
  LEAF_CODE,
  type LeafRole,
  MANY,
  OPTIONS,
  ROLE,
  ROLE_SHIFT,
  ROLES,
  type Role,
  TENSOR,
} from './nodeCode.ts';
import { arithmetic, NUMBER_SHIFT, OPCODES, opcodeAt, operatorOf, REACHED } from './opcodes.ts';
import { columnsFor, type Derivation, type Setting, type TapeColumns } from './tapeParts.ts';

/** Where a node comes from. */
interface Origin {
  /** Index of the statement that was being evaluated. */
  readonly statement: number;
  /** Statement whose tree holds the expression: the same, or a def's. */
  readonly within: number;
  readonly box: number;
}

/** Of a node that is on no tape. */
const NOWHERE: Origin = { statement: -1, within: -1, box: -1 };

/** Where the nodes of a tape come from: one entry for all that follow each other and share it. */
class Origins {
  /** Ascending: the first node of each entry. */
  private readonly starts: NodeId[] = [];
  private readonly entries: Origin[] = [];

  get last(): Origin {
    return this.entries.at(-1) ?? NOWHERE;
  }

  /** Nodes from this one on come from there. */
  begin(first: NodeId, origin: Origin): void {
    const at = this.starts.at(-1) === first ? this.starts.length - 1 : this.starts.length;
    this.starts[at] = first;
    this.entries[at] = origin;
  }

  /** Nodes from this one on are gone. */
  cutBack(length: NodeId): void {
    while ((this.starts.at(-1) ?? -1) >= length) {
      this.starts.pop();
      this.entries.pop();
    }
  }

  of(id: NodeId): Origin {
    return this.entries[this.entryOf(id)] ?? NOWHERE;
  }

  /** Takes over where the nodes `first … last − 1` of another tape, which stand from `start` on here, come from. */
  copy(from: Origins, first: NodeId, last: NodeId, start: NodeId, change: (origin: Origin) => Origin): void {
    if (first >= last) return;
    for (let entry = Math.max(0, from.entryOf(first)); entry < from.starts.length; entry++) {
      const node = from.starts[entry] ?? 0;
      if (node >= last) return;
      this.begin(Math.max(node, first) - first + start, change(from.entries[entry] ?? NOWHERE));
    }
  }

  /** The last entry that does not begin after the node, −1: none. */
  private entryOf(id: NodeId): number {
    const { starts } = this;
    let low = 0;
    let high = starts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((starts[middle] ?? 0) <= id) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }
}

/** What only some nodes of a tape have; a node's code says which. */
class NodeExtras {
  readonly tensors = new Map<NodeId, Tensor>();
  readonly options = new Map<NodeId, Options>();
  /** All inputs of nodes with more than two. */
  readonly inputs = new Map<NodeId, readonly NodeId[]>();
  /** Gates that the file makes for itself. */
  readonly gates = new Map<NodeId, Gate>();

  /** Takes over what a node of another tape has that is `copy` here; `to` says where its inputs are, undefined: where they were. */
  copy(from: NodeExtras, id: NodeId, copy: NodeId, to: Int32Array | undefined): void {
    const tensor = from.tensors.get(id);
    if (tensor) this.tensors.set(copy, tensor);
    const options = from.options.get(id);
    if (options) this.options.set(copy, options);
    const inputs = from.inputs.get(id);
    if (inputs) this.inputs.set(copy, to ? inputs.map((input) => to[input] ?? -1) : inputs);
  }
}

export const NO_OPTIONS: Options = Object.freeze({});
const NO_MORE: readonly NodeId[] = [];

export class Tape implements TapeColumns {
  length = 0;
  /** Whether a statement has been left out because its graph was too large. */
  overflowed = false;
  readonly hasModel: boolean;
  readonly boxes: CallBox[] = [];
  /** For a call with a learner's own backward pass, the node that its body gave: the true forward value. */
  readonly bodies = new Map<NodeId, NodeId>();
  /** What each parameter is called, unique in the document: `W`, `W#2` for the second of that name. */
  readonly paramNames = new Map<NodeId, string>();
  /** Of leaves that a data set made: what its classes are called, and the sides of its pictures. */
  readonly dataFacts = new Map<NodeId, Pick<MadeData, 'rows' | 'classNames' | 'picture' | 'understood'>>();
  /** Of leaves that `standardize` made: of what, and whose mean and deviation were taken. */
  readonly standardized = new Map<NodeId, { readonly x: NodeId; readonly by: NodeId }>();
  readonly derivations = new Map<NodeId, Derivation>();
  readonly settings = new Map<NodeId, Setting>();
  codes: Int32Array;
  operands: Int32Array;
  scalars: Float64Array;
  private readonly origins = new Origins();
  private readonly expressions: (Expression | undefined)[];
  private readonly extras = new NodeExtras();

  /** `room`: for so many nodes. `model`: a tape most of whose nodes will stand here at the same places: `copyInPlace`. */
  constructor(room = 256, model?: Tape) {
    this.hasModel = model !== undefined;
    const length = model?.length ?? 0;
    const { codes, operands, scalars } = columnsFor(room, length, model);
    [this.codes, this.operands, this.scalars] = [codes, operands, scalars];
    this.expressions = model ? model.expressions.slice(0, length) : new Array<Expression | undefined>(room);
    this.origin = { statement: 0, within: 0, box: -1 };
  }

  /** A tape for the same text after an edit, with this one as its model. */
  successor(): Tape {
    return new Tape(this.length + (this.length >> 3) + 256, this);
  }

  /** Where the next nodes come from; the evaluator moves it along. */
  get origin(): Origin {
    return this.origins.last;
  }
  set origin(origin: Origin) {
    this.origins.begin(this.length, origin);
  }

  pushLeaf(role: LeafRole, value: Tensor | number, expression: Expression | undefined): NodeId {
    const id = this.next(LEAF_CODE[role], expression, -1, -1);
    this.setValue(id, value);
    return id;
  }

  /** Applies a gate of one or two operands (`b` is −1 for one) whose values are all numbers. Arithmetic is done here, which is quicker. */
  applyScalar(
    gate: number,
    rule: ScalarRule,
    a: NodeId,
    b: NodeId,
    options: Options,
    expression: Expression | undefined,
  ): NodeId {
    const opcode = OPCODES[gate]!;
    const operator = operatorOf(opcode);
    if (operator === 0) return this.applyRule(opcode, rule, a, b, options, expression);
    const id = this.length;
    if (id === this.codes.length) this.grow();
    const { codes, operands, scalars } = this;
    // Known to be whole from here on: the compiler asks no more at each use.
    const first = a | 0;
    const second = b | 0;
    scalars[id] = arithmetic(operator, scalars[first] ?? 0, scalars[second] ?? 0);
    codes[id] = gateCode(opcode, codes[first] ?? 0, codes[second] ?? 0);
    operands[id << 1] = first;
    operands[(id << 1) | 1] = second;
    this.expressions[id] = expression;
    this.length = id + 1;
    return id;
  }

  private applyRule(
    usual: number,
    rule: ScalarRule,
    a: NodeId,
    b: NodeId,
    options: Options,
    at: Expression | undefined,
  ): NodeId {
    const { codes, scalars } = this;
    const first = a | 0;
    const x = scalars[first] ?? 0;
    const value = rule.value(x, b < 0 ? 0 : (scalars[b] ?? 0), 0, options);
    const opcode = opcodeAt(usual, value);
    const code = b < 0 ? codeOfOne(opcode, codes[first] ?? 0) : gateCode(opcode, codes[first] ?? 0, codes[b] ?? 0);
    const id = this.next(code, at, first, b);
    this.scalars[id] = value;
    if (options !== NO_OPTIONS) this.setOptions(id, options);
    return id;
  }

  push(
    gate: Gate,
    inputs: readonly NodeId[],
    value: Tensor | number,
    options: Options,
    expression: Expression | undefined,
  ): NodeId {
    let reach = 0;
    for (let i = 0; i < inputs.length; i++) {
      if (flowsTo(gate, i)) reach |= (this.codes[inputs[i] ?? 0] ?? 0) & REACHED;
    }
    const number = typeof value === 'number' ? value : value.shape.length === 0 ? value.data[0] : undefined;
    const opcode = number === undefined || inputs.length > 2 ? 0 : opcodeAt(OPCODES[gate.number] ?? 0, number);
    const [a = -1, b = -1] = inputs;
    const code =
      opcode === 0
        ? reach | (gate.number << NUMBER_SHIFT)
        : b < 0
          ? codeOfOne(opcode, this.codes[a] ?? 0)
          : gateCode(opcode, this.codes[a] ?? 0, this.codes[b] ?? 0);
    const id = this.next(inputs.length > 2 ? code | MANY : code, expression, a, b);
    if (gate.number === 0) this.extras.gates.set(id, gate);
    if (inputs.length > 2) this.extras.inputs.set(id, inputs);
    if (options !== NO_OPTIONS) this.setOptions(id, options);
    this.setValue(id, value);
    return id;
  }

  /** Undefined for a leaf. */
  gateOf(id: NodeId): Gate | undefined {
    const code = this.codeAt(id);
    const number = code >> NUMBER_SHIFT;
    if (number !== 0) return gateNumbered(number);
    return ((code >> ROLE_SHIFT) & ROLE) === 0 ? this.extras.gates.get(id) : undefined;
  }
  roleOf(id: NodeId): Role {
    return ROLES[(this.codeAt(id) >> ROLE_SHIFT) & ROLE] ?? 'gate';
  }
  inputsOf(id: NodeId): readonly NodeId[] {
    if ((this.codeAt(id) & MANY) !== 0) return this.extras.inputs.get(id) ?? NO_MORE;
    const a = this.firstInput(id);
    const b = this.secondInput(id);
    return a < 0 ? NO_MORE : b < 0 ? [a] : [a, b];
  }
  /** −1: none. */
  firstInput(id: NodeId): NodeId {
    return this.operands[id << 1] ?? -1;
  }
  secondInput(id: NodeId): NodeId {
    return this.operands[(id << 1) | 1] ?? -1;
  }
  optionsAt(id: NodeId): Options {
    return (this.codeAt(id) & OPTIONS) === 0 ? NO_OPTIONS : (this.extras.options.get(id) ?? NO_OPTIONS);
  }
  isScalar(id: NodeId): boolean {
    return (this.codeAt(id) & TENSOR) === 0;
  }
  /** The value of a scalar node (shape `()`). */
  scalarAt(id: NodeId): number {
    return this.scalars[id] ?? Number.NaN;
  }
  /** The value of a node that is not a scalar. */
  tensorAt(id: NodeId): Tensor | undefined {
    return (this.codeAt(id) & TENSOR) === 0 ? undefined : this.extras.tensors.get(id);
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
    return (this.codeAt(id) & REACHED) !== 0;
  }
  statementOf(id: NodeId): number {
    return this.origins.of(id).statement;
  }
  /** The statement whose tree holds `expressionOf(id)`: a def's for gates inside a call. */
  withinOf(id: NodeId): number {
    return this.origins.of(id).within;
  }
  expressionOf(id: NodeId): Expression | undefined {
    return this.expressions[id];
  }
  /** Innermost box, −1 at the top. */
  boxAt(id: NodeId): number {
    return this.origins.of(id).box;
  }

  /** A leaf that turns out to be named, marked or detached changes its role. */
  markLeaf(id: NodeId, role: LeafRole): void {
    this.codes[id] = LEAF_CODE[role] | (this.codeAt(id) & EXTRAS);
  }

  /** A named value that no gradient flows through (`randn(3, 4)`, `x > 0`) is as good as an input: it has one of its own. */
  markAsSource(id: NodeId): void {
    this.codes[id] = this.codeAt(id) | REACHED;
  }

  /** Takes away all nodes and boxes but the first ones. */
  cutBack(length: number, boxes: number): void {
    const { origin } = this;
    this.length = length;
    this.boxes.length = boxes;
    this.overflowed = true;
    for (const facts of [
      this.bodies,
      this.paramNames,
      this.dataFacts,
      this.standardized,
      this.derivations,
      this.settings,
    ])
      for (const id of facts.keys()) if (id >= length) facts.delete(id);
    this.origins.cutBack(length);
    this.origin = { ...origin, box: -1 };
  }

  /** Copies the nodes up to `last` of the tape that was this one's model, to where they stand there. None has a gate of the file's own. */
  copyInPlace(from: Tape, last: NodeId): void {
    const { codes } = this;
    for (let id = this.length; id < last; id++) {
      if (((codes[id] ?? 0) & EXTRAS) !== 0) this.extras.copy(from.extras, id, id, undefined);
    }
    this.origins.copy(from.origins, this.length, last, this.length, (origin) => origin);
    this.length = last;
  }

  /**
   * Copies the nodes `first … last − 1` of another tape, none of them in a box or with a gate of the file's own, whose statements stand `moved` further down
   * here. `to` says which node is which here, and is told of the copies.
   */
  copyRun(from: Tape, first: NodeId, last: NodeId, moved: number, to: Int32Array): void {
    const start = this.length;
    const movedOrigin = ({ statement }: Origin): Origin => ({
      statement: statement + moved,
      within: statement + moved,
      box: -1,
    });
    this.origins.copy(from.origins, first, last, start, moved === 0 ? (origin) => origin : movedOrigin);
    this.length += last - first;
    while (this.length > this.codes.length) this.grow();
    this.codes.set(from.codes.subarray(first, last), start);
    this.scalars.set(from.scalars.subarray(first, last), start);
    const { expressions, codes, operands } = this;
    for (let id = first, copy = start; id < last; id++, copy++) {
      to[id] = copy;
      expressions[copy] = from.expressions[id];
      const a = from.operands[2 * id] ?? -1;
      const b = from.operands[2 * id + 1] ?? -1;
      operands[2 * copy] = a < 0 ? -1 : (to[a] ?? -1);
      operands[2 * copy + 1] = b < 0 ? -1 : (to[b] ?? -1);
      if (((codes[copy] ?? 0) & EXTRAS) !== 0) this.extras.copy(from.extras, id, copy, to);
    }
  }

  private codeAt(id: NodeId): number {
    return this.codes[id] ?? 0;
  }

  private setValue(id: NodeId, value: Tensor | number): void {
    if (typeof value === 'number') this.scalars[id] = value;
    else if (value.shape.length === 0) this.scalars[id] = value.data[0] ?? Number.NaN;
    else {
      this.codes[id] = this.codeAt(id) | TENSOR;
      this.extras.tensors.set(id, value);
    }
  }
  private setOptions(id: NodeId, options: Options): void {
    this.codes[id] = this.codeAt(id) | OPTIONS;
    this.extras.options.set(id, options);
  }

  private next(code: number, expression: Expression | undefined, a: NodeId, b: NodeId): NodeId {
    const id = this.length++;
    if (id === this.codes.length) this.grow();
    this.codes[id] = code;
    this.operands[id << 1] = a;
    this.operands[(id << 1) | 1] = b;
    this.expressions[id] = expression;
    return id;
  }

  private grow(): void {
    Object.assign(this, columnsFor(2 * this.codes.length, this.codes.length, this));
  }
}
