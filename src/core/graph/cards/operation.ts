import { type Application, type GradientNames, gradientName, type Operand } from '../../explain/application.ts';
import { isNameTaken } from '../../explain/formula/label.ts';
import { texName } from '../../explain/formula/texName.ts';
import { atom, type WrittenPiece } from '../../explain/formula/written.ts';
import type { Gate, Options } from '../../gates/gate.ts';
import { flowsTo } from '../../gates/gate.ts';
import { type Tensor, zeros } from '../../tensor/tensor.ts';
import type { Drawing, DrawnBox, DrawnEdge, DrawnNode } from '../build/drawing.ts';

/** What one step of the picture is about: a node, or a closed box as if it were one gate. */
export interface Operation {
  readonly id: string;
  /** The node whose value and gradient it has. */
  readonly node: DrawnNode;
  readonly gate: Gate | undefined;
  readonly options: Options;
  readonly operands: readonly DrawnNode[];
  /** What goes back to each operand. */
  readonly messages: readonly (Tensor | undefined)[];
  readonly box: DrawnBox | undefined;
}

/** The operation as explanations read it; undefined for what has no gate: a leaf, a copy gate, a call of a `def`. */
export function applicationOf(drawing: Drawing, operation: Operation): Application | undefined {
  const { node, gate, options, operands, messages } = operation;
  if (gate === undefined) return undefined;
  return {
    gate,
    options,
    operands: operands.map(asOperand),
    out: asOperand(node),
    isOutput: node === drawing.output && drawing.output.label === drawing.outputName,
    upstream: node.gradient,
    downstream: messages,
    names: namesOf(drawing),
  };
}

/** What the formulas of a drawing call gradients. */
export const namesOf = ({ evaluation, output, outputName }: Drawing): GradientNames => ({
  output: output.label === outputName ? output.words : atom(outputName, texName(outputName)),
  isTaken: (name) => isNameTaken(evaluation, name),
});

export const asOperand = (node: DrawnNode): Operand => ({
  key: node,
  words: node.words,
  isNamed: node.name !== undefined,
  value: node.value,
  isLiteral: node.role === 'constant' && node.name === undefined && node.value.shape.length === 0,
});

export const nameOfGradient = (drawing: Drawing, node: DrawnNode): WrittenPiece =>
  gradientName(namesOf(drawing), asOperand(node));

/** `id` of a node or of a box. */
export function operationOf(drawing: Drawing, id: string): Operation | undefined {
  const node = drawing.byId.get(id);
  if (node)
    return {
      id,
      node,
      gate: node.gate,
      options: node.options,
      operands: node.into.map(({ from }) => from),
      messages: node.into.map(({ message }) => message),
      box: undefined,
    };
  const box = drawing.boxes.find((one) => one.id === id);
  const output = box && drawing.byId.get(box.output);
  if (box === undefined || output === undefined) return undefined;
  return box.gate ? openedGate(box, box.gate, output) : call(drawing, box, output);
}

function openedGate(box: DrawnBox, gate: Gate, node: DrawnNode): Operation {
  const { operands, options } = box;
  const inputs = operands.map(({ value }) => value);
  const messages = operands.map(({ gradient, value }, port) =>
    gradient && node.gradient && flowsTo(gate, port) ? zeros(value.shape) : undefined,
  );
  if (node.gradient) gate.pullback({ inputs, out: node.value, upstream: node.gradient, options }, messages);
  return { id: box.id, node, gate, options, operands, messages, box };
}

function call(drawing: Drawing, box: DrawnBox, node: DrawnNode): Operation {
  const place = (edge: DrawnEdge): number => {
    const at = box.operands.findIndex((operand) => operand.node === edge.from.node);
    return at < 0 ? box.operands.length : at;
  };
  const entering = drawing.nodes
    .filter((one) => isInside(one, box))
    .flatMap(({ into }) => into.filter(comesFrom(box)))
    .sort((a, b) => place(a) - place(b));
  return {
    id: box.id,
    node,
    gate: undefined,
    options: {},
    operands: entering.map(({ from }) => from),
    messages: entering.map(({ message }) => message),
    box,
  };
}

const comesFrom =
  (box: DrawnBox) =>
  ({ from }: DrawnEdge): boolean =>
    !isInside(from, box);

export function isInside(node: DrawnNode, box: DrawnBox): boolean {
  for (let around = node.box; around; around = around.parent) if (around === box) return true;
  return false;
}

/** Whether a card about it with numbers would give an answer away. */
export const isConcealed = ({ node, operands }: Operation): boolean =>
  [node, ...operands].some(({ hidden }) => hidden.value || hidden.gradient);

/** What is applied at a node or box, hidden or not: for computing, never for showing. */
export function applicationAt(drawing: Drawing, id: string): Application | undefined {
  const operation = operationOf(drawing, id);
  return operation && applicationOf(drawing, operation);
}

/** What is applied at a node or box; undefined where its numbers would give an answer away. */
export function shownApplicationAt(drawing: Drawing, id: string): Application | undefined {
  const operation = operationOf(drawing, id);
  return operation && !isConcealed(operation) ? applicationOf(drawing, operation) : undefined;
}
