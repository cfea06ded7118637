import { messagesOf } from '../../autodiff/messages.ts';
import type { NodeId } from '../../autodiff/tape/node.ts';
import { showNumber, showShape } from '../../base/show.ts';
import type { Span } from '../../base/span.ts';
import { axisNamesOf } from '../../evaluate/hints/axisNames.ts';
import { figuresOf, partialRows, takenText } from '../../evaluate/partialRows.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { type ChainRule, chainRule } from '../chainRule.ts';
import { fillWords } from '../formula/formula.ts';
import { labelOf } from '../formula/label.ts';
import { plainTensor } from '../formula/plain.ts';
import { forwardStep } from '../forwardStep.ts';
import { remarksAt, roleAt } from '../remarks.ts';
import { smallJacobian } from '../smallJacobian.ts';
import { exactText, factsText } from '../tensorFacts.ts';
import { LONGEST_ON_WIRE } from './gatePicture.ts';
import type {
  GateStory,
  GateWires,
  GradientStory,
  HoverAt,
  HoveredEntry,
  PageHover,
  Quantity,
  ValueHover,
  Wire,
} from './hoverContract.ts';

const ROLES = {
  gate: 'gate',
  constant: 'constant',
  input: 'input',
  param: 'trainable parameter',
  data: 'data: its rows are examples',
  labels: 'labels: no gradient flows to them',
} as const;

const UNKNOWN = '·';
const MOST_WRITTEN_OUT = 8;

/** Everything about a node; gradients are of the output of `cell`. */
export function valueHover(
  at: HoverAt,
  node: NodeId,
  span: Span,
  cell: number,
  index?: readonly number[],
  page?: PageHover,
): ValueHover {
  const { evaluation, options } = at;
  const { digits, hidden } = options;
  const { tape } = evaluation;
  const output = evaluation.cells[cell]?.output;
  const inputs = tape.inputsOf(node);
  const open = !hidden.value(node);
  const forward = forwardStep(evaluation, node, digits, open && !inputs.some((input) => hidden.value(input)));
  const symbols = forward.symbols;
  const named = evaluation.nameOf(node) !== undefined;
  const whole = output === undefined ? undefined : chainRule(evaluation, node, output, digits);
  const chain = whole && isOpen(at, node, whole) ? whole : undefined;
  return {
    kind: 'value',
    span,
    node,
    title: hidden.shape(node)
      ? forward.name.plain
      : symbols === undefined
        ? forward.name.plain
        : named
          ? `${forward.name.plain} = ${symbols.plain}`
          : symbols.plain,
    role: ROLES[tape.roleOf(node)],
    shape: hidden.shape(node) ? [] : tape.shapeOf(node),
    axes: axisNamesOf(evaluation).names.get(node),
    jacobian: open ? jacobianStory(at, node) : undefined,
    forward: hidden.shape(node) ? forward.name : forward.line,
    value: open ? quantity(tape.valueOf(node), digits) : undefined,
    gradient: whole && gradientStory(at, node, whole),
    gate: gateStory(at, node, output),
    chain,
    entry: index && entryStory(at, node, index, whole),
    wires: wiresOf(at, node, output) ?? forkOf(at, node, open, chain),
    remarks: open
      ? [
          ...(tape.dataFacts.get(node)?.understood ?? []),
          ...rowsRemark(at, node, output),
          ...remarksOf(at, node, chain),
        ]
      : [],
    page,
  };
}

/** Of how many rows a value or its gradient is, where that is not all. */
function rowsRemark({ evaluation, options }: HoverAt, node: NodeId, output: NodeId | undefined): readonly string[] {
  const partial = partialRows(evaluation);
  const reached = output !== undefined && node <= output && evaluation.tape.isReached(node);
  const own = partial.get(node);
  const rows = own ?? (reached ? partial.get(output) : undefined);
  if (rows === undefined) return [];
  const drawn = `Computed from ${takenText(rows)}, drawn by a fixed seed over all of them.`;
  const figures = figuresOf(evaluation, evaluation.tape.statementOf(node), node, output);
  if (own === undefined) return [`Its gradient is ${drawn.charAt(0).toLowerCase()}${drawn.slice(1)}`];
  if (figures.rows || !figures.evaluation.tape.isScalar(figures.node)) return [drawn];
  return [
    `${drawn} With all ${rows[1]} rows it is ${showNumber(figures.evaluation.tape.scalarAt(figures.node), options.digits)}.`,
  ];
}

/** The matrix row by row, in columns; nothing where it would give an answer away. */
function jacobianStory({ evaluation, options: { digits, hidden } }: HoverAt, node: NodeId): ValueHover['jacobian'] {
  const found = hidden.gradient(node) ? undefined : smallJacobian(evaluation, node);
  if (found === undefined || hidden.gradient(found.by) || hidden.value(found.by)) return undefined;
  const { matrix, name } = found;
  const [rows = 0, columns = 0] = matrix.shape;
  const entries = Array.from(matrix.data, (entry) => showNumber(entry, digits));
  const widths = Array.from({ length: columns }, (_, j) =>
    Math.max(...Array.from({ length: rows }, (__, i) => (entries[i * columns + j] ?? '').length)),
  );
  return {
    name,
    rows: Array.from({ length: rows }, (_, i) =>
      widths.map((width, j) => (entries[i * columns + j] ?? '').padStart(width)).join('  '),
    ),
  };
}

