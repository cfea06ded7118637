/** A plan made ready for a given number of rows: every shape known, every array allocated. */
import { openGradients, type Wiring } from '../../core/autodiff/cutBranches.ts';
import type { Gate, Options } from '../../core/gates/gate.ts';
import { type Numbers, type Shape, sizeOf, type Tensor } from '../../core/tensor/tensor.ts';
import {
  choosesBranches,
  isPlanProblem,
  type Plan,
  type PlanNode,
  type PlanProblem,
  randomPlaces,
  takesGradient,
} from '../plan/plan.ts';
import { planAtRows } from '../plan/planAtRows.ts';
import { areFinite, type Store } from './store.ts';

/** One gate of a program, with its operands and results at fixed places in memory. */
interface Instruction {
  forward(): void;
  /** Adds to the gradients of the operands; what stands in `site.upstream` is complete by then. */
  backward(): void;
}

interface InstructionSite {
  readonly gate: Gate;
  readonly options: Options;
  readonly inputs: readonly Tensor[];
  readonly out: Tensor;
  /** Undefined: no gradient comes here. */
  readonly upstream: Tensor | undefined;
  /** Gradients of the operands; undefined where none is wanted. */
  readonly into: readonly (Tensor | undefined)[];
}

/** Any gate, by its own record. */
function gateInstruction({ gate, options, inputs, out, upstream, into }: InstructionSite): Instruction {
  const at = { inputs, out, upstream: upstream ?? out, options };
  return {
    forward: () => gate.value(inputs, out, options),
    backward: () => gate.pullback(at, into),
  };
}

export interface Program {
  readonly rows: number;
  /** Places of the minibatch's rows, one for each row set of the plan. */
  readonly rowInputs: readonly Tensor[];
  /** Computes the loss, and returns it. In step number `step` of training, from 1, gates that are random draw. */
  forward(step?: number): number;
  /** Fills the store's gradients. Only after `forward`. */
  backward(): void;
  /** Computes what only the metric needs, and returns it. Only after `forward`. */
  metric(): number | undefined;
  valueOf(node: number): Tensor;
}

export function makeProgram(whole: Plan, store: Store, rows: number): Program | PlanProblem {
  const sized = planAtRows(whole, rows);
  if (isPlanProblem(sized)) return sized;
  const { plan, shapes } = sized;
  const rowInputs: Tensor[] = [];
  const values = plan.nodes.map(({ does }, index): Tensor => {
    const shape = shapes[index] ?? [];
    if (does.kind === 'param') return store.params[does.param] ?? empty;
    if (does.kind === 'constant') return store.constants.get(index) ?? does.value;
    const made = { shape, data: store.allocate(sizeOf(shape)) };
    if (does.kind === 'rows') rowInputs[does.set] = made;
    return made;
  });
  const gradients = gradientsFor(plan, store, shapes);
  const clock: Clock = { step: 0 };
  const places = randomPlaces(plan);
  const gates = plan.nodes.map(({ does }, index) => gateAt(does, clock, places.get(index) ?? 0));
  const steps = plan.nodes.map((node, index) => instructionFor(node, values, gradients, index, gates[index]));
  const pick = (wanted: (node: PlanNode) => boolean): Instruction[] =>
    steps.filter((step, index): step is Instruction => {
      const node = plan.nodes[index];
      return step !== undefined && node !== undefined && wanted(node);
    });
  const forwards = pick((node) => node.forLoss);
  const extras = pick((node) => !node.forLoss);
  const backwards = pick((node) => node.gradient).reverse();
  const chooses = choosesBranches(plan);
  // As the evaluator does: a branch that no `where` takes passes 0, not 0 · ∞.
  const cutBranches = (): void => {
    const wiring: Wiring = {
      gateOf: (node) => (plan.nodes[node]?.gradient ? gates[node] : undefined),
      inputsOf: (node) => operandsOf(plan, node),
      optionsAt: (node) => optionsOf(plan, node),
      isReached: (node) => plan.nodes[node]?.gradient === true,
    };
    const order = [...plan.nodes.keys()].slice(0, plan.loss + 1).reverse();
    const one = { shape: shapes[plan.loss] ?? [], data: Float64Array.of(1) };
    const found = openGradients(wiring, order, one, (node) => values[node] ?? empty);
    for (const [p, { node }] of plan.params.entries()) {
      const gradient = found.get(node)?.gradient.data;
      if (gradient) store.gradients[p]?.data.set(gradient);
      else store.gradients[p]?.data.fill(0);
    }
  };
  const loss = values[plan.loss]?.data ?? empty.data;
  const seed = gradients.of(plan.loss)?.data;
  return {
    rows,
    rowInputs,
    forward(now = 0) {
      clock.step = now;
      for (const step of forwards) step.forward();
      return loss[0] ?? Number.NaN;
    },
    backward() {
      store.g.fill(0);
      gradients.all.fill(0);
      if (seed) seed[0] = 1;
      for (const step of backwards) step.backward();
      if (chooses && !areFinite(store.g)) cutBranches();
    },
    metric() {
      for (const step of extras) step.forward();
      return plan.metric === undefined ? undefined : values[plan.metric]?.data[0];
    },
    valueOf: (node) => values[node] ?? empty,
  };
}

