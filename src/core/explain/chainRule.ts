import type { NodeId } from '../autodiff/tape/node.ts';
import type { Evaluation } from '../evaluate/evaluation.ts';
import type { Gate, Pattern } from '../gates/gate.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { applicationAt, gradientName, namesAt, operandAt } from './application.ts';
import { type Use, usesOf } from './consumers.ts';
import { labelOf } from './formula/label.ts';
import { equation, partial, steadySum, sumOf, tensorWritten, type Written, written } from './formula/written.ts';
import { type GradientTerm, gradientTerm } from './gradientTerm.ts';
import { type GateRemark, remarksOf } from './remarks.ts';
import { isAllZero, whyNone, whyZero } from './zeroReason.ts';

/** The message of one use of a value: local × upstream at the gate that uses it. */
export interface ChainTerm extends GradientTerm {
  readonly consumer: NodeId;
  /** Which operand of the consumer it is, from 0. */
  readonly port: number;
  readonly gate: Gate;
  readonly pattern: Pattern | undefined;
  /** What the consumer is called. */
  readonly through: Written;
  /** `∂q/∂y · ∂f/∂q`, or `z · 1` where the derivative has no name of its own. */
  readonly symbols: Written;
  readonly remarks: readonly GateRemark[];
}

/** Tensors with more entries are written out in TeX only. */
const MOST_IN_TEXT = 6;

/** Undefined where nothing flows back by this use. */
export function chainTerm(
  evaluation: Evaluation,
  output: NodeId,
  { consumer, port }: Use,
  digits: number,
): ChainTerm | undefined {
  const application = applicationAt(evaluation, consumer, evaluation.gradients(output));
  const term = application && gradientTerm(application, port, digits);
  if (application === undefined || term === undefined) return undefined;
  const { gate, operands, out, upstream } = application;
  const largest = Math.max(...[...operands, out].map(({ value }) => value.data.length), upstream?.data.length ?? 0);
  return {
    ...term,
    consumer,
    port,
    gate,
    pattern: gate.pattern,
    through: written(out.words),
    symbols: term.chain ?? term.product,
    numbers: term.numbers && largest > MOST_IN_TEXT ? { ...term.numbers, plain: '' } : term.numbers,
    remarks: remarksOf(application, port),
  };
}

/** The story of ∂output/∂node. */
export interface ChainRule {
  readonly node: NodeId;
  readonly output: NodeId;
  /** `∂f/∂y` */
  readonly derivative: Written;
  /** As formulas between tensors write it: `dW`; for a number the same as `derivative`. */
  readonly gradientName: Written;
  /** `zero`: every entry is 0, and `reason` says why; `none`: nothing flows here, and `reason` says why. */
  readonly state: 'number' | 'zero' | 'none';
  readonly reason: string;
  readonly gradient: Tensor | undefined;
  readonly result: Written | undefined;
  /** One for each use of the value, in the order of the text; empty for the output itself. */
  readonly terms: readonly ChainTerm[];
  /** At a fork: `−12 + 4`. Undefined where there are fewer than two terms. */
  readonly sum: Written | undefined;
  /**
   * Ready to be shown: `∂f/∂y = ∂q/∂y · ∂f/∂q = 1 · (−4) = −4`; at a fork one line `via q: …` for each use and the
   * sum last.
   */
  readonly lines: readonly Written[];
  /** The same without numbers between, for places where there is little room. */
  readonly short: readonly Written[];
}

/** Uses beyond these are summed up in words. */
const MOST_TERMS = 12;

