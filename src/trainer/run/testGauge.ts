import type { Evaluation, TrainingResult } from '../../core/evaluate/evaluation.ts';
import type { Tensor } from '../../core/tensor/tensor.ts';
import type { Engine } from '../engine/engine.ts';
import { programEngine } from '../engine/programEngine.ts';
import type { Precision } from '../engine/store.ts';
import { optimizerNamed } from '../optimizers/index.ts';
import { isPlanProblem, type Plan, type PlanProblem, paramsBehind, planFor } from '../plan/plan.ts';
import { additivityOf, measure, type Parts } from './measure.ts';

/** The scalar that `test=` names, with a plan of its own: its data are other rows than those that are trained on. */
export function testPlanOf(evaluation: Evaluation, training: TrainingResult): Plan | PlanProblem | undefined {
  const { test } = training;
  if (test === undefined) return undefined;
  const params = paramsBehind(evaluation.tape, test, training.params);
  const lossName = evaluation.nameOf(test) ?? 'test';
  if (params.length === 0) return { problem: `test names ${lossName}, which depends on no parameter that is trained` };
  return planFor(evaluation.tape, { loss: test, lossName, metric: undefined, params }, evaluation.nameOf);
}

/** Measures the test scalar with a run's parameters. */
export class TestGauge {
  readonly rows: number;
  private readonly engine: Engine;
  private readonly all: Int32Array;
  /** Of each parameter of the test, its place among the run's. */
  private readonly places: readonly number[];
  private readonly parts: Parts;

  private constructor(engine: Engine, plan: Plan, trained: Plan, precision: Precision) {
    this.engine = engine;
    this.rows = plan.rows;
    this.all = Int32Array.from({ length: plan.rows }, (_, row) => row);
    this.places = plan.params.map(({ node }) =>
      trained.params.findIndex((param) => trained.nodes[param.node]?.tape === plan.nodes[node]?.tape),
    );
    this.parts = additivityOf(engine, plan, this.all, precision).loss;
  }

  static of(plan: Plan, trained: Plan, precision: Precision): TestGauge | PlanProblem {
    const engine = programEngine({ plan, optimizer: optimizerNamed('sgd'), precision, sizes: [] });
    return isPlanProblem(engine) ? engine : new TestGauge(engine, plan, trained, precision);
  }

  measure(parameters: readonly Tensor[]): number {
    this.engine.setParameters(this.places.flatMap((place) => parameters[place] ?? []));
    return measure(this.engine, this.all, { loss: this.parts, metric: 'mean' }).loss;
  }
}