const quantity = (tensor: Tensor, digits: number): Quantity => ({
  tensor,
  short: plainTensor(tensor, digits, MOST_WRITTEN_OUT).text,
  facts: tensor.data.length <= MOST_WRITTEN_OUT ? '' : factsText(tensor, digits),
  exact: exactText(tensor),
});

/** Whether nothing in the story of a gradient would give an answer away. */
function isOpen({ evaluation, options: { hidden } }: HoverAt, node: NodeId, { terms }: ChainRule): boolean {
  const involved = terms.flatMap(({ consumer }) => evaluation.tape.inputsOf(consumer));
  return (
    !hidden.gradient(node) &&
    terms.every(({ consumer }) => !hidden.gradient(consumer) && !hidden.value(consumer)) &&
    !involved.some((input) => hidden.value(input))
  );
}

function gradientStory({ options }: HoverAt, node: NodeId, chain: ChainRule): GradientStory {
  const name = chain.derivative.plain;
  if (chain.gradient === undefined) return { state: 'none', name, reason: chain.reason };
  if (options.hidden.gradient(node)) return { state: 'hidden', name };
  if (chain.state === 'zero') return { state: 'zero', name, reason: chain.reason };
  return { state: 'number', name, quantity: quantity(chain.gradient, options.digits) };
}

function gateStory(at: HoverAt, node: NodeId, output: NodeId | undefined): GateStory | undefined {
  const { evaluation, options } = at;
  const { tape } = evaluation;
  const gate = tape.gateOf(node);
  if (gate === undefined) return undefined;
  const names = tape.inputsOf(node).map((input) => labelOf(evaluation, input).plain.text);
  const gradients = output === undefined ? undefined : evaluation.gradients(output);
  const told = !options.hidden.gradient(node) && !options.hidden.value(node);
  return {
    name: gate.name,
    symbol: gate.symbol,
    pattern: gate.pattern,
    summary: fillWords(gate.prose.summary, gate, names),
    insight: fillWords(gate.prose.insight, gate, names),
    chip: told && gradients ? roleAt(evaluation, node, gradients, options.digits) : undefined,
  };
}

function entryStory(at: HoverAt, node: NodeId, index: readonly number[], chain: ChainRule | undefined): HoveredEntry {
  const { evaluation, options } = at;
  const value = evaluation.tape.valueOf(node);
  const place = index.reduce((sum, position, axis) => sum * (value.shape[axis] ?? 1) + position, 0);
  const show = (of: Tensor): string =>
    plainTensor({ shape: [], data: of.data.slice(place, place + 1) }, options.digits).text;
  const name = `${labelOf(evaluation, node).plain.text}[${index.join(', ')}]`;
  const gradient = options.hidden.gradient(node) ? undefined : chain?.gradient;
  return {
    name,
    index,
    value: show(value),
    gradient: gradient && chain ? `${chain.derivative.plain}[${index.join(', ')}] = ${show(gradient)}` : '',
  };
}

function wiresOf(at: HoverAt, node: NodeId, output: NodeId | undefined): GateWires | undefined {
  const { evaluation, options } = at;
  const { digits, hidden } = options;
  const { tape } = evaluation;
  const gate = tape.gateOf(node);
  if (gate === undefined) return undefined;
  const gradients = output === undefined ? undefined : evaluation.gradients(output);
  const messages = gradients ? messagesOf(tape, gradients, node) : [];
  const show = (value: Tensor | undefined): string => (value === undefined ? '' : onWire(value, digits));
  const wire = (id: NodeId, gradient: Tensor | undefined): Wire => ({
    name: labelOf(evaluation, id).plain.text,
    value: hidden.value(id) ? UNKNOWN : show(tape.valueOf(id)),
    gradient: gradient === undefined ? '' : hidden.gradient(id) || hidden.gradient(node) ? UNKNOWN : show(gradient),
  });
  return {
    symbol: gate.symbol,
    inputs: tape.inputsOf(node).map((input, port) => wire(input, messages[port])),
    output: wire(node, gradients?.of(node)),
  };
}

/** Of an input that is used more than once: its copy gate, with the message that each use sends back. */
function forkOf(
  { evaluation, options: { digits } }: HoverAt,
  node: NodeId,
  open: boolean,
  chain: ChainRule | undefined,
): GateWires | undefined {
  if (!open || chain?.gradient === undefined || chain.terms.length < 2) return undefined;
  return {
    symbol: 'copy',
    fork: true,
    inputs: chain.terms.map(({ through, message }) => ({
      name: through.plain,
      value: '',
      gradient: onWire(message, digits),
    })),
    output: {
      name: labelOf(evaluation, node).plain.text,
      value: onWire(evaluation.tape.valueOf(node), digits),
      gradient: onWire(chain.gradient, digits),
    },
  };
}

/** As its entries, or as its shape where they are too long for a wire. */
function onWire(value: Tensor, digits: number): string {
  const { text } = plainTensor(value, digits, MOST_WRITTEN_OUT);
  return text.length > LONGEST_ON_WIRE ? showShape(value.shape) : text;
}

function remarksOf({ evaluation, options }: HoverAt, node: NodeId, chain: ChainRule | undefined): readonly string[] {
  const value = evaluation.tape.valueOf(node);
  const own = options.hidden.gradient(node) ? [] : remarksAt(evaluation, node, undefined);
  const later = chain?.terms.flatMap((term) => term.remarks) ?? [];
  const words = [...own, ...later].map(({ words }) => words);
  if (!value.data.every((entry) => Number.isFinite(entry)))
    words.unshift(value.shape.length === 0 ? 'this is not a finite number' : 'not every entry is a finite number');
  return [...new Set(words)];
}
