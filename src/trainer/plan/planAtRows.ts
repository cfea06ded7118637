/** A plan for a given number of rows: every shape is known, and what follows from shapes alone is a constant. */
import { optionsWith } from '../../core/autodiff/tape/tapeParts.ts';
import { showShape } from '../../core/base/show.ts';
import { isShapeProblem, type Options } from '../../core/gates/gate.ts';
import { type Shape, sizeOf, type Tensor, zeros } from '../../core/tensor/tensor.ts';
import { type Doing, isPlanProblem, type Plan, type PlanNode, type PlanProblem } from './plan.ts';

export interface PlanAtRows {
  /** The same nodes at the same places. */
  readonly plan: Plan;
  /** Of each node's value. */
  readonly shapes: readonly Shape[];
}

/** The gates' own shape rules are asked again; a problem says which line does not go through. */
export function planAtRows(plan: Plan, rows: number): PlanAtRows | PlanProblem {
  const sizing = new Sizing(plan, rows);
  for (const index of plan.nodes.keys()) {
    const problem = sizing.add(index);
    if (problem) return problem;
  }
  const { nodes, shapes } = sizing;
  const loss = shapes[plan.loss] ?? [];
  if (sizeOf(loss) !== 1)
    return { problem: `${plan.lossName} has shape ${showShape(loss)}; a loss is a single number` };
  return sizing.otherTurns() ?? { plan: sizing.changes ? { ...plan, nodes } : plan, shapes };
}

class Sizing {
  readonly nodes: PlanNode[] = [];
  readonly shapes: Shape[] = [];
  /** Whether some node is another one than in the plan for all rows. */
  changes = false;
  /** What is the same in every step; undefined: rows or parameters decide. */
  private readonly values: (Tensor | undefined)[] = [];
  private readonly plan: Plan;
  private readonly rows: number;

  constructor(plan: Plan, rows: number) {
    this.plan = plan;
    this.rows = rows;
  }

  add(index: number): PlanProblem | undefined {
    const node = this.plan.nodes[index];
    if (node === undefined) return undefined;
    const options = this.optionsOf(node.does);
    const derived = node.does.kind === 'derived' ? this.derived(node.does) : undefined;
    const shape = derived?.shape ?? this.shapeOf(node.does, options);
    if ('problem' in shape) return this.said(index, shape);
    this.shapes.push(shape);
    const value = derived ?? this.valueOf(node.does, shape, options);
    this.values.push(value);
    const does = this.doing(node.does, value, options);
    this.changes ||= does !== node.does;
    this.nodes.push(does === node.does ? node : { ...node, does });
    return undefined;
  }

  private doing(does: Doing, value: Tensor | undefined, options: Options): Doing {
    if (value !== undefined && does.kind !== 'constant') return { kind: 'constant', value };
    return does.kind === 'gate' && options !== does.options ? { ...does, options } : does;
  }

  /** The options at this number of rows. */
  private optionsOf(does: Doing): Options {
    if (does.kind !== 'gate') return NONE;
    const { setting, options } = does;
    const inputs = setting && this.known(setting.inputs);
    return setting === undefined || inputs === undefined ? options : optionsWith(options, setting.slots, inputs);
  }

  private known(nodes: readonly number[]): readonly Tensor[] | undefined {
    const values = nodes.flatMap((node) => this.values[node] ?? []);
    return values.length === nodes.length ? values : undefined;
  }

  /** What follows from shapes, or from what is known, without a gate. */
  private derived(does: Doing & { readonly kind: 'derived' }): Tensor | undefined {
    if (does.ofShape === true) return does.again(does.inputs.map((input) => zeroed(this.shapes[input] ?? [])));
    const inputs = this.known(does.inputs);
    return inputs && does.again(inputs);
  }

  private valueOf(does: Doing, shape: Shape, options: Options): Tensor | undefined {
    if (does.kind === 'constant') return does.value;
    if (does.kind !== 'gate' || does.gate.drawn !== undefined) return undefined;
    const inputs = this.known(does.inputs);
    if (inputs === undefined) return undefined;
    const out = zeros(shape);
    does.gate.value(inputs, out, options);
    return out;
  }

