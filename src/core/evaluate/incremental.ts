import type { Gradients } from '../autodiff/gradients.ts';
import type { NodeId } from '../autodiff/tape/node.ts';
import type { Tape } from '../autodiff/tape/tape.ts';
import { sameOptions } from '../gates/gate.ts';
import { idCount, idOf, mentionsIn } from '../semantics/mentions.ts';
import type { CommonEnds, MentionTable } from '../semantics/mentionTable.ts';
import type { ParsedStatement } from '../syntax/tree.ts';
import { nextParamName } from './calls/leafRoles.ts';
import { type Context, isSpent } from './context.ts';
import type { Begun, Copying, Evaluation, StatementResult, Surroundings } from './evaluation.ts';
import { scrubbedStatement } from './scrubKey.ts';

/** What an earlier evaluation is good for in a new one. */
interface Reused {
  readonly statements: readonly StatementResult[];
  /** Gradients of outputs whose graph is as it was. */
  readonly known: ReadonlyMap<NodeId, Gradients>;
}

/** Evaluates a statement onto the context's tape. */
type EvaluateAt = (index: number) => StatementResult;

/**
 * Evaluates a document after an edit: statements whose names stand for what they stood for are copied, the others are
 * evaluated. Undefined where the whole text is to be evaluated.
 */
export function evaluateAgain(
  context: Context,
  { document, copying, mentions }: Begun,
  before: Evaluation,
  { head, tail }: CommonEnds,
  evaluateAt: EvaluateAt,
): Reused | undefined {
  const old = before.document.statements;
  const now = document.statements;
  const ended = now.length - tail;
  const shift = now.length - old.length;
  const replaced = old.slice(head, old.length - tail);
  const dragged = draggedIn(before.surroundings, context.surroundings);
  if (dragged.size > 0 && (head < now.length || shift !== 0)) return undefined;
  // Trained parameters stand in by name, and names depend on the parameters above.
  if (context.surroundings.trained.size > 0) return undefined;
  if (!sameSurroundings(context.surroundings, before.surroundings) || isFull(before.tape, before.surroundings))
    return undefined;
  if (replaced.some(definesFunction) || now.slice(head, ended).some(definesFunction)) return undefined;

  const again = new Again(context, before, copying, mentions);
  for (let i = 0; i < now.length; i++) {
    const was = i < head ? i : i >= ended ? i - shift : -1;
    const parsed = now[i];
    if (parsed === undefined) break;
    if (i === ended) again.compareGiven(head, old.length - tail, now.slice(head, ended));
    if (was >= 0 && before.copying.movable[was] === 1 && !dragged.has(i) && again.isClean(i)) {
      again.copy(was, i);
      continue;
    }
    again.flush();
    const result = evaluateAt(i);
    again.statements[i] = result;
    if (was >= 0) again.compare(was, result, parsed);
  }
  again.flush();
  if (isFull(context.tape, context.surroundings) || isSpent(context)) return undefined;
  return { statements: again.statements, known: again.gradients() };
}

const isFull = (tape: Tape, { maxNodes }: Surroundings): boolean =>
  tape.overflowed || tape.length + tape.boxes.length > maxNodes;

const definesFunction = ({ tree }: ParsedStatement): boolean => tree.kind === 'def' || tree.kind === 'backwardRule';

const sameSurroundings = (a: Surroundings, b: Surroundings): boolean =>
  a.dataSets === b.dataSets &&
  a.maxElements === b.maxElements &&
  a.maxNodes === b.maxNodes &&
  a.maxRows === b.maxRows &&
  a.trained === b.trained;

/** Statements with a number that is tried out in one of them and not, or as another, in the other. Known by their index. */
const draggedIn = ({ scrubbed: a }: Surroundings, { scrubbed: b }: Surroundings): ReadonlySet<number> =>
  new Set([...a.keys(), ...b.keys()].filter((key) => !Object.is(a.get(key), b.get(key))).map(scrubbedStatement));

/** Nothing keeps what is written here beyond one evaluation. */
let scratch: readonly [Int32Array, Int32Array] = [new Int32Array(1024), new Int32Array(1024)];

