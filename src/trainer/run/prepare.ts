/** From a text and a cell to runs that are ready to go, or the reason why they are not, in the learner's words. */

import { lineTable } from '../../core/base/lineTable.ts';
import { showShape } from '../../core/base/show.ts';
import { evaluateDocument } from '../../core/evaluate/evaluate.ts';
import type { Evaluation, Surroundings, TrainingResult } from '../../core/evaluate/evaluation.ts';
import type { DataSet, FileSource } from '../../core/makers/dataSet.ts';
import type { TrainOptions } from '../../core/semantics/trainOptions.ts';
import { overridden, type RunOptions, variantsOf } from '../../core/semantics/trainVariants.ts';
import { parseDocument } from '../../core/syntax/document.ts';
import { ByteRows } from '../../core/tensor/byteRows.ts';
import { sameShape, type Tensor, zeros } from '../../core/tensor/tensor.ts';
import { awaitBytes } from '../../protocol/arrival.ts';
import type { SavedParameter, TrainingSetup } from '../../protocol/training.ts';
import type { StartHelper } from '../dense/team.ts';
import type { Engine } from '../engine/engine.ts';
import { type EngineWishes, makeEngines } from '../engine/engines.ts';
import { tooMuchMemory } from '../engine/memory.ts';
import { programEngine } from '../engine/programEngine.ts';
import type { Precision } from '../engine/store.ts';
import { WatchedEngine } from '../engine/watchedEngine.ts';
import type { SetEngineFlag } from '../engine/wideSimd.ts';
import type { WorkWatch } from '../engine/workWatch.ts';
import { optimizerNamed } from '../optimizers/index.ts';
import {
  compilePlan,
  isPlanProblem,
  type Plan,
  type PlanProblem,
  paramsBehind,
  planFor,
  trainingOf,
  unevenRows,
} from '../plan/plan.ts';
import { wrongOperands } from '../plan/planAtRows.ts';
import { drawnRows, RowOrder, splitRows } from '../plan/rowOrder.ts';
import { drawsRows, makeTimetable, type Timetable } from '../plan/timetable.ts';
import { isCut, standardizedOn, wholeRows } from '../plan/wholeRows.ts';
import { additivityOf, type Gauge, LOOK_ROWS, measure, type Parts } from './measure.ts';
import { TrainingRun } from './trainingRun.ts';

/** The scalar that `test=` names, with a plan of its own: its data are other rows than those that are trained on. */
function testPlanOf(evaluation: Evaluation, training: TrainingResult): Plan | PlanProblem | undefined {
  const { test } = training;
  if (test === undefined) return undefined;
  const params = paramsBehind(evaluation.tape, test, training.params);
  const lossName = evaluation.nameOf(test) ?? 'test';
  if (params.length === 0) return { problem: `test names ${lossName}, which depends on no parameter that is trained` };
  return planFor(evaluation.tape, { loss: test, lossName, metric: undefined, params }, evaluation.nameOf);
}

