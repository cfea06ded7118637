import { messagesOf } from '../autodiff/messages.ts';

import type { NodeId } from '../autodiff/tape/node.ts';
import type { Evaluation } from '../evaluate/evaluation.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { type ChainTerm, chainTerm, gradientName, type Writing } from './chainTerm.ts';
import { usesOf } from './consumers.ts';
import { labelOf } from './formula/label.ts';
import { equation, partial, steadySum, sumOf, tensorWritten, type Written, written } from './formula/written.ts';
import { isAllZero, whyNone, whyZero } from './zeroReason.ts';

export type { ChainTerm } from './chainTerm.ts';

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
  const writing: Writing = { evaluation, gradients, digits };
  const gradient = gradients.of(node);
  const derivative = written(partial(labelOf(evaluation, output), labelOf(evaluation, node)));
  const name = written(gradientName(writing, node));
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
  const consumers = shown.map((use) => use.consumer);
  const terms = shown.flatMap((use) => {
    const message = messagesOf(evaluation.tape, gradients, use.consumer)[use.port];
    const twice = consumers.indexOf(use.consumer) !== consumers.lastIndexOf(use.consumer);
    return message ? [chainTerm(writing, use, message, twice)] : [];
  });
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