  private shapeOf(does: Doing, options: Options): Shape | PlanProblem {
    const { plan, rows, shapes } = this;
    switch (does.kind) {
      case 'param':
        return plan.params[does.param]?.start.shape ?? [];
      case 'constant':
        return does.value.shape;
      case 'rows':
        return [rows, ...(plan.rowSets[does.set]?.whole.shape ?? []).slice(1)];
      case 'learned':
        return shapes[does.body] ?? [];
      case 'derived': {
        const samples = does.inputs.map((input) => sampleOf(plan, input, shapes[input] ?? []));
        return (
          does.again(samples)?.shape ?? { problem: 'a value without gradient cannot be computed again for these rows' }
        );
      }
      case 'gate': {
        const shape = does.gate.shape(
          does.inputs.map((input) => shapes[input] ?? []),
          options,
        );
        return isShapeProblem(shape) ? { problem: shape.problem } : shape;
      }
    }
  }

  private said(index: number, { problem }: PlanProblem): PlanProblem {
    const { plan, rows } = this;
    if (rows === plan.rows || plan.rows === 0) return { problem };
    const turns = this.otherTurns();
    if (turns) return turns;
    const name = plan.nameOf(index);
    const where = name === undefined ? '' : ` in ${name}`;
    return { problem: `${this.minibatch()} does not go through${where}: ${problem}${this.advice(index)}` };
  }

  private minibatch(): string {
    return `a minibatch of ${this.rows} of the ${this.plan.rows} rows`;
  }

  /** What to write where the text says the number of rows itself. */
  private advice(index: number): string {
    const { plan } = this;
    const does = plan.nodes[index]?.does;
    if (does?.kind !== 'gate') return '';
    const data = plan.rowSets[0]?.name ?? 'X';
    const settings = [does, ...does.inputs.map((input) => plan.nodes[input]?.does)].flatMap((near) =>
      near?.kind === 'gate' ? Object.values(near.options) : [],
    );
    if (settings.some((value) => (typeof value === 'object' ? value.includes(plan.rows) : value === plan.rows)))
      return `; write len(${data}) for ${plan.rows}, which follows the minibatch`;
    const fixed = does.inputs.find((input) => {
      const operand = plan.nodes[input]?.does;
      return operand?.kind === 'constant' && operand.value.shape[0] === plan.rows;
    });
    if (fixed === undefined) return '';
    const name = plan.nameOf(fixed);
    return name === undefined
      ? `; data(…) around what has a row for each of the ${plan.rows} examples lets its rows be drawn too`
      : `; ${name} has a row for each of the ${plan.rows} examples: ${name} = data(…) lets its rows be drawn too`;
  }

  /** A loop that is written out for another number of turns than these rows give. */
  otherTurns(): PlanProblem | undefined {
    for (const { inputs, count, turns } of this.plan.loops) {
      const numbers = this.known(inputs)?.map(({ data }) => data[0] ?? Number.NaN);
      const now = numbers === undefined ? turns : count(numbers);
      if (now !== turns)
        return {
          problem: `a loop takes a turn for each row, and is written out with ${turns} turns: ${this.minibatch()} would need ${now}. Compute with all rows at once, as X @ W does, or leave out batch and validate`,
        };
    }
    return undefined;
  }
}

const NONE: Options = {};
const zeroed = (shape: Shape): Tensor => ({ shape, data: NO_NUMBERS });
const NO_NUMBERS = new Float64Array(0);

/** Some value of the right shape: the first rows of data, the constant itself, else zeros. */
function sampleOf(plan: Plan, node: number, shape: Shape): Tensor {
  const does = plan.nodes[node]?.does;
  if (does?.kind === 'constant') return does.value;
  const whole = does?.kind === 'rows' ? plan.rowSets[does.set]?.whole : undefined;
  return { shape, data: whole ? whole.data.subarray(0, sizeOf(shape)) : new Float64Array(sizeOf(shape)) };
}

/** What a gate has against operands that are data, looked at with all rows: a label out of range. */
export function wrongOperands(plan: Plan): PlanProblem | undefined {
  const sized = planAtRows(plan, plan.rows);
  if (isPlanProblem(sized)) return sized;
  const { plan: whole, shapes } = sized;
  for (const { does } of whole.nodes) {
    if (does.kind !== 'gate' || does.gate.check === undefined) continue;
    const fromRows = does.inputs.map((input) => whole.nodes[input]?.does.kind === 'rows');
    if (!fromRows.includes(true)) continue;
    const problem = does.gate.check(
      does.inputs.map((input) => sampleOf(whole, input, shapes[input] ?? [])),
      does.options,
    );
    if (problem !== undefined) return { problem };
  }
  return undefined;
}
