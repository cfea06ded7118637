/**
 * The plan of a training: the part of the tape that lies between the parameters, the data and the loss, with everything
 * that stays the same from step to step folded into constants. It knows no number type and no count of rows; a program
 * (`program.ts`) is made from it for each size of batch.
 */

import type { NodeId, TurnCount } from '../../core/autodiff/tape/node.ts';
import type { Tape } from '../../core/autodiff/tape/tape.ts';
import type { Derivation, Setting } from '../../core/autodiff/tape/tapeParts.ts';
import type { Evaluation, TrainingResult } from '../../core/evaluate/evaluation.ts';
import type { Gate, Options } from '../../core/gates/gate.ts';
import type { Tensor } from '../../core/tensor/tensor.ts';

/** As on the tape, but its inputs are indices into the plan's nodes. */
type InPlan<OnTape extends { readonly inputs: readonly NodeId[] }> = Omit<OnTape, 'inputs'> & {
  readonly inputs: readonly number[];
};

/** What a node of the plan does. `inputs` are indices into the plan's nodes, all smaller than the node's own. */
export type Doing =
  | { readonly kind: 'param'; readonly param: number }
  /** Rows of a data set, drawn anew for each minibatch. */
  | { readonly kind: 'rows'; readonly set: number }
  | { readonly kind: 'constant'; readonly value: Tensor }
  | {
      readonly kind: 'gate';
      readonly gate: Gate;
      /** Those of the text, which hold for all rows. */
      readonly options: Options;
      /** How they follow from other nodes of the plan; undefined: they do not. */
      readonly setting: InPlan<Setting> | undefined;
      readonly inputs: readonly number[];
    }
  /** Follows from its inputs, and passes no gradient to them. */
  | ({ readonly kind: 'derived' } & InPlan<Derivation>)
  /** Has the value of `body`, and the learner's own backward pass to `inputs`. */
  | { readonly kind: 'learned'; readonly gate: Gate; readonly body: number; readonly inputs: readonly number[] };

export interface PlanNode {
  readonly tape: NodeId;
  readonly does: Doing;
  /** The loss sends a gradient here, and a parameter behind it waits for it. */
  readonly gradient: boolean;
  /** False: only the metric needs it. */
  readonly forLoss: boolean;
}

interface PlanParam {
  readonly name: string;
  readonly node: number;
  readonly start: Tensor;
}

interface RowSet {
  readonly name: string;
  readonly node: number;
  readonly role: 'data' | 'labels';
  /** All rows, along the first axis. */
  readonly whole: Tensor;
}

export interface Plan {
  readonly nodes: readonly PlanNode[];
  readonly loss: number;
  readonly lossName: string;
  readonly metric: number | undefined;
  /** In the order of the text. */
  readonly params: readonly PlanParam[];
  readonly rowSets: readonly RowSet[];
  /** Loops of which gates of the plan are turns, with the turns that the text has; only those that other rows could change. */
  readonly loops: readonly (InPlan<TurnCount> & { readonly turns: number })[];
  /** Rows of every row set; 0: there is no data, each step sees the same. */
  readonly rows: number;
  nameOf(node: number): string | undefined;
}

export interface PlanProblem {
  /** In the learner's words. */
  readonly problem: string;
}
export const isPlanProblem = (made: object): made is PlanProblem => 'problem' in made;

/** Whether a gradient flows to an operand; the last param of a variadic gate may be repeated. */
export const takesGradient = (gate: Gate, port: number): boolean =>
  gate.differentiable[Math.min(port, gate.differentiable.length - 1)] === true;

/** The training that the cell's `train(…)` declares; the last one where there are several. */
export function trainingOf(evaluation: Evaluation, cell: number): TrainingResult | undefined {
  const { first = 0, last = 0 } = evaluation.document.cells[cell] ?? {};
  return evaluation.statements.slice(first, last).findLast((statement) => statement.training !== undefined)?.training;
}

/** Of each gate that is random in training, by its node: how many there are before it. */
export const randomPlaces = ({ nodes }: Plan): ReadonlyMap<number, number> =>
  new Map(
    [...nodes.keys()]
      .filter((index) => {
        const does = nodes[index]?.does;
        return does?.kind === 'gate' && does.gate.drawn !== undefined;
      })
      .map((index, place) => [index, place]),
  );

