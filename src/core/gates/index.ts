import { add } from './add.ts';
import { div } from './div.ts';
import { exp } from './exp.ts';
import type { Gate } from './gate.ts';
import { log } from './log.ts';
import { matmul } from './matmul.ts';
import { max } from './max.ts';
import { maximum } from './maximum.ts';
import { mean } from './mean.ts';
import { min } from './min.ts';
import { minimum } from './minimum.ts';
import { mul } from './mul.ts';
import { neg } from './neg.ts';
import { pow } from './pow.ts';
import { relu } from './relu.ts';
import { sigmoid } from './sigmoid.ts';
import { sub } from './sub.ts';
import { sum } from './sum.ts';
import { tanh } from './tanh.ts';

/** Every operation of the language, in the order of the reference page. */
export const gates: readonly Gate[] = [
  add,
  sub,
  mul,
  div,
  pow,
  neg,
  matmul,
  exp,
  log,
  tanh,
  sigmoid,
  relu,
  maximum,
  minimum,
  sum,
  mean,
  max,
  min,
];

const byName = new Map(gates.map((gate) => [gate.name, gate]));
const byOperator = new Map<string, Gate>();
const byKind = new Map<Gate['spelling']['kind'], Gate>();
const byCall = new Map<string, Gate[]>();
for (const gate of gates) {
  const { spelling } = gate;
  if (spelling.kind === 'infix') byOperator.set(spelling.operator, gate);
  else if (spelling.kind === 'call') byCall.set(spelling.name, [...(byCall.get(spelling.name) ?? []), gate]);
  else byKind.set(spelling.kind, gate);
}

export const gateNamed = (name: string): Gate | undefined => byName.get(name);

/** The gate of an infix operator in its canonical spelling: `+ - * / @ ** < <= > >= == !=`. */
export const gateOfOperator = (operator: string): Gate | undefined => byOperator.get(operator);

/** The one gate of a spelling of its own: `prefix` (the unary minus), `transpose`, `index`, `list`, `unwritten` (copy). */
export const gateSpelled = (kind: 'prefix' | 'transpose' | 'index' | 'list' | 'unwritten'): Gate | undefined =>
  byKind.get(kind);

/** Every name that can be called, with its gates: one, or two that differ in the number of operands. */
export const calls: ReadonlyMap<string, readonly Gate[]> = byCall;

/**
 * The gate meant by a call with so many positional arguments: the one with exactly as many params, else the one with the
 * most params that are not more than that, else the first. The arguments that follow the params are positional options.
 */
export function gateOfCall(name: string, positional: number): Gate | undefined {
  const candidates = byCall.get(name) ?? [];
  let best = candidates[0];
  for (const gate of candidates)
    if (
      gate.params.length <= positional &&
      (best === undefined || gate.params.length > best.params.length || best.params.length > positional)
    )
      best = gate;
  return best;
}