/** Walks along a text before and after an edit. */
class Again {
  readonly statements: StatementResult[];
  private readonly context: Context;
  private readonly before: Evaluation;
  private readonly copying: Copying;
  /** For each node of the tape before: the node here that has its value and is reached as it was; −1: none. */
  private readonly to: Int32Array;
  /** As `to`, only where the node was also made alike. */
  private readonly same: Int32Array;
  /** By id of a name: 1 where it stands for something else than before. */
  private readonly changed: Uint8Array;
  private changedCount = 0;
  /** Whether every node so far that can be read further on stands where it stood before. */
  private inPlace: boolean;
  private readonly mentions: MentionTable;
  /** Statements to be copied: `from … to − 1` before the edit, the first of them at `at` after it. */
  private run = { from: 0, to: 0, at: 0 };
  /** Of the tape before, in order, and how many of them are passed. */
  private readonly params: readonly (readonly [NodeId, string])[];
  private readonly derivations: readonly NodeId[];
  private readonly settings: readonly NodeId[];
  private param = 0;
  private derivation = 0;
  private setting = 0;

  constructor(context: Context, before: Evaluation, copying: Copying, mentions: MentionTable) {
    this.context = context;
    this.copying = copying;
    this.before = before;
    this.mentions = mentions;
    this.inPlace = context.tape.hasModel;
    this.changed = new Uint8Array(idCount());
    this.statements = new Array<StatementResult>(mentions.starts.length - 1);
    this.params = [...before.tape.paramNames];
    this.derivations = [...before.tape.derivations.keys()];
    this.settings = [...before.tape.settings.keys()];
    const { length } = before.tape;
    if (scratch[0].length < length) scratch = [new Int32Array(2 * length), new Int32Array(2 * length)];
    this.to = scratch[0].subarray(0, length).fill(-1);
    this.same = scratch[1].subarray(0, length).fill(-1);
  }

  /** Whether all names that a statement reads stand for what they stood for. */
  isClean(index: number): boolean {
    if (this.changedCount === 0) return true;
    const { changed } = this;
    const { starts, packed } = this.mentions;
    const end = starts[index + 1] ?? 0;
    for (let i = starts[index] ?? 0; i < end; i++) {
      const mention = packed[i] ?? 0;
      if ((mention & 1) === 0 && changed[mention >> 1] === 1) return false;
    }
    for (let i = starts[index] ?? 0; i < end; i++) {
      const mention = packed[i] ?? 0;
      if ((mention & 1) === 1) this.setChanged(mention >> 1, 0);
    }
    return true;
  }

  private setChanged(id: number, to: 0 | 1): void {
    if (this.changed[id] === to) return;
    this.changed[id] = to;
    this.changedCount += to === 1 ? 1 : -1;
  }

  copy(was: number, index: number): void {
    const { run, context, copying } = this;
    const { elements, work } = this.before.copying;
    copying.movable[index] = 1;
    context.elements += copying.elements[index] = elements[was] ?? 0;
    context.work += copying.work[index] = work[was] ?? 0;
    if (run.to === was && run.from < run.to) run.to++;
    else {
      this.flush();
      this.run = { from: was, to: was + 1, at: index };
    }
  }

  /** Copies the nodes of the statements that wait for it. */
  flush(): void {
    const { before, context, run } = this;
    if (run.from === run.to) return;
    const first = before.statements[run.from]?.first ?? 0;
    const last = before.statements[run.to - 1]?.last ?? first;
    const further = context.tape.length - first;
    const below = run.at - run.from;
    const stays = further === 0 && below === 0;
    this.inPlace &&= stays;
    if (this.inPlace) context.tape.copyInPlace(before.tape, last);
    else context.tape.copyRun(before.tape, first, last, below, this.to);
    for (let id = first; id < last; id++) this.to[id] = this.same[id] = id + further;
    this.copyFacts(first, last, further);
    for (let i = run.from; i < run.to; i++) {
      const result = before.statements[i];
      if (result) this.statements[i + below] = stays ? result : movedBy(result, further, below);
    }
    this.bringIntoScope(run.from + below, run.to + below);
    this.run = { from: 0, to: 0, at: 0 };
  }

  private bringIntoScope(from: number, to: number): void {
    const { scope } = this.context;
    const { starts, packed } = this.mentions;
    for (let index = from; index < to; index++) {
      const end = starts[index + 1] ?? 0;
      for (let i = starts[index] ?? 0; i < end; i++) {
        const mention = packed[i] ?? 0;
        if ((mention & 1) === 1) scope.setFrom(this.statements, mention >> 1, index);
      }
    }
  }

