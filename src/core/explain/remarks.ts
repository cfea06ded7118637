import type { Gradients } from '../autodiff/gradients.ts';
import type { NodeId } from '../autodiff/tape/node.ts';
import { steadyDigits } from '../base/printedArithmetic.ts';
import { showCount, showNumber } from '../base/show.ts';
import type { Evaluation } from '../evaluate/evaluation.ts';
import type { Remark } from '../gates/gate.ts';
import { broadcastTo } from '../tensor/broadcast.ts';
import { type Application, applicationAt, isAllNumbers } from './application.ts';
import { fillWords } from './formula/formula.ts';
import { POWER_STRENGTH } from './formula/piece.ts';
import { fittedPlain } from './formula/plain.ts';

export interface GateRemark {
  readonly kind: Remark['kind'];
  /** A clause without a full stop: `relu is off: s is below 0`. For a tensor it says in how many entries. */
  readonly words: string;
}

/** Tensors with more entries are not searched for kinks. */
const MOST = 100_000;

/**
 * What to notice about a gate at its present numbers. With a `port`, what concerns that operand; without one, what concerns the
 * gate as a whole, which leaves out what is no fault: a router always has a loser, and a switch that is off in some entries does
 * what it is for.
 */
export function remarksOf(application: Application, port?: number): readonly GateRemark[] {
  const { gate, options, operands, out } = application;
  const { remark } = gate;
  if (remark === undefined || !gate.scalar || out.value.data.length > MOST) return [];
  const names = operands.map(({ words }) => words.plain.text);
  const { data, shape } = out.value;
  const columns = operands.map(({ value }) => broadcastTo(value, shape).data);
  const tally = new Map<string, Found>();
  for (let i = 0; i < data.length; i++) {
    const found = remark(
      columns.map((column) => column[i] ?? Number.NaN),
      data[i] ?? Number.NaN,
      options,
    );
    if (found === undefined) continue;
    const isLoser = port === undefined && found.kind === 'off' && gate.pattern === 'gradient router';
    if (isLoser || (port !== undefined && found.param !== port && found.kind !== 'kink')) continue;
    const key = `${found.kind} ${found.words}`;
    const before = tally.get(key);
    if (before) before.at.push(i);
    else tally.set(key, { kind: found.kind, words: fillWords(found.words, gate, names), at: [i] });
  }
  return [...tally.values()]
    .sort((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind))
    .flatMap((found) => {
      const words = wordsOf(found, application, port);
      return words === undefined ? [] : [{ kind: found.kind, words }];
    });
}

/** `at`: flat indices of the result's entries for which it holds. */
interface Found {
  readonly kind: Remark['kind'];
  readonly words: string;
  readonly at: number[];
}

const ORDER: readonly Remark['kind'][] = ['saturated', 'off', 'kink'];

function wordsOf({ kind, words, at }: Found, { gate, out }: Application, port: number | undefined): string | undefined {
  const total = out.value.data.length;
  if (out.value.shape.length === 0) return words;
  if (kind === 'off' && at.length === total)
    return `${gate.name} is off in all ${showCount(total)} entries: nothing passes back`;
  if (kind === 'off' && port === undefined) return deadUnits(at, out.value.shape);
  return `${words} (${showCount(at.length)} of ${showCount(total)} entries)`;
}

/** A unit that is off for every row learns nothing from this batch. Rows are all axes but the last. */
function deadUnits(at: readonly number[], shape: readonly number[]): string | undefined {
  if (shape.length < 2) return undefined;
  const units = shape.at(-1) ?? 1;
  const rows = shape.slice(0, -1).reduce((product, length) => product * length, 1);
  if (rows < 2) return undefined;
  const counts = new Uint32Array(units);
  for (const i of at) counts[i % units]!++;
  const dead = counts.filter((count) => count === rows).length;
  return dead === 0 ? undefined : `${dead} of ${units} units are off for every row: dead for this batch`;
}

/** What to notice about operand `port` of the gate at a node of the tape; about the gate as a whole where it is undefined. */
export function remarksAt(evaluation: Evaluation, node: NodeId, port: number | undefined): readonly GateRemark[] {
  const application = applicationAt(evaluation, node, undefined);
  return application ? remarksOf(application, port) : [];
}

/** What a role's argument multiplies with needs parentheses where it is more than one word. */
const TIGHT = { strength: POWER_STRENGTH, minus: false } as const;

/** Longer than this, an operand is in the way of the argument. */
const LONGEST_NAME = 24;

const shortName = (name: string): string => (name.length > LONGEST_NAME ? '(…)' : name);

/**
 * The gate's role argued from its numbers, `swap: x gets y · upstream`; undefined for tensors, for gates without one, and where
 * no number of digits makes it true as printed.
 */
export function roleSentence(application: Application, digits: number): string | undefined {
  const { gate, options, operands, out, upstream } = application;
  const { chip } = gate;
  if (chip === undefined || upstream === undefined || !isAllNumbers(application)) return undefined;
  const first = ({ data }: { readonly data: ArrayLike<number> }): number => data[0] ?? Number.NaN;
  const inputs = operands.map(({ value }) => first(value));
  const made = new Set([...inputs, first(out.value), first(upstream)]);
  // What a result is made of gets as many digits as it takes to give it as printed.
  const sentence = (of: number): string =>
    chip({
      names: operands.map(({ words }) => shortName(fittedPlain(words.plain, TIGHT))),
      inputs,
      out: first(out.value),
      upstream: first(upstream),
      options,
      show: (value) => showNumber(value, made.has(value) ? of : digits),
    });
  const steady = steadyDigits(sentence, digits);
  return steady === undefined ? undefined : sentence(steady);
}

/** The role of the gate at a node of the tape. */
export function roleAt(evaluation: Evaluation, node: NodeId, gradients: Gradients, digits: number): string | undefined {
  const application = applicationAt(evaluation, node, gradients);
  return application && roleSentence(application, digits);
}
