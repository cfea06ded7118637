/**
 * Data files are shown by their first rows but trained on whole. Only the statements that make the data are evaluated on
 * all rows: the network's own lines would take as long as a pass over the whole set.
 */

import type { NodeId } from '../../core/autodiff/tape/node.ts';
import type { Tape } from '../../core/autodiff/tape/tape.ts';
import { lineTable } from '../../core/base/lineTable.ts';
import { evaluateDocument } from '../../core/evaluate/evaluate.ts';
import type { Evaluation, Surroundings } from '../../core/evaluate/evaluation.ts';
import type { Document, Expression, ParsedStatement, Statement } from '../../core/syntax/tree.ts';
import { expressionsOf, partsOf } from '../../core/syntax/tree.ts';
import { type ColumnUnits, measuredIn, unitsOfColumns } from '../../core/tensor/columnUnits.ts';
import type { Tensor } from '../../core/tensor/tensor.ts';
import type { Plan, PlanProblem } from './plan.ts';

/** Whether some data set has more rows than the evaluation has seen. */
export const isCut = ({ statements, tape }: Evaluation): boolean =>
  statements.some(({ rows, bindings }) => {
    const node = bindings.find((binding) => binding.node !== undefined)?.node;
    return rows !== undefined && node !== undefined && rows > (tape.shapeOf(node)[0] ?? 0);
  });

/** The value of each of these row leaves with all rows. */
export function wholeRows(
  preview: Evaluation,
  leaves: readonly NodeId[],
  surroundings: Surroundings,
): ReadonlyMap<NodeId, Tensor> | PlanProblem {
  const { document, tape } = preview;
  const wanted = leaves.map((leaf) => tape.statementOf(leaf));
  const reduced = onlyStatements(document, statementsBehind(document, wanted));
  const whole = evaluateDocument(reduced, { ...surroundings, maxRows: Number.POSITIVE_INFINITY });
  for (const [index, { problems }] of whole.statements.entries()) {
    const error = problems.find(({ severity }) => severity === 'error');
    if (error)
      return {
        problem: `line ${lineTable(document.text).at((document.starts[index] ?? 0) + error.from).line + 1}: ${error.message}`,
      };
  }
  const values = new Map<NodeId, Tensor>();
  for (const leaf of leaves) {
    const statement = tape.statementOf(leaf);
    const place = rowLeavesIn(preview, statement).indexOf(leaf);
    const same = rowLeavesIn(whole, statement)[place];
    if (same === undefined) return { problem: 'the data could not be read whole' };
    values.set(leaf, whole.tape.valueOf(same));
  }
  return values;
}

function rowLeavesIn({ statements, tape }: Evaluation, index: number): readonly NodeId[] {
  const { first = 0, last = 0 } = statements[index] ?? {};
  const found: NodeId[] = [];
  for (let id = first; id < last; id++) if (tape.roleOf(id) === 'data' || tape.roleOf(id) === 'labels') found.push(id);
  return found;
}

/** Those statements and all whose names they use, however far up. */
function statementsBehind(document: Document, wanted: readonly number[]): ReadonlySet<number> {
  const needed = new Set(wanted);
  const pending = [...needed];
  for (let index = pending.pop(); index !== undefined; index = pending.pop()) {
    const names = namesIn(document.statements[index]?.tree);
    for (let above = 0; above < document.statements.length; above++) {
      const tree = document.statements[above]?.tree;
      if (tree === undefined || needed.has(above) || !namesGivenBy(tree).some((name) => names.has(name))) continue;
      // A def may stand below the def that calls it; a value only above.
      if (tree.kind !== 'def' && tree.kind !== 'backwardRule' && above > index) continue;
      needed.add(above);
      pending.push(above);
    }
  }
  return needed;
}

function namesGivenBy(tree: Statement): readonly string[] {
  if (tree.kind === 'assignment') return tree.targets.map(({ name }) => name);
  return tree.kind === 'def' || tree.kind === 'backwardRule' ? [tree.name.name] : [];
}

function namesIn(tree: Statement | undefined): ReadonlySet<string> {
  const names = new Set<string>();
  const pending: Expression[] = tree ? [...expressionsOf(tree)] : [];
  for (let part = pending.pop(); part !== undefined; part = pending.pop()) {
    if (part.kind === 'name') names.add(part.name);
    if (part.kind === 'call') names.add(part.callee.name);
    pending.push(...partsOf(part));
  }
  return names;
}

/** The same places, so that lines and random streams stay as they are; what is not needed stands empty. */
function onlyStatements(document: Document, needed: ReadonlySet<number>): Document {
  const empty = ({ text, tree: { from, to } }: ParsedStatement): ParsedStatement => ({
    text,
    tree: { kind: 'broken', from, to, targets: [] },
    problems: [],
  });
  return {
    ...document,
    statements: document.statements.map((statement, index) => (needed.has(index) ? statement : empty(statement))),
  };
}

/**
 * What `standardize` made of the training data and, in further plans, of a test set, by mean and deviation of the rows that
 * are trained on, so that no row held out has a say in them. The columns are put into other units once more: those of before
 * cancel out.
 */
export function standardizedOn(trainingRows: Int32Array, tape: Tape, trained: Plan): (plan: Plan) => Plan {
  const units = new Map<NodeId, ColumnUnits>();
  for (const { node, whole } of trained.rowSets) {
    const from = tape.standardized.get(trained.nodes[node]?.tape ?? -1);
    if (from && from.x === from.by) units.set(from.by, unitsOfColumns(whole, trainingRows));
  }
  if (units.size === 0) return (plan) => plan;
  return (plan) => ({
    ...plan,
    rowSets: plan.rowSets.map((set) => {
      const from = tape.standardized.get(plan.nodes[set.node]?.tape ?? -1);
      const columns = from && units.get(from.by);
      return columns ? { ...set, whole: measuredIn(set.whole, columns) } : set;
    }),
  });
}
