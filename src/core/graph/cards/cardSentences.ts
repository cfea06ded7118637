/** Whole sentences about one step, for screen readers and captions. */

import type { Card } from '../../../protocol/graph.ts';
import { showNumber, showShape } from '../../base/show.ts';
import { gradientTerm } from '../../explain/gradientTerm.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { arrivalsAt, type Drawing, type DrawnNode } from '../build/drawing.ts';
import { applicationOf, nameOfGradient, type Operation } from './operation.ts';

/** A number, a short vector, or what there is to say about a big tensor. */
function amount({ shape, data }: Tensor, digits: number): string {
  if (shape.length === 0) return showNumber(data[0] ?? Number.NaN, digits);
  if (shape.length === 1 && data.length <= 4)
    return `[${[...data].map((entry) => showNumber(entry, digits)).join(', ')}]`;
  let squares = 0;
  for (const entry of data) squares += entry * entry;
  return `a tensor of shape ${showShape(shape)} with norm ${showNumber(Math.sqrt(squares), digits)}`;
}

const factor = (value: number, digits: number): string => {
  const text = showNumber(value, digits);
  return text.startsWith('−') ? `(${text})` : text;
};

export function leafSentence(drawing: Drawing, node: DrawnNode, phase: Card['phase']): string {
  const { digits } = drawing.request;
  if (phase === 'forward') {
    const what = {
      param: 'a parameter',
      data: 'data',
      constant: 'a constant',
      input: 'given',
      gate: 'fixed',
      copy: 'a copy',
    };
    const value = amount(node.value, digits);
    return node.label === value ? `${value} is a constant.` : `${node.label} is ${what[node.role]}: ${value}.`;
  }
  const { gradient } = node;
  if (gradient === undefined) return `No gradient flows to ${node.label} (${node.whyNone}).`;
  const name = nameOfGradient(drawing, node).plain.text;
  if (gradient.shape.length > 0) return `${name} has arrived at ${node.label}: ${amount(gradient, digits)}.`;
  const slope = gradient.data[0] ?? Number.NaN;
  if (slope === 0) return `${name} is 0: a small change of ${node.label} does not move ${drawing.outputName}.`;
  return `${name} is ${showNumber(slope, digits)}: when ${node.label} grows a little, ${drawing.outputName} changes ${showNumber(slope, digits)} times as much.`;
}

const kindOf = ({ gate, box, node }: Operation): string => {
  if (box?.kind === 'def') return `The function ${box.title}`;
  if (box?.kind === 'run') return `The ${box.title}`;
  if (box?.kind === 'lines') return `The group of ${box.title}`;
  if (gate) return `The ${gate.name} gate`;
  return node.copies ? 'The copy gate' : `The step ${node.symbol}`;
};

export function forwardSentence({ request: { digits } }: Drawing, operation: Operation): string {
  const { node, operands } = operation;
  if (node.copies === 'rows')
    return `${node.label} is copied to shape ${showShape(node.value.shape)}, once for each place that uses it.`;
  if (node.copies && operation.box === undefined) {
    const users = node.out.map(({ to }) => to.label);
    return `${node.label} is used ${users.length === 1 ? 'once' : `${users.length} times`}: ${amount(node.value, digits)} goes to ${listed(users)}.`;
  }
  const given = operands.map(({ label, value }) => {
    if (value.shape.length > 0) return `${label} ${showShape(value.shape)}`;
    const shown = amount(value, digits);
    return label === shown ? label : `${label} = ${shown}`;
  });
  const made = amount(node.value, digits);
  const isBig = made.startsWith('a ');
  const result = node.name === undefined ? made : isBig ? `${node.name}, ${made}` : `${node.name} = ${made}`;
  return `${kindOf(operation)} takes ${listed(given)} and gives ${result}.`;
}

const isPlainTerm = (formula: string): boolean => formula.length <= 24 && !/[<>=≤≥≠]/.test(formula);

export function backwardSentence(drawing: Drawing, operation: Operation): string {
  const { digits } = drawing.request;
  const { node, operands, messages } = operation;
  const upstream = node.gradient;
  if (upstream === undefined) return `Nothing flows back through ${node.label}: ${node.whyNone}.`;
  const application = applicationOf(drawing, operation);
  const parts = operands.flatMap((operand, port) => {
    const message = messages[port];
    if (message === undefined) return [];
    const got = amount(message, digits);
    const { slope, local } = (application && gradientTerm(application, port, digits)) ?? {};
    if (slope === undefined || message.shape.length > 0) return [`${operand.label} receives ${got}`];
    const number = showNumber(slope, digits);
    const named = local && isPlainTerm(local.plain) && local.plain !== number ? `${local.plain} = ${number}` : number;
    return [
      `for ${operand.label} the local gradient is ${named}, so it receives ${number} · ${factor(upstream.data[0] ?? Number.NaN, digits)} = ${got}`,
    ];
  });
  const told = parts.length === 0 ? 'none of its operands takes a gradient' : parts.join('; ');
  return `${kindOf(operation)}${node.name ? ` of ${node.name}` : ''}: upstream is ${amount(upstream, digits)}; ${told}.`;
}

export function copySentence(drawing: Drawing, node: DrawnNode): string {
  const { digits } = drawing.request;
  const { gradient } = node;
  if (gradient === undefined) return `Nothing flows back through the copies of ${node.label}: ${node.whyNone}.`;
  const incoming = node.into[0]?.message ?? gradient;
  if (node.copies === 'rows')
    return `${node.label} was copied to shape ${showShape(node.value.shape)}, so its gradient is the sum over the copies: ${amount(incoming, digits)}.`;
  const flowing = arrivalsAt(node);
  if (flowing.length === 1) return `One message comes back to ${node.label}: ${amount(gradient, digits)}.`;
  if (gradient.shape.length > 0 || flowing.length > 6)
    return `${flowing.length} messages come back to ${node.label} and are added up: ${amount(gradient, digits)}.`;
  const terms = flowing.map(({ to, message }) => `${amount(message, digits)} from ${to.label}`);
  return `The messages to ${node.label} add up: ${terms.join(' plus ')} makes ${amount(gradient, digits)}.`;
}

function listed(words: readonly string[]): string {
  const shown = words.length > 5 ? [...words.slice(0, 4), `${words.length - 4} more`] : words;
  if (shown.length <= 1) return shown[0] ?? 'nothing';
  return `${shown.slice(0, -1).join(', ')} and ${shown.at(-1) ?? ''}`;
}
