import { sizeOf } from '../../core/tensor/tensor.ts';
import type { Plan } from './plan.ts';

/** What a plan predicts, from what, and what it is compared with. */
export interface Prediction {
  /** Row set of the features. */
  readonly features: number;
  /** Row set of the labels or targets. */
  readonly target: number;
  /** Node that every way from the features to the loss goes through, before the target comes in. */
  readonly node: number;
}

const inputsOf = (plan: Plan, node: number): readonly number[] => {
  const does = plan.nodes[node]?.does;
  if (does === undefined || !('inputs' in does)) return [];
  return does.kind === 'learned' ? [...does.inputs, does.body] : does.inputs;
};

/** Row sets that each node's value depends on. */
function rowSetsBehind(plan: Plan): readonly ReadonlySet<number>[] {
  const behind: ReadonlySet<number>[] = [];
  for (const [node, { does }] of plan.nodes.entries())
    behind.push(
      does.kind === 'rows'
        ? new Set([does.set])
        : new Set(inputsOf(plan, node).flatMap((input) => [...(behind[input] ?? [])])),
    );
  return behind;
}

/** Undefined where the plan has no such place: one row set only, or features and targets mixed from the start. */
export function findPrediction(plan: Plan): Prediction | undefined {
  const behind = rowSetsBehind(plan);
  const target = plan.rowSets.findIndex((set, index) => set.role === 'labels' || index === plan.rowSets.length - 1);
  const features = plan.rowSets.findIndex((_, index) => index !== target);
  if (target < 0 || features < 0 || !behind[plan.loss]?.has(target)) return undefined;
  const pure = (node: number): boolean => behind[node]?.has(features) === true && !behind[node]?.has(target);
  const source = plan.rowSets[features]?.node ?? 0;
  for (let node = plan.nodes.length - 1; node >= 0; node--)
    if (plan.nodes[node]?.gradient && pure(node) && everyWayLeadsThrough(plan, source, node, pure))
      return { features, target, node };
  return undefined;
}

/** Whether no way from `source` reaches a node that the target has come into, except through `gate`. */
function everyWayLeadsThrough(plan: Plan, source: number, gate: number, pure: (node: number) => boolean): boolean {
  const reached = new Set([source]);
  for (let node = source + 1; node < plan.nodes.length; node++) {
    if (node === gate || !plan.nodes[node]?.forLoss || !inputsOf(plan, node).some((input) => reached.has(input)))
      continue;
    if (!pure(node)) return false;
    reached.add(node);
  }
  return !reached.has(plan.loss);
}

/** Columns of a node's value for each row: 1 for a vector. */
export const columnsOf = (shape: readonly number[]): number => sizeOf(shape.slice(1));

/** How predictions are read: so many classes, or 0 for a number. */
export interface Reading {
  readonly classes: number;
  /** The prediction of one row as it stands in the tensor. */
  readonly read: (data: ArrayLike<number>, row: number) => { readonly predicted: number; readonly certainty: number };
}

/** Several columns are scores; one column with targets 0 and 1 (or −1 and 1) is a two-class decision; else a number. */
export function readingOf(columns: number, targets: ArrayLike<number>): Reading {
  if (columns > 1) return { classes: columns, read: (data, row) => readScores(data, row * columns, columns) };
  const seen = new Set<number>();
  for (let i = 0; i < targets.length && seen.size < 3; i++) seen.add(targets[i] ?? 0);
  const signs = seen.size === 2 && seen.has(-1) && seen.has(1);
  const bits = seen.size === 2 && seen.has(0) && seen.has(1);
  if (!signs && !bits) return { classes: 0, read: (data, row) => ({ predicted: data[row] ?? 0, certainty: 1 }) };
  const border = signs ? 0 : 0.5;
  return {
    classes: 2,
    read: (data, row) => {
      const value = data[row] ?? 0;
      return {
        predicted: value > border ? 1 : 0,
        certainty: Math.min(1, Math.abs(value - border) / (signs ? 1 : 0.5)),
      };
    },
  };
}

function readScores(data: ArrayLike<number>, from: number, columns: number): { predicted: number; certainty: number } {
  let predicted = 0;
  for (let j = 1; j < columns; j++) if ((data[from + j] ?? 0) > (data[from + predicted] ?? 0)) predicted = j;
  const most = data[from + predicted] ?? 0;
  let sum = 0;
  for (let j = 0; j < columns; j++) sum += data[from + j] ?? 0;
  if (Math.abs(sum - 1) < 1e-5 && most <= 1) return { predicted, certainty: most };
  let total = 0;
  for (let j = 0; j < columns; j++) total += Math.exp((data[from + j] ?? 0) - most);
  return { predicted, certainty: 1 / total };
}