export function chainRule(evaluation: Evaluation, node: NodeId, output: NodeId, digits = 4): ChainRule {
  const gradients = evaluation.gradients(output);
  const gradient = gradients.of(node);
  const derivative = written(partial(labelOf(evaluation, output), labelOf(evaluation, node)));
  const name = written(gradientName(namesAt(evaluation, output), operandAt(evaluation, node)));
  const base = { node, output, derivative, gradientName: name, gradient, sum: undefined, terms: [] };
  if (gradient === undefined)
    return {
      ...base,
      state: 'none',
      reason: whyNone(evaluation, output, node),
      result: undefined,
      lines: [],
      short: [],
    };
  const result = written(tensorWritten(gradient, digits));
  if (node === output)
    return { ...base, state: 'number', reason: '', result, ...twice([equation([derivative, result])]) };
  const uses = usesOf(evaluation, gradients, node);
  const shown = uses.slice(0, MOST_TERMS);
  const terms = shown.flatMap((use) => chainTerm(evaluation, output, use, digits) ?? []);
  const zero = isAllZero(gradient);
  const story = { name, result, terms, more: uses.length - shown.length, scalar: evaluation.tape.isScalar(node) };
  return {
    ...base,
    state: zero ? 'zero' : 'number',
    reason: zero ? whyZero(evaluation, gradients, node, digits) : '',
    result,
    terms,
    ...linesOf(story, digits),
  };
}

interface Story {
  readonly name: Written;
  readonly result: Written;
  readonly terms: readonly ChainTerm[];
  readonly more: number;
  readonly scalar: boolean;
}

type Lines = Pick<ChainRule, 'lines' | 'short' | 'sum'>;
const twice = (lines: readonly Written[]): Lines => ({ lines, short: lines, sum: undefined });

function linesOf({ name, result, terms, more, scalar }: Story, digits: number): Lines {
  const [only] = terms;
  if (only === undefined) return twice([]);
  if (terms.length === 1 && more === 0)
    return {
      lines: [withShapes(termLine(name, only), only.shapes)],
      short: [withShapes(equation([name, only.symbols, scalar ? result : undefined]), only.shapes)],
      sum: undefined,
    };
  const vias = terms.map((term): Written => {
    return via(term, withShapes(termLine(undefined, term), term.shapes));
  });
  const messages = terms.map(({ message }) => message);
  const whole =
    more === 0 ? steadySum(messages, result, digits) : sumOf(messages.map((one) => tensorWritten(one, digits)));
  const sum =
    more === 0 || whole === undefined
      ? whole
      : { plain: `${whole.plain} + ${more} more`, tex: `${whole.tex} + \\cdots` };
  // Sizes in place of entries would not add up to anything.
  const readable = scalar || messages.every((one) => !tensorWritten(one, digits).plain.text.startsWith('('));
  const total = sum !== undefined && readable ? equation([name, sum, result]) : equation([name, throughSum(terms)]);
  const short = terms.map((term) => via(term, withShapes(term.symbols, term.shapes)));
  return {
    lines: [...vias, total],
    short: [...short, equation([name, throughSum(terms), scalar ? result : undefined])],
    sum,
  };
}

const via = ({ through }: ChainTerm, { plain, tex }: Written): Written => ({
  plain: `via ${through.plain}: ${plain}`,
  tex: `\\text{via } ${through.tex}\\text{: } ${tex}`,
});

const throughSum = (terms: readonly ChainTerm[]): Written => ({
  plain: terms.map((term) => `message via ${term.through.plain}`).join(' + '),
  tex: terms.map((term) => `\\text{via } ${term.through.tex}`).join(' + '),
});

/** Large results only repeat the shape, which the shapes' own story tells. */
function termLine(name: Written | undefined, { symbols, numbers, result }: ChainTerm): Written {
  const parts = [name, symbols, numbers, /^\(\d/.test(result.plain) ? undefined : result].filter(
    (part) => part !== undefined,
  );
  return { plain: equation(parts.filter((part) => part.plain !== '')).plain, tex: equation(parts).tex };
}

const withShapes = (line: Written, shapes: Written | undefined): Written =>
  shapes === undefined ? line : { plain: `${line.plain}   ${shapes.plain}`, tex: `${line.tex} \\qquad ${shapes.tex}` };
