/** The whole matrix ∂y_i/∂x_j of a small vector function, for hovers and the graph: the diagonal alone may be too little. */
import { jacobianOf } from '../autodiff/jacobian.ts';
import type { NodeId } from '../autodiff/tape/node.ts';
import type { Evaluation } from '../evaluate/evaluation.ts';
import { flowsTo, type Gate, type Options } from '../gates/gate.ts';
import { type Tensor, zeros } from '../tensor/tensor.ts';
import { labelOf } from './formula/label.ts';

/** Larger ones are not shown. */
const MOST_ENTRIES = 8;

interface SmallJacobian {
  /** Of shape (entries of y, entries of x). */
  readonly matrix: Tensor;
  /** `∂y/∂x`, the operand as it is called. */
  readonly name: string;
  /** The operand. */
  readonly by: NodeId;
}

const isSmallVector = ({ shape }: Tensor): boolean =>
  shape.length === 1 && (shape[0] ?? 0) > 1 && (shape[0] ?? 0) <= MOST_ENTRIES;

/** Of a vector that a gate, or a call of a function of the file, computes from a vector. */
export function smallJacobian(evaluation: Evaluation, node: NodeId): SmallJacobian | undefined {
  const { tape } = evaluation;
  const gate = tape.gateOf(node);
  if (gate === undefined || tape.isScalar(node) || !isSmallVector(tape.valueOf(node))) return undefined;
  const box = tape.boxes.find(({ kind, output }) => kind === 'call' && output === node);
  const inputs = box ? box.args : tape.inputsOf(node).filter((_, port) => flowsTo(gate, port));
  const by = inputs.find(
    (input) => !tape.isScalar(input) && isSmallVector(tape.valueOf(input)) && tape.isReached(input),
  );
  if (by === undefined) return undefined;
  const name = `∂${labelOf(evaluation, node).plain.text}/∂${labelOf(evaluation, by).plain.text}`;
  return { matrix: jacobianOf(tape, node, by), name, by };
}

/** Of one gate by one of its operands, one pullback for each entry of its output; undefined where one of both is no small vector. */
export function jacobianOfGate(
  gate: Gate,
  inputs: readonly Tensor[],
  out: Tensor,
  options: Options,
): { readonly matrix: Tensor; readonly port: number } | undefined {
  const port = inputs.findIndex((input, at) => flowsTo(gate, at) && isSmallVector(input));
  const x = inputs[port];
  if (x === undefined || !isSmallVector(out)) return undefined;
  const rows = out.data.length;
  const columns = x.data.length;
  const matrix = zeros([rows, columns]);
  for (let row = 0; row < rows; row++) {
    const upstream = zeros(out.shape);
    upstream.data[row] = 1;
    const into = zeros(x.shape);
    gate.pullback(
      { inputs, out, upstream, options },
      inputs.map((_, at) => (at === port ? into : undefined)),
    );
    matrix.data.set(into.data, row * columns);
  }
  return { matrix, port };
}
