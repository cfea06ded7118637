import type {
  GradientView,
  GraphBox,
  GraphEdge,
  GraphNode,
  GraphSnapshot,
  TensorView,
  ValueView,
} from '../../protocol/graph.ts';
import { toWire } from '../../protocol/wire.ts';
import { axisNamesOf } from '../evaluate/hints/axisNames.ts';
import { jacobianOfGate } from '../explain/smallJacobian.ts';
import type { ZeroReasons } from '../explain/zeroReason.ts';
import type { Tensor } from '../tensor/tensor.ts';
import type { Drawing, DrawnBox, DrawnEdge, DrawnNode } from './build/drawing.ts';
import { isZero, tensorView } from './build/tensorView.ts';
import { badgesOf, remarkBadges } from './cards/badges.ts';
import { chipOf, chipOfGate } from './cards/chips.ts';
import { zeroReasonsIn } from './cards/zeroReasons.ts';
import { scrubOf } from './scrub.ts';

/** A drawing as it goes to the panel. */
export function snapshotOf(drawing: Drawing): GraphSnapshot {
  const { request, nodes } = drawing;
  const reasons = zeroReasonsIn(drawing);
  return {
    uri: request.uri,
    version: request.version,
    title: drawing.title,
    output: drawing.output.id,
    outputName: drawing.outputName,
    nodes: nodes.map((node) => graphNode(drawing, node, reasons)),
    edges: nodes.flatMap((node) => node.into.map((edge) => graphEdge(edge, reasons))),
    boxes: drawing.boxes.map((box) => graphBox(drawing, box)),
    notes: drawing.notes,
    stale: false,
    unfinished: drawing.unfinished,
    digits: request.digits,
  };
}

type Open<Record> = { -readonly [Field in keyof Record]: Record[Field] };

/** While a number is dragged this is done for every node of every frame: fields are set one by one. */
function graphNode(drawing: Drawing, node: DrawnNode, reasons: ZeroReasons<DrawnNode>): GraphNode {
  const names = axisNamesOf(drawing.evaluation).names;
  const axes = node.node === undefined || names.size === 0 ? undefined : names.get(node.node);
  const made: Open<GraphNode> = {
    id: node.id,
    role: node.role,
    gate: node.copies ? 'copy' : (node.gate?.name ?? ''),
    symbol: node.symbol,
    text: node.text,
    value: valueView(node, axes),
    gradient: gradientView(node.gradient, node, () => reasons.ofNode(node), axes),
    badges: badgesOf(drawing, node),
  };
  const jacobian = jacobianOfNode(node);
  if (jacobian !== undefined) made.jacobian = jacobian;
  const chip = chipOf(node, drawing);
  const scrub = scrubOf(drawing, node);
  const pattern = node.copies ? 'gradient adder' : node.gate?.pattern;
  if (node.name !== undefined) made.name = node.name;
  if (pattern !== undefined) made.pattern = pattern;
  if (chip !== undefined) made.chip = chip;
  if (node.span) made.span = node.span;
  if (node.box) made.box = node.box.id;
  if (scrub) made.scrub = { literal: scrub.literal, value: scrub.value };
  return made;
}

const graphEdge = (edge: DrawnEdge, reasons: ZeroReasons<DrawnNode>): GraphEdge => ({
  id: edge.id,
  from: edge.from.id,
  to: edge.to.id,
  port: edge.port,
  value: valueView(edge.from),
  gradient: gradientView(edge.message, edge.from, () => reasons.ofMessage(edge.to, edge.port)),
  quiet: edge.from.quiet || edge.message === undefined,
});

function graphBox(drawing: Drawing, box: DrawnBox): GraphBox {
  const chip = chipOfGate(box.id, drawing);
  return {
    id: box.id,
    ...(box.parent ? { parent: box.parent.id } : {}),
    kind: box.kind,
    title: box.title,
    symbol: box.symbol,
    ...(box.gate?.pattern ? { pattern: box.gate.pattern } : {}),
    ...(chip === undefined ? {} : { chip }),
    output: box.output,
    ...(box.span ? { span: box.span } : {}),
    size: box.size,
    badges: remarkBadges(drawing, box.id),
  };
}

/** Of a gate that mixes the entries of a small vector, as softmax does. */
function jacobianOfNode({ gate, hidden, into, options, value }: DrawnNode): GraphNode['jacobian'] {
  if (gate === undefined || gate.scalar !== undefined || value.shape.length !== 1) return undefined;
  if (hidden.gradient || hidden.value || into.some(({ from }) => from.hidden.value || from.hidden.gradient))
    return undefined;
  const found = jacobianOfGate(
    gate,
    into.map(({ from }) => from.value),
    value,
    options,
  );
  const by = found && into[found.port]?.from;
  if (found === undefined || by === undefined) return undefined;
  const [rows = 0, columns = 0] = found.matrix.shape;
  return {
    name: `∂out/∂${by.label}`,
    rows: Array.from({ length: rows }, (_, i) =>
      Array.from(found.matrix.data.subarray(i * columns, (i + 1) * columns), toWire),
    ),
  };
}

const valueView = ({ hidden, value }: DrawnNode, axes?: readonly string[]): ValueView =>
  hidden.value ? { state: 'hidden' } : { state: 'number', tensor: withAxes(tensorView(value), axes) };

const withAxes = (view: TensorView, axes: readonly string[] | undefined): TensorView =>
  axes === undefined ? view : { ...view, axes };

function gradientView(
  gradient: Tensor | undefined,
  node: DrawnNode,
  reason: () => string,
  axes?: readonly string[],
): GradientView {
  if (gradient === undefined) return { state: 'none', reason: node.whyNone || 'nothing flows back here' };
  if (node.hidden.gradient) return { state: 'hidden' };
  const tensor = withAxes(tensorView(gradient), axes);
  return isZero(gradient) ? { state: 'zero', tensor, reason: reason() } : { state: 'number', tensor };
}