/** Whether gradients go through a `where`: what only branches that it does not take lead to then gets 0, never nan. */
export const choosesBranches = ({ nodes }: Plan): boolean =>
  nodes.some(({ does, gradient }) => gradient && does.kind === 'gate' && does.gate.name === 'where');

export function compilePlan(evaluation: Evaluation, cell: number): Plan | PlanProblem {
  const training = trainingOf(evaluation, cell);
  if (training === undefined) return { problem: 'this cell has no train(…) that can run' };
  return planFor(evaluation.tape, training, evaluation.nameOf);
}

export function planFor(
  tape: Tape,
  training: Pick<TrainingResult, 'loss' | 'lossName' | 'metric' | 'params'>,
  nameOnTape: (id: NodeId) => string | undefined,
): Plan | PlanProblem {
  const roots = training.metric === undefined ? [training.loss] : [training.loss, training.metric];
  if (training.params.length === 0) return { problem: `${training.lossName} does not depend on any param(…)` };
  const params = new Set(training.params);
  const loops = loopsAround(tape, keptNodes(tape, roots, varyingNodes(tape, roots, params)));
  const allRoots = [...roots, ...loops.flatMap(({ inputs }) => inputs)];
  const varying = varyingNodes(tape, allRoots, params);
  const kept = keptNodes(tape, allRoots, varying);
  const forLoss = new Set(keptNodes(tape, [training.loss], varying));
  const place = new Map(kept.map((id, index) => [id, index]));
  const at = (id: NodeId): number => place.get(id) ?? 0;
  const gradients = gradientNodes(tape, training.loss, params);
  const paramIndex = new Map(training.params.map((id, index) => [id, index]));
  const sets: NodeId[] = [];
  const nodes = kept.map((id): PlanNode => {
    const param = paramIndex.get(id);
    const common = { tape: id, gradient: gradients.has(id), forLoss: forLoss.has(id) };
    if (param !== undefined) return { ...common, does: { kind: 'param', param } };
    if (!varying.has(id)) return { ...common, does: { kind: 'constant', value: tape.valueOf(id) } };
    if (isRowLeaf(tape, id)) return { ...common, does: { kind: 'rows', set: sets.push(id) - 1 } };
    const inputs = tape.inputsOf(id).map(at);
    const gate = tape.gateOf(id);
    if (gate === undefined) {
      const derivation = tape.derivations.get(id) ?? { again: () => undefined, inputs: [] };
      return { ...common, does: { kind: 'derived', ...derivation, inputs: derivation.inputs.map(at) } };
    }
    const body = bodyOf(tape, id);
    if (body !== undefined) return { ...common, does: { kind: 'learned', gate, body: at(body), inputs } };
    const onTape = tape.settings.get(id);
    const setting = onTape && { ...onTape, inputs: onTape.inputs.map(at) };
    return { ...common, does: { kind: 'gate', gate, options: tape.optionsAt(id), setting, inputs } };
  });
  const nameOf = (node: number): string | undefined => nameOnTape(nodes[node]?.tape ?? -1);
  const rowSets = sets.map(
    (id, set): RowSet => ({
      name: nameOnTape(id) ?? `data ${set + 1}`,
      node: at(id),
      role: tape.roleOf(id) === 'labels' ? 'labels' : 'data',
      whole: tape.valueOf(id),
    }),
  );
  const uneven = unevenRows(rowSets);
  if (uneven) return uneven;
  return {
    nodes,
    loss: at(training.loss),
    lossName: training.lossName,
    metric: training.metric === undefined ? undefined : at(training.metric),
    params: training.params.map((id) => ({
      name: tape.paramNames.get(id) ?? nameOnTape(id) ?? 'param',
      node: at(id),
      start: tape.valueOf(id),
    })),
    rowSets,
    loops: loops.flatMap(({ inputs, count }) =>
      inputs.some((id) => varying.has(id))
        ? [{ inputs: inputs.map(at), count, turns: count(inputs.map((id) => tape.scalarAt(id))) }]
        : [],
    ),
    rows: rowSets[0]?.whole.shape[0] ?? 0,
    nameOf,
  };
}