  /** What a tape knows of a few nodes only. A parameter's name depends on those above it. */
  private copyFacts(first: NodeId, last: NodeId, further: number): void {
    const { before, context, to } = this;
    const { tape } = context;
    for (; this.param < this.params.length; this.param++) {
      const [id, name] = this.params[this.param] ?? [-1, ''];
      if (id >= last) break;
      if (id >= first) tape.paramNames.set(id + further, nextParamName(context, name.replace(/#\d+$/, '')));
    }
    for (; this.derivation < this.derivations.length; this.derivation++) {
      const id = this.derivations[this.derivation] ?? -1;
      if (id >= last) break;
      const made = before.tape.derivations.get(id);
      if (made === undefined || id < first) continue;
      tape.derivations.set(id + further, { ...made, inputs: made.inputs.map((input) => to[input] ?? -1) });
    }
    for (const [id, { x, by }] of before.tape.standardized)
      if (id >= first && id < last) tape.standardized.set(id + further, { x: to[x] ?? -1, by: to[by] ?? -1 });
    for (; this.setting < this.settings.length; this.setting++) {
      const id = this.settings[this.setting] ?? -1;
      if (id >= last) break;
      const made = before.tape.settings.get(id);
      if (made === undefined || id < first) continue;
      tape.settings.set(id + further, { ...made, inputs: made.inputs.map((input) => to[input] ?? -1) });
    }
  }

  /** A statement that was evaluated again: which of its nodes and names are as they were. */
  compare(was: number, result: StatementResult, parsed: ParsedStatement): void {
    const { before, context, to, same } = this;
    const old = before.statements[was];
    if (old === undefined) return;
    const alike = old.last - old.first === result.last - result.first;
    for (let id = old.first; alike && id < old.last; id++) {
      const here = id - old.first + result.first;
      if (!this.isMadeAlike(id, here)) continue;
      to[id] = same[id] = here;
      this.inPlace &&= id === here;
    }
    for (const { name, does, id } of mentionsIn(parsed))
      if (does === 'gives value') this.settle(id, nodeOf(old, name), context.scope.get(name)?.node);
  }

  /** After the statements that the edit has replaced: which names they give stand for what they stood for. */
  compareGiven(from: number, to: number, fresh: readonly ParsedStatement[]): void {
    const given = new Map<string, NodeId | undefined>();
    for (const { bindings } of this.before.statements.slice(from, to))
      for (const { name, node } of bindings) if (name !== '') given.set(name, node);
    const givenHere = new Set<string>();
    for (const parsed of fresh)
      for (const { name, does } of mentionsIn(parsed)) if (does === 'gives value') givenHere.add(name);
    for (const name of new Set([...given.keys(), ...givenHere]))
      this.settle(idOf(name), given.get(name), givenHere.has(name) ? this.context.scope.get(name)?.node : undefined);
  }

  gradients(): ReadonlyMap<NodeId, Gradients> {
    const known = new Map<NodeId, Gradients>();
    for (const [output, gradients] of this.before.known) {
      const here = this.same[output] ?? -1;
      const moved = here < 0 ? undefined : gradients.movedTo(this.context.tape, this.same);
      if (moved) known.set(here, moved);
    }
    return known;
  }

  private settle(name: number, old: NodeId | undefined, here: NodeId | undefined): void {
    if (old !== undefined && here !== undefined && this.isWorthTheSame(old, here)) {
      this.inPlace &&= old === here;
      this.to[old] = here;
      this.setChanged(name, 0);
    } else this.setChanged(name, 1);
  }

  private isWorthTheSame(old: NodeId, here: NodeId): boolean {
    const a = this.before.tape;
    const b = this.context.tape;
    return (
      a.roleOf(old) === b.roleOf(here) &&
      a.isReached(old) === b.isReached(here) &&
      a.tensorAt(old) === b.tensorAt(here) &&
      Object.is(a.scalarAt(old), b.scalarAt(here))
    );
  }

  private isMadeAlike(old: NodeId, here: NodeId): boolean {
    const a = this.before.tape;
    const b = this.context.tape;
    if (a.gateOf(old) !== b.gateOf(here) || !this.isWorthTheSame(old, here)) return false;
    const inputs = b.inputsOf(here);
    return (
      a.expressionOf(old) === b.expressionOf(here) &&
      sameOptions(a.optionsAt(old), b.optionsAt(here)) &&
      a.inputsOf(old).every((input, port) => this.to[input] === inputs[port])
    );
  }
}

const nodeOf = (result: StatementResult | undefined, name: string): NodeId | undefined =>
  result?.bindings.findLast((binding) => binding.name === name)?.node;

/** A statement's result so many nodes and statements further on. */
const movedBy = (result: StatementResult, further: number, below: number): StatementResult => ({
  bindings: result.bindings.map(({ name, statement, node }) => ({
    name,
    statement: statement + below,
    node: node === undefined ? undefined : node + further,
  })),
  problems: result.problems,
  first: result.first + further,
  last: result.last + further,
});
