import type { NodeId } from '../../autodiff/tape/tape.ts';
import { showShape } from '../../base/show.ts';
import type { Evaluation } from '../../evaluate/evaluation.ts';
import { labelOf } from '../../explain/formula/label.ts';
import type { Shape } from '../../tensor/tensor.ts';

export type Convention = 'x @ W' | 'W @ x' | 'nn.Linear';

const SAYS: Readonly<Record<Convention, (rows: number, columns: number) => string>> = {
  'x @ W': (rows, columns) => `x @ W: the first index is the input, the second the output: ${rows} in, ${columns} out`,
  'W @ x': (rows, columns) => `W @ x: the first index is the output, the second the input: ${columns} in, ${rows} out`,
  'nn.Linear': (rows, columns) =>
    `nn.Linear (x @ W.T + b): the first index is the output, the second the input: ${columns} in, ${rows} out`,
};

/** What a shape of weights means in each way of writing a layer; the one that is used, if it is known, comes first. */
export function conventionWords(shape: Shape, used: Convention | undefined): string {
  const [rows = 1, columns = 1] = shape;
  const all: readonly Convention[] = ['x @ W', 'W @ x', 'nn.Linear'];
  const others = all.filter((one) => one !== used);
  const listed = others.map((one) => SAYS[one](rows, columns)).join('; ');
  return used === undefined
    ? `Weights of shape ${showShape(shape)} under ${listed}.`
    : `Weights of shape ${showShape(shape)} are used here as ${SAYS[used](rows, columns)}. Elsewhere the same shape means something else: ${listed}.`;
}

/** For the product at `node`, whose operand `port` is looked at. Undefined where no operand is a matrix of weights. */
export function conventionNote(evaluation: Evaluation, node: NodeId, port: number): string | undefined {
  const { tape } = evaluation;
  const inputs = tape.inputsOf(node).slice(0, 2);
  const weightsAt = inputs.findIndex((input) => isWeights(evaluation, input));
  const at = weightsAt >= 0 ? weightsAt : port;
  const operand = inputs[at];
  if (operand === undefined || tape.shapeOf(operand).length !== 2) return undefined;
  const behind = tape.gateOf(operand)?.spelling.kind === 'transpose' ? tape.firstInput(operand) : undefined;
  if (at === 1)
    return behind === undefined
      ? conventionWords(tape.shapeOf(operand), 'x @ W')
      : conventionWords(tape.shapeOf(behind), 'nn.Linear');
  return behind === undefined ? conventionWords(tape.shapeOf(operand), 'W @ x') : undefined;
}

/** A parameter, or what is called W or w, also transposed. */
function isWeights(evaluation: Evaluation, node: NodeId): boolean {
  const { tape } = evaluation;
  const source = tape.gateOf(node)?.spelling.kind === 'transpose' ? tape.firstInput(node) : node;
  return (
    tape.shapeOf(source).length === 2 &&
    (tape.roleOf(source) === 'param' || /^(w|theta|θ)/i.test(labelOf(evaluation, source).plain.text))
  );
}