export function unevenRows(sets: readonly RowSet[]): PlanProblem | undefined {
  const [first] = sets;
  const rows = first?.whole.shape[0];
  if (rows === 0) return { problem: `${first?.name} has no rows to train on` };
  const other = sets.find((set) => set.whole.shape[0] !== rows);
  return (
    other && {
      problem: `the rows of all data are drawn together, but ${first?.name} has ${rows} rows and ${other.name} has ${other.whole.shape[0]}`,
    }
  );
}

const isRowLeaf = (tape: Tape, id: NodeId): boolean => {
  const role = tape.roleOf(id);
  return (role === 'data' || role === 'labels') && !tape.isScalar(id);
};

/** The body's own value behind a gate with a backward pass of the learner's. */
function bodyOf(tape: Tape, id: NodeId): NodeId | undefined {
  const box = tape.boxes[tape.boxAt(id)];
  return box !== undefined && box.output === id && box.body >= 0 ? box.body : undefined;
}

/** Everything that a node's value is computed from, gradient or not. */
function sourcesOf(tape: Tape, id: NodeId): readonly NodeId[] {
  if (tape.gateOf(id) === undefined) return tape.derivations.get(id)?.inputs ?? [];
  const body = bodyOf(tape, id);
  const setting = tape.settings.get(id);
  if (body === undefined && setting === undefined) return tape.inputsOf(id);
  return [...tape.inputsOf(id), ...(body === undefined ? [] : [body]), ...(setting?.inputs ?? [])];
}

/** What the numbers of turns follow from, of the loops whose turns these nodes are in. */
function loopsAround(tape: Tape, nodes: readonly NodeId[]): readonly TurnCount[] {
  if (tape.boxes.every(({ turns }) => turns === undefined)) return [];
  const found = new Set<TurnCount>();
  for (const id of nodes)
    for (let box = tape.boxes[tape.boxAt(id)]; box !== undefined; box = tape.boxes[box.parent])
      if (box.turns) found.add(box.turns);
  return [...found];
}

/** Nodes behind the roots, ascending; `into` says whether to look behind a node. */
function behind(tape: Tape, roots: readonly NodeId[], into: (id: NodeId) => readonly NodeId[]): NodeId[] {
  const found = new Set<NodeId>(roots);
  const pending = [...roots];
  for (let id = pending.pop(); id !== undefined; id = pending.pop())
    for (const source of into(id))
      if (!found.has(source)) {
        found.add(source);
        pending.push(source);
      }
  return [...found].filter((id) => id < tape.length).sort((a, b) => a - b);
}

/** Those of some parameters that a node's value depends on, gradient or not. */
export function paramsBehind(tape: Tape, root: NodeId, params: readonly NodeId[]): readonly NodeId[] {
  const found = new Set(behind(tape, [root], (node) => sourcesOf(tape, node)));
  return params.filter((param) => found.has(param));
}

/** Nodes whose value changes from step to step. */
function varyingNodes(tape: Tape, roots: readonly NodeId[], params: ReadonlySet<NodeId>): ReadonlySet<NodeId> {
  const varying = new Set<NodeId>();
  for (const id of behind(tape, roots, (node) =>
    params.has(node) || isRowLeaf(tape, node) ? [] : sourcesOf(tape, node),
  ))
    if (params.has(id) || isRowLeaf(tape, id) || sourcesOf(tape, id).some((source) => varying.has(source)))
      varying.add(id);
  return varying;
}

const keptNodes = (tape: Tape, roots: readonly NodeId[], varying: ReadonlySet<NodeId>): NodeId[] =>
  behind(tape, roots, (id) => (varying.has(id) && !isRowLeaf(tape, id) ? sourcesOf(tape, id) : []));

/** Nodes on a way along which the loss sends a gradient to a parameter. */
function gradientNodes(tape: Tape, loss: NodeId, params: ReadonlySet<NodeId>): ReadonlySet<NodeId> {
  const flowing = (id: NodeId): readonly NodeId[] => {
    const gate = tape.gateOf(id);
    return gate === undefined ? [] : tape.inputsOf(id).filter((_, port) => takesGradient(gate, port));
  };
  const learning = new Set<NodeId>();
  for (const id of behind(tape, [loss], flowing))
    if (params.has(id) || flowing(id).some((source) => learning.has(source))) learning.add(id);
  return learning;
}
