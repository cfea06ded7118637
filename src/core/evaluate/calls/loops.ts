/** Lines that are evaluated inside of others: those of a function, and those of a loop, once for each turn. */
import type { CallBox, NodeId, TurnCount } from '../../autodiff/tape/node.ts';
import { gateSpelled } from '../../gates/index.ts';
import { subscriptOptions } from '../../gates/subscripts.ts';
import type { Call, Expression, For, Statement } from '../../syntax/tree.ts';
import { type Context, evaluate, evaluateMany, fail } from '../context.ts';
import { applyGate } from './applyGate.ts';
import { asWholeNumber, followsOthers, lengthAlong } from './sizes.ts';

const MOST_TURNS = 10_000;

/** Where the names of a loop go, and how its lines are evaluated; `line` answers whether to go on. */
interface Turning {
  readonly give: (name: string, node: NodeId | undefined) => void;
  readonly line: (line: Statement) => boolean;
}

/** The lines of a function, whose names are its own. Answers whether all of them have a value. */
export function runLines(context: Context, block: readonly Statement[]): boolean {
  return block.every((line) => runLine(context, line));
}

function runLine(context: Context, line: Statement): boolean {
  const { locals } = context;
  if (locals === undefined) return false;
  if (line.kind === 'import') return true;
  if (line.kind === 'bare') return evaluate(context, line.value) !== undefined;
  if (line.kind === 'for') {
    const give = (name: string, node: NodeId | undefined): unknown => node !== undefined && locals.set(name, node);
    return runTurns(context, line, { give, line: (inner) => runLine(context, inner) });
  }
  if (line.kind !== 'assignment') return false;
  const { targets, value } = line;
  const nodes = targets.length === 1 ? [evaluate(context, value)] : evaluateMany(context, value, targets.length);
  nodes.forEach((node, i) => {
    const name = targets[i]?.name;
    if (node !== undefined && name !== undefined) locals.set(name, node);
  });
  return nodes.every((node) => node !== undefined);
}

/** All turns of a loop, each a box of its own. Answers false as soon as a line has no value. */
export function runTurns(context: Context, statement: For, turning: Turning): boolean {
  const turns = turnsOf(context, statement.over);
  if (turns === undefined) return false;
  const { tape } = context;
  const outer = tape.origin;
  const names = statement.targets.map(({ name }) => name);
  for (let turn = 0; turn < turns.count; turn++) {
    const box: CallBox = {
      name: `${names[0] ?? 'turn'} = ${turns.label(turn)}`,
      kind: 'turn',
      parent: outer.box,
      definedIn: outer.within,
      call: statement.over,
      turns: turns.follows,
      args: [],
      first: tape.length,
      last: tape.length,
      output: -1,
      locals: NO_LOCALS,
      body: -1,
    };
    tape.boxes.push(box);
    tape.origin = { ...outer, box: tape.boxes.length - 1 };
    const given = valuesFor(context, turns.values(turn), statement);
    names.forEach((name, i) => {
      turning.give(name, given?.[i]);
    });
    const isSound = given !== undefined && statement.block.every(turning.line) && !context.full;
    tape.origin = outer;
    box.last = tape.length;
    box.output = lastGate(context, box);
    if (!isSound) return false;
  }
  return true;
}

const NO_LOCALS: ReadonlyMap<string, NodeId> = new Map();

/** The last gate of a turn, whose value stands for it. */
function lastGate({ tape }: Context, { first, last }: CallBox): NodeId {
  for (let id = last - 1; id >= first; id--) if (tape.gateOf(id) !== undefined) return id;
  return -1;
}

function valuesFor(
  context: Context,
  values: readonly (NodeId | undefined)[],
  { targets, over }: For,
): readonly NodeId[] | undefined {
  const known = values.filter((value) => value !== undefined);
  if (known.length !== values.length) return undefined;
  return known.length === targets.length
    ? known
    : fail(
        context,
        'tuple-parts',
        over,
        `each turn gives ${known.length === 1 ? 'one value' : `${known.length} values`}, and ${targets.length} names stand before in`,
      );
}

interface Turns {
  readonly count: number;
  /** Undefined: the text itself says how many. */
  readonly follows: TurnCount | undefined;
  readonly label: (turn: number) => string;
  /** What the turn's names stand for. */
  readonly values: (turn: number) => readonly (NodeId | undefined)[];
}

const SEQUENCES: ReadonlySet<string> = new Set(['range', 'reversed', 'enumerate', 'zip']);