/** Measures the test scalar with a run's parameters. */
class TestGauge {
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

/** What a worker has besides the setup. */
export interface TrainingWorld {
  readonly dataSets: readonly DataSet[];
  /** Starts a thread that helps; undefined where the host has none. */
  readonly startHelper?: StartHelper | undefined;
  /** Sets the flag for wide SIMD; undefined where the host has none. */
  readonly setEngineFlag?: SetEngineFlag | undefined;
  /** Is told how long the engines' work may take. */
  readonly watch?: WorkWatch | undefined;
}

export interface Prepared {
  readonly evaluation: Evaluation;
  readonly training: TrainingResult;
  readonly plan: Plan;
  readonly options: TrainOptions;
  readonly runs: readonly { readonly label: string; readonly run: TrainingRun }[];
  /** Rows that are trained on. */
  readonly trainingRows: Int32Array;
  readonly heldOut: Int32Array;
}

const MOST_NODES = 1_000_000;
/** Where the host sets no limit. */
const MOST_BYTES = 4e9;

/** Rows on which the network's lines are evaluated, which is not compiled yet; all rows are read for the data alone. */
const PREVIEW_ROWS = 5;

export function prepare(
  setup: TrainingSetup,
  { dataSets, startHelper, setEngineFlag, watch }: TrainingWorld,
): Prepared | PlanProblem {
  const surroundings: Surroundings = {
    dataSets,
    files: filesOf(setup),
    maxElements: setup.maxElements,
    maxNodes: MOST_NODES,
    maxRows: PREVIEW_ROWS,
    trained: new Map(),
    scrubbed: new Map(),
  };
  const document = parseDocument(setup.text);
  const preview = evaluateDocument(document, surroundings);
  const cut = isCut(preview);
  // Shapes that are written for all rows fit no preview, nor do loops over the rows.
  const countsRows = preview.tape.boxes.some(({ turns }) => turns !== undefined);
  const asPreview = cut && !countsRows && trainingOf(preview, setup.cell) !== undefined;
  const whole = { ...surroundings, maxRows: Number.POSITIVE_INFINITY };
  const evaluation = asPreview ? preview : evaluateDocument(document, whole);
  const training = trainingOf(evaluation, setup.cell);
  if (training === undefined) return { problem: whyNoTraining(evaluation, setup.cell) };
  const compiled = compilePlan(evaluation, setup.cell);
  if (isPlanProblem(compiled)) return compiled;
  const complete = asPreview ? withAllRows(compiled, evaluation, surroundings) : compiled;
  if (isPlanProblem(complete)) return complete;
  const started = startedFrom(complete, setup.start ?? []);
  if (isPlanProblem(started)) return started;
  const options = overridden(training.options, setup.overrides);
  const wrong = wrongOptions(options, started) ?? wrongData(started);
  if (wrong) return wrong;
  // Not replaced for a branch, which goes on with one of several seeds: it is measured on the rows of its trunk.
  const [splitSeed = 0] = training.options.seed;
  const { training: trainingRows, heldOut } = splitRows(started.rows, options.validate, splitSeed);
  const inTrainingUnits =
    heldOut.length > 0 ? standardizedOn(trainingRows, evaluation.tape, started) : (same: Plan): Plan => same;
  const plan = inTrainingUnits(started);
  const variants = variantsOf(options).map((variant) => ({
    ...variant,
    timetable: timetableOf(variant.options, trainingRows.length, setup.branch?.totalSteps),
  }));
  const { precision } = options;
  const large = tooMuchMemory(
    {
      plan,
      precision,
      count: variants.length,
      memory: Math.max(...variants.map(({ options: { optimizer } }) => optimizerNamed(optimizer).memory.length)),
      sizes: variants.flatMap(({ timetable }) => timetable.sizes),
    },
    setup.maxBytes ?? MOST_BYTES,
  );
  if (large) return { problem: `${lineOfTrain(evaluation, setup.cell)}${large.problem}` };
  const made = enginesFor(variants, (own) => ({
    ...own,
    plan,
    precision,
    trainingRows: trainingRows.length,
    threads: setup.threads,
    startHelper,
    setEngineFlag: setup.wideSimd === true ? setEngineFlag : undefined,
    clips: options.clipNorm !== undefined,
  }));
  if (isPlanProblem(made)) return made;
  const missing = setup.files.find(({ arriving, bytes }) => arriving && !awaitBytes(arriving, bytes.length));
  if (missing) return { problem: `${missing.path} cannot be unpacked: it is damaged or cut short` };
  const engines = made.map((engine, i) =>
    watch ? new WatchedEngine(engine, watch, plan, variants[i]?.timetable.batch ?? 0) : engine,
  );
  const { branch } = setup;
  if (branch) for (const engine of engines) engine.setMemory(branch.memory.map((saved) => inOrder(saved, plan)));
  const testPlan = testPlanOf(evaluation, training);
  if (testPlan && isPlanProblem(testPlan)) return testPlan;
  const wholeTest = testPlan && asPreview ? withAllRows(testPlan, evaluation, surroundings) : testPlan;
  if (wholeTest && isPlanProblem(wholeTest)) return wholeTest;
  const test = wholeTest && TestGauge.of(inTrainingUnits(wholeTest), plan, precision);
  if (test && isPlanProblem(test)) return test;
  const [engine] = engines;
  const gauge: Gauge | undefined = engine && {
    trainingRows,
    heldOut,
    sample: drawnRows(trainingRows, sampleSize(plan), splitSeed),
    additivity: additivityOf(engine, plan, trainingRows, precision),
    test,
  };
  const historyBytes = setup.historyBytes / variants.length;
  const runs = engines.flatMap((own, index) => {
    const variant = variants[index];
    if (variant === undefined) return [];
    const { label, options: chosen, timetable } = variant;
    const order = new RowOrder(trainingRows, chosen.seed, drawsRows(chosen, timetable));
    const from = branch?.step;
    const lowest = branch?.lowest && { ...branch.lowest, parameters: inOrder(branch.lowest.parameters, plan) };
    return [
      {
        label,
        run: new TrainingRun({
          plan,
          engine: own,
          options: chosen,
          timetable,
          order,
          gauge,
          historyBytes,
          from,
          lowest,
        }),
      },
    ];
  });
  return { evaluation, training, plan, options, runs, trainingRows, heldOut };
}

/** A branch ends where its trunk would have ended. */
function timetableOf(options: RunOptions, rows: number, trunkEnd: number | undefined): Timetable {
  const timetable = makeTimetable(options, rows);
  return trunkEnd === undefined ? timetable : { ...timetable, totalSteps: trunkEnd };
}

type OwnWishes = Pick<EngineWishes, 'optimizer' | 'count' | 'batch' | 'sizes' | 'updates'>;
interface VariantWithTimes {
  readonly options: RunOptions;
  readonly timetable: Timetable;
}

/** Engines in the order of the variants. Those that differ in nothing that an engine is built for are built together. */
function enginesFor(
  variants: readonly VariantWithTimes[],
  wishes: (own: OwnWishes) => EngineWishes,
): readonly Engine[] | PlanProblem {
  const groups = new Map<string, number[]>();
  for (const [index, { options, timetable }] of variants.entries()) {
    const key = `${options.optimizer} ${timetable.batch}`;
    groups.set(key, [...(groups.get(key) ?? []), index]);
  }
  const engines: Engine[] = [];
  for (const members of groups.values()) {
    const variant = variants[members[0] ?? 0];
    if (variant === undefined) continue;
    const { options, timetable } = variant;
    const { batch, sizes } = timetable;
    const updates = members.reduce((sum, member) => sum + (variants[member]?.timetable.totalSteps ?? 0), 0);
    const made = makeEngines(
      wishes({ optimizer: optimizerNamed(options.optimizer), count: members.length, batch, sizes, updates }),
    );
    if (isPlanProblem(made)) return made;
    for (const [i, engine] of made.entries()) engines[members[i] ?? 0] = engine;
  }
  return engines;
}

/** Rows on which a run's training loss is measured while it goes: few enough to go through the network at once. */
const MOST_SAMPLED = LOOK_ROWS;
const MOST_SAMPLED_WORK = 4e8;

const sampleSize = ({ params }: Plan): number =>
  Math.max(
    256,
    Math.min(
      MOST_SAMPLED,
      Math.floor(MOST_SAMPLED_WORK / params.reduce((sum, { start }) => sum + start.data.length, 1)),
    ),
  );

function withAllRows(plan: Plan, evaluation: Evaluation, surroundings: Surroundings): Plan | PlanProblem {
  const leaves = plan.rowSets.map(({ node }) => plan.nodes[node]?.tape ?? -1);
  const values = wholeRows(evaluation, leaves, surroundings);
  if (isPlanProblem(values)) return values;
  const rowSets = plan.rowSets.map((set, i) => ({ ...set, whole: values.get(leaves[i] ?? -1) ?? set.whole }));
  const complete = { ...plan, rowSets, rows: rowSets[0]?.whole.shape[0] ?? 0 };
  return unevenRows(rowSets) ?? wrongOperands(complete) ?? complete;
}

function filesOf(setup: TrainingSetup): FileSource {
  const byPath = new Map(setup.files.map((file) => [file.path, file]));
  return {
    read(path) {
      const file = byPath.get(path);
      if (file === undefined) return { state: 'refused', reason: `the file ${path} was not read` };
      const { bytes, arriving } = file;
      const arrived = arriving && ((count: number) => awaitBytes(arriving, count));
      return { state: 'ready', bytes, size: bytes.length, ...(arrived ? { arrived } : {}) };
    },
  };
}

function lineOfTrain({ document }: Evaluation, cell: number): string {
  const { first = 0, last = 0 } = document.cells[cell] ?? {};
  const index = document.statements.slice(first, last).findLastIndex(({ tree }) => tree.kind === 'train');
  const start = document.starts[first + index];
  return start === undefined ? '' : `line ${lineTable(document.text).at(start).line + 1}: `;
}

/** The errors of the cell, each with its line. */
function whyNoTraining(evaluation: Evaluation, cell: number): string {
  const { document, statements } = evaluation;
  const found = document.cells[cell];
  if (found === undefined) return 'there is no such cell';
  const declared = document.statements.slice(found.first, found.last).some(({ tree }) => tree.kind === 'train');
  if (!declared) return 'this cell has no train(…) line';
  const lines = lineTable(document.text);
  const said = new Set<string>();
  for (let index = 0; index < found.last; index++) {
    const start = document.starts[index] ?? 0;
    const problems = [...(document.statements[index]?.problems ?? []), ...(statements[index]?.problems ?? [])];
    for (const problem of problems)
      if (problem.severity === 'error') said.add(`line ${lines.at(start + problem.from).line + 1}: ${problem.message}`);
  }
  if (said.size === 0) return 'the train(…) line has an error';
  const more = said.size > 3 ? ` (and ${said.size - 3} more)` : '';
  return `the text has an error: ${[...said].slice(0, 3).join('; ')}${more}`;
}

function startedFrom(plan: Plan, saved: readonly SavedParameter[]): Plan | PlanProblem {
  const byName = new Map(saved.map((parameter) => [parameter.name, parameter]));
  const odd = plan.params.find(({ name, start }) => {
    const given = byName.get(name);
    return given !== undefined && !sameShape(given.shape, start.shape);
  });
  if (odd)
    return {
      problem: `the saved ${odd.name} has shape ${showShape(byName.get(odd.name)?.shape ?? [])}, but in the text it has shape ${showShape(odd.start.shape)}`,
    };
  const params = plan.params.map((param) => {
    const given = byName.get(param.name);
    return given ? { ...param, start: { shape: given.shape, data: given.data } } : param;
  });
  return { ...plan, params };
}

/** Saved values in the order of the plan's parameters; zeros where there are none. */
function inOrder(saved: readonly SavedParameter[], plan: Plan): readonly Tensor[] {
  const byName = new Map(saved.map((value) => [value.name, value]));
  return plan.params.map(({ name, start }) => {
    const given = byName.get(name);
    return given !== undefined && sameShape(given.shape, start.shape) ? given : zeros(start.shape);
  });
}

/** Only what the text's own checks can't have seen: the whole data, and options replaced for this run. */
function wrongOptions(options: TrainOptions, plan: Plan): PlanProblem | undefined {
  const { momentum, lr, validate } = options;
  const batch = options.batch ?? [];
  if (batch.length > 0 && plan.rows === 0)
    return { problem: 'batch is given, but the loss depends on no data: mark the examples with data(…)' };
  if (!batch.every((size) => Number.isInteger(size) && size >= 1))
    return { problem: 'batch takes a whole number, 1 or more' };
  const large = batch.find((size) => size > plan.rows);
  if (large !== undefined) return { problem: `batch is ${large}, but there are only ${plan.rows} rows` };
  if (!momentum.every((beta) => beta >= 0 && beta < 1)) return { problem: 'momentum takes a number from 0 to below 1' };
  if (!lr.every((rate) => rate > 0)) return { problem: 'lr takes a number above 0' };
  if (validate > 0 && plan.rows < 2) return { problem: 'validate holds out rows, but there are none to spare' };
  return undefined;
}

function wrongData(plan: Plan): PlanProblem | undefined {
  for (const { name, whole } of plan.rowSets) {
    const bad = firstNotFinite(whole);
    if (bad >= 0) {
      const width = whole.data.length / Math.max(1, plan.rows);
      return {
        problem: `${name} has ${whole.data[bad]} in row ${Math.floor(bad / width)}: training needs finite numbers`,
      };
    }
  }
  const param = plan.params.find(({ start }) => firstNotFinite(start) >= 0);
  return param && { problem: `${param.name} does not start from finite numbers` };
}

function firstNotFinite(values: Tensor): number {
  if (values instanceof ByteRows) return -1;
  const { data } = values;
  // x · 0 is nan where x is not finite, and stays so in a sum: most data needs no closer look.
  let sum = 0;
  for (let i = 0; i < data.length; i++) sum += (data[i] ?? 0) * 0;
  return sum === 0 ? -1 : data.findIndex((entry) => !Number.isFinite(entry));
}