const empty: Tensor = { shape: [0], data: new Float64Array(0) };

interface GradientArrays {
  readonly all: Numbers;
  of(node: number): Tensor | undefined;
}

/** All gradients of the program in one stretch, cleared at once; those of parameters lie in the store. */
function gradientsFor(plan: Plan, store: Store, shapes: readonly Shape[]): GradientArrays {
  const spaced = (shape: Shape): number => Math.ceil(sizeOf(shape) / 16) * 16;
  const inner = plan.nodes.map((node) => node.gradient && node.does.kind !== 'param');
  const total = shapes.reduce((sum, shape, index) => sum + (inner[index] ? spaced(shape) : 0), 0);
  const all = store.allocate(total);
  let from = 0;
  const views = plan.nodes.map(({ does, gradient }, index): Tensor | undefined => {
    if (!gradient) return undefined;
    if (does.kind === 'param') return store.gradients[does.param];
    const shape = shapes[index] ?? [];
    const data = all.subarray(from, from + sizeOf(shape));
    from += spaced(shape);
    return { shape, data };
  });
  return { all, of: (node) => views[node] };
}

function instructionFor(
  { does }: PlanNode,
  values: readonly Tensor[],
  gradients: GradientArrays,
  index: number,
  gate: Gate | undefined,
): Instruction | undefined {
  const out = values[index] ?? empty;
  const tensorOf = (node: number): Tensor => values[node] ?? empty;
  if (does.kind === 'derived') {
    const inputs = does.inputs.map(tensorOf);
    const forward = (): void => out.data.set(does.again(inputs)?.data ?? []);
    return { forward, backward: () => {} };
  }
  if (gate === undefined || (does.kind !== 'learned' && does.kind !== 'gate')) return undefined;
  const site: InstructionSite = {
    gate,
    options: does.kind === 'gate' ? does.options : {},
    inputs: does.inputs.map(tensorOf),
    out,
    upstream: gradients.of(index),
    into: does.inputs.map((input, port) => (takesGradient(gate, port) ? gradients.of(input) : undefined)),
  };
  if (does.kind === 'gate') return gateInstruction(site);
  const body = tensorOf(does.body);
  return { ...gateInstruction(site), forward: () => out.data.set(body.data) };
}

/** The step of training that is being computed; 0: none. */
interface Clock {
  step: number;
}

/** The gate of a node. One that is random in training has other factors at every step, and is itself outside of training. */
function gateAt(does: PlanNode['does'], clock: Clock, place: number): Gate | undefined {
  if (does.kind !== 'gate' && does.kind !== 'learned') return undefined;
  const { gate } = does;
  const { drawn } = gate;
  if (drawn === undefined) return gate;
  let factors = new Float64Array(0);
  return {
    ...gate,
    value(inputs, out, options) {
      if (clock.step === 0) return gate.value(inputs, out, options);
      if (factors.length !== out.data.length) factors = new Float64Array(out.data.length);
      drawn.factors(factors, options, clock.step, place);
      const x = inputs[0]?.data ?? factors;
      for (let i = 0; i < factors.length; i++) out.data[i] = (x[i] ?? 0) * (factors[i] ?? 0);
    },
    pullback(at, [into]) {
      if (clock.step === 0) return gate.pullback(at, [into]);
      const { data } = at.upstream;
      if (into)
        for (let i = 0; i < factors.length; i++)
          into.data[i] = (into.data[i] ?? 0) + (data[i] ?? 0) * (factors[i] ?? 0);
    },
  };
}

const operandsOf = ({ nodes }: Plan, node: number): readonly number[] => {
  const does = nodes[node]?.does;
  return does?.kind === 'gate' || does?.kind === 'learned' ? does.inputs : [];
};
const optionsOf = ({ nodes }: Plan, node: number): Options => {
  const does = nodes[node]?.does;
  return does?.kind === 'gate' ? does.options : {};
};
