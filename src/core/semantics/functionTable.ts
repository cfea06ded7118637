/** Every word of the language that is called, and what it is. */
import { calls } from '../gates/index.ts';
import type { DataSet } from '../makers/dataSet.ts';
import { makers } from '../makers/index.ts';

export type CalledRole = 'param' | 'data' | 'detach' | 'standardize' | 'put' | 'jacobian';

interface RoleWord {
  readonly name: CalledRole | 'grad';
  readonly summary: string;
}

export const roleWords: readonly RoleWord[] = [
  { name: 'param', summary: 'marks a trainable parameter: train(…) changes it' },
  { name: 'data', summary: 'marks a tensor whose rows are examples, drawn in minibatches' },
  {
    name: 'standardize',
    summary:
      'gives every column of data mean 0 and deviation 1 over all its rows (a run that holds rows out: over those that it trains on); standardize(X_test, X) takes both from X',
  },
  { name: 'detach', summary: 'passes the value on and stops the gradient' },
  {
    name: 'put',
    summary:
      'A = put(A[i, j], v) gives A with v in the place of the entries that are picked, as A[i, j] = v does in NumPy',
  },
  { name: 'jacobian', summary: 'jacobian(y, x) is the matrix of ∂y_i/∂x_j of two small vectors, as a constant' },
  { name: 'grad', summary: 'after a backward(f): ∂f/∂x at that point, as a constant' },
];

/** Names that have a value unless the text gives them another. */
export const constants: ReadonlyMap<string, number> = new Map([
  ['pi', Math.PI],
  ['π', Math.PI],
  ['e', Math.E],
  ['inf', Number.POSITIVE_INFINITY],
  ['Inf', Number.POSITIVE_INFINITY],
  ['infty', Number.POSITIVE_INFINITY],
  ['nan', Number.NaN],
  ['NaN', Number.NaN],
]);

export const statementWords: ReadonlySet<string> = new Set(['backward', 'train', 'value', 'grad', 'def']);

const ownFunctions: readonly string[] = [
  ...calls.keys(),
  ...makers.map((maker) => maker.name),
  ...roleWords.map((word) => word.name),
];
const withDataSets = new WeakMap<readonly DataSet[], ReadonlySet<string>>();

/** Functions of expressions: gates, makers, roles, and these data sets. */
export function functionNames(dataSets: readonly DataSet[]): ReadonlySet<string> {
  const known = withDataSets.get(dataSets);
  if (known) return known;
  const names = new Set([...ownFunctions, ...dataSets.map(({ name }) => name)]);
  withDataSets.set(dataSets, names);
  return names;
}
