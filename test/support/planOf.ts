import { plainSurroundings } from '../../src/core/evaluate/environment.ts';
import { evaluateDocument } from '../../src/core/evaluate/evaluate.ts';
import type { Evaluation } from '../../src/core/evaluate/evaluation.ts';
import type { DataSet } from '../../src/core/makers/dataSet.ts';
import { parseDocument } from '../../src/core/syntax/document.ts';
import { dataSets } from '../../src/data/index.ts';
import { compilePlan, isPlanProblem, type Plan } from '../../src/trainer/plan/plan.ts';

/** The plan of the first training of a text over all its rows, and the evaluation that it is made from. */
export function planned(
  text: string,
  sets: readonly DataSet[] = dataSets,
): { readonly plan: Plan; readonly evaluation: Evaluation } {
  const surroundings = { ...plainSurroundings, dataSets: sets, maxElements: 1e8, maxRows: Number.POSITIVE_INFINITY };
  const evaluation = evaluateDocument(parseDocument(text), surroundings);
  const plan = compilePlan(evaluation, 0);
  if (isPlanProblem(plan)) throw new Error(`${plan.problem}\n${text}`);
  return { plan, evaluation };
}

export const planOf = (text: string, sets?: readonly DataSet[]): Plan => planned(text, sets).plan;