/** The expressions that a loop goes over, without the words that say how. */
export function goneOver(over: Expression): readonly Expression[] {
  if (over.kind !== 'call' || over.form !== 'plain' || !SEQUENCES.has(over.callee.name)) return [over];
  return over.args.flatMap(({ value }) => goneOver(value));
}

function turnsOf(context: Context, over: Expression): Turns | undefined {
  const turns =
    over.kind === 'call' && over.form === 'plain' && SEQUENCES.has(over.callee.name)
      ? sequenceOf(context, over)
      : rowsOf(context, over);
  if (turns === undefined || turns.count <= MOST_TURNS) return turns;
  return fail(
    context,
    'too-many-turns',
    over,
    `${turns.count} turns are too many: a loop is written out in the graph, with at most ${MOST_TURNS}`,
  );
}

function sequenceOf(context: Context, over: Call): Turns | undefined {
  const { name } = over.callee;
  if (name === 'range') return rangeOf(context, over);
  const parts = over.args.map(({ value }) => turnsOf(context, value));
  const known = parts.filter((part) => part !== undefined);
  const [first] = known;
  if (first === undefined || known.length !== parts.length)
    return parts.length === 0
      ? fail(context, 'loop-over', over, `${name} needs what the loop goes over: ${name}(x)`)
      : undefined;
  if (name === 'zip') {
    const count = Math.min(...known.map((part) => part.count));
    const follows = shortest(known);
    return { count, follows, label: first.label, values: (turn) => known.flatMap((part) => part.values(turn)) };
  }
  if (name === 'reversed') {
    const { count, follows, label, values } = first;
    return { count, follows, label: (turn) => label(count - 1 - turn), values: (turn) => values(count - 1 - turn) };
  }
  return {
    count: first.count,
    follows: first.follows,
    label: String,
    values: (turn) => [context.tape.pushLeaf('constant', turn, over), ...first.values(turn)],
  };
}

/** `zip` goes round as often as its shortest part. */
function shortest(parts: readonly Turns[]): TurnCount | undefined {
  if (parts.every(({ follows }) => follows === undefined)) return undefined;
  return {
    inputs: parts.flatMap(({ follows }) => follows?.inputs ?? []),
    count: (numbers) => {
      let at = 0;
      const counts = parts.map(({ count, follows }) => {
        if (follows === undefined) return count;
        const own = numbers.slice(at, at + follows.inputs.length);
        at += own.length;
        return follows.count(own);
      });
      return Math.min(...counts);
    },
  };
}

function rangeOf(context: Context, over: Call): Turns | undefined {
  const nodes = over.args.map(({ value }) => evaluate(context, value));
  const inputs = nodes.filter((node) => node !== undefined);
  const bounds = nodes.map((node, i) => {
    const place = over.args[i]?.value ?? over;
    return node === undefined ? undefined : asWholeNumber(context, node, place);
  });
  const given = bounds.filter((bound) => bound !== undefined);
  if (given.length !== bounds.length) return undefined;
  if (given.length < 1 || given.length > 3)
    return fail(
      context,
      'loop-over',
      over,
      'range takes one to three numbers: range(stop), range(start, stop) or range(start, stop, step)',
    );
  const { start, step, count } = turnsBetween(given);
  if (step === 0) return fail(context, 'loop-over', over, 'range cannot count in steps of 0');
  return {
    count,
    follows: inputs.some((input) => followsOthers(context, input))
      ? { inputs, count: (numbers) => turnsBetween(numbers).count }
      : undefined,
    label: (turn) => String(start + turn * step),
    values: (turn) => [context.tape.pushLeaf('constant', start + turn * step, over)],
  };
}

/** `range(stop)`, `range(start, stop)`, `range(start, stop, step)`. */
function turnsBetween(given: readonly number[]): Record<'start' | 'step' | 'count', number> {
  const [start = 0, stop = 0, step = 1] = given.length === 1 ? [0, given[0]] : given;
  return { start, step, count: Math.max(0, Math.ceil((stop - start) / step)) };
}

/** `for x in X`: the rows of a tensor. */
function rowsOf(context: Context, over: Expression): Turns | undefined {
  const node = evaluate(context, over);
  const gate = gateSpelled('index');
  if (node === undefined || gate === undefined) return undefined;
  const [count] = context.tape.shapeOf(node);
  if (count === undefined)
    return fail(
      context,
      'loop-over',
      over,
      'a loop goes over range(6) or over the rows of a tensor, and this is a single number',
    );
  return {
    count,
    follows: { inputs: [lengthAlong(context, node, 0, over)], count: ([rows = 0]) => rows },
    label: (turn) => `row ${turn}`,
    values: (turn) => [applyGate(context, gate, [node], subscriptOptions([{ at: turn }]), over)],
  };
}
