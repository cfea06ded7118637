/** Takes a loss apart into what the data costs and penalties λ·‖W‖² on parameters. */
import { add } from '../../core/gates/add.ts';
import { div } from '../../core/gates/div.ts';
import type { Gate } from '../../core/gates/gate.ts';
import { mul } from '../../core/gates/mul.ts';
import { pow } from '../../core/gates/pow.ts';
import { square } from '../../core/gates/square.ts';
import { sum } from '../../core/gates/sum.ts';
import type { Plan } from '../plan/plan.ts';

interface LossTerms {
  /** The node whose loss the data makes. */
  readonly data: number;
  /** λ by parameter. */
  readonly penalties: ReadonlyMap<number, number>;
  /** Nodes that carry a gradient on the way, without `data`. */
  readonly visited: ReadonlySet<number>;
}

/** The operands of a gate, if the node is one. */
export function operandsOf(plan: Plan, node: number, gate: Gate): readonly number[] | undefined {
  const does = plan.nodes[node]?.does;
  return does?.kind === 'gate' && does.gate === gate ? does.inputs : undefined;
}

export function paramAt(plan: Plan, node: number): number | undefined {
  const does = plan.nodes[node]?.does;
  return does?.kind === 'param' ? does.param : undefined;
}

function constantAt(plan: Plan, node: number): number | undefined {
  const does = plan.nodes[node]?.does;
  return does?.kind === 'constant' && does.value.data.length === 1 ? does.value.data[0] : undefined;
}

/** Undefined where there is any other term. `isData` says which node may be the data's. */
export function lossTerms(plan: Plan, isData: (node: number) => boolean): LossTerms | undefined {
  const penalties = new Map<number, number>();
  const visited = new Set<number>();
  let data: number | undefined;
  const pending: { readonly node: number; readonly scale: number }[] = [{ node: plan.loss, scale: 1 }];
  for (let term = pending.pop(); term !== undefined; term = pending.pop()) {
    const { node, scale } = term;
    if (isData(node)) {
      if (data !== undefined || scale !== 1) return undefined;
      data = node;
      continue;
    }
    if (visited.has(node)) return undefined;
    visited.add(node);
    const parts = operandsOf(plan, node, add);
    const scaled = scaledOperand(plan, node);
    const squared = squaredParam(plan, node);
    if (parts) for (const part of parts) pending.push({ node: part, scale });
    else if (scaled) pending.push({ node: scaled.node, scale: scale * scaled.by });
    else if (squared) {
      for (const inner of squared.visited) visited.add(inner);
      penalties.set(squared.param, (penalties.get(squared.param) ?? 0) + scale);
    } else return undefined;
  }
  return data === undefined ? undefined : { data, penalties, visited };
}

/** `c * x`, `x * c`, `x / c`. */
function scaledOperand(plan: Plan, node: number): { readonly node: number; readonly by: number } | undefined {
  const [a = -1, b = -1] = operandsOf(plan, node, mul) ?? [];
  const left = constantAt(plan, a);
  if (left !== undefined) return { node: b, by: left };
  const right = constantAt(plan, b);
  if (right !== undefined) return { node: a, by: right };
  const [over = -1, under = -1] = operandsOf(plan, node, div) ?? [];
  const divisor = constantAt(plan, under);
  return divisor === undefined ? undefined : { node: over, by: 1 / divisor };
}

/** `sum(W * W)`, `sum(W ** 2)`, `sum(square(W))` over all entries. */
function squaredParam(
  plan: Plan,
  node: number,
): { readonly param: number; readonly visited: readonly number[] } | undefined {
  const does = plan.nodes[node]?.does;
  if (does?.kind !== 'gate' || does.gate !== sum || does.options.axis !== undefined) return undefined;
  const [inner = -1] = does.inputs;
  const [x = -1, y = x] = operandsOf(plan, inner, mul) ?? operandsOf(plan, inner, square) ?? [];
  const [base = -1, exponent = -1] = operandsOf(plan, inner, pow) ?? [];
  const power = constantAt(plan, exponent) === 2 ? paramAt(plan, base) : undefined;
  const param = power ?? (x === y ? paramAt(plan, x) : undefined);
  return param === undefined ? undefined : { param, visited: [inner] };
}
