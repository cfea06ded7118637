/** How an answer differs from the right one, where no known mistake gives it. Says nothing that is the answer itself. */

import type { NodeId } from '../../../autodiff/tape/node.ts';
import { showNumber } from '../../../base/show.ts';
import { usesOf } from '../../../explain/consumers.ts';
import { labelOf } from '../../../explain/formula/label.ts';
import { partial } from '../../../explain/formula/written.ts';
import { indexOf } from '../../../tensor/entryIndex.ts';
import { sameShape, type Tensor } from '../../../tensor/tensor.ts';
import { scaledEntries } from '../../entries.ts';
import { answerCloseness } from '../answer/closeness.ts';
import { digitsWords } from '../answer/digits.ts';
import { type Asked, graphOf } from '../answer/question.ts';
import { rightness } from '../answer/rightness.ts';
import type { WrittenAnswer } from '../answer/writtenAnswer.ts';
import { openAnswers } from '../integrity/secrets.ts';

/** Among many results one has the number by chance. */
const MOST_RESULTS = 12;

/** The answer is the gradient of another result of the cell: what the cell's own output is, and how it is chosen. */
function otherOutputWords(asked: Asked, given: WrittenAnswer): string | undefined {
  const { evaluation, cell, node, output, pick, result } = asked;
  if (result.asks !== 'grad' || output === undefined) return undefined;
  if (given.entries.every(({ value }) => value === 0)) return undefined;
  const fits = (other: NodeId): boolean => {
    const graph = graphOf(evaluation, other);
    if (!graph.reaches(node)) return false;
    const gradient = graph.run(node, {}, {}).gradient;
    return (
      gradient !== undefined &&
      sameShape(pick(gradient).shape, asked.shape) &&
      answerCloseness(given, pick(gradient)) !== 'no'
    );
  };
  const other = otherResults(asked, cell, node, output).find(fits);
  if (other === undefined) return undefined;
  const [of, by] = [labelOf(evaluation, other), labelOf(evaluation, node)];
  const name = labelOf(evaluation, output).plain.text;
  return `That is ${partial(of, by).plain.text}; this cell's gradients are of ${name}. A line backward(${of.plain.text}) would make them those of ${of.plain.text}.`;
}

/** Single numbers with a name that the cell computes, the last ones first. */
function otherResults({ evaluation }: Asked, cell: number, node: NodeId, output: NodeId): readonly NodeId[] {
  const { document, tape } = evaluation;
  const { first, last } = document.cells[cell] ?? { first: 0, last: 0 };
  return (
    evaluation.statements
      .slice(first, last)
      // What stands alone on its line has no name.
      .flatMap(({ bindings }) =>
        bindings.flatMap(({ name, node: id }) => (name === '' || id === undefined ? [] : [id])),
      )
      .filter((id) => id !== output && id !== node && tape.isScalar(id) && tape.gateOf(id) !== undefined)
      .reverse()
      .slice(0, MOST_RESULTS)
  );
}

const NEAR = 0.1;
const TINY = 1e-3;
/** Among many names one has the number by chance. */
const MOST_NAMES = 40;

export function differenceWords(asked: Asked, given: WrittenAnswer, expected: Tensor): string {
  const single = expected.data.length === 1;
  return (
    otherOutputWords(asked, given) ??
    zeroWords(asked, given, expected) ??
    (single ? undefined : (factorWords(given, expected) ?? constantWords(asked, given, expected))) ??
    operandWords(asked, given) ??
    (single ? undefined : entryWords(asked, given, expected)) ??
    coarseWords(given, expected) ??
    gateBackWords(asked, given) ??
    factorWords(given, expected) ??
    elsewhereWords(asked, given) ??
    nearWords(given, expected, single)
  );
}

function zeroWords({ result }: Asked, given: WrittenAnswer, expected: Tensor): string | undefined {
  const allZero = (data: ArrayLike<number>): boolean => Array.from(data).every((entry) => entry === 0);
  const values = given.entries.map(({ value }) => value);
  const size = Math.max(...Array.from(expected.data, Math.abs));
  if (allZero(values) && size > 0)
    return size < TINY
      ? 'It is tiny, but it is not zero: write it in scientific notation, such as 1.5e-7, with two digits or more.'
      : 'It is not zero.';
  if (allZero(expected.data) && !allZero(values))
    return result.asks === 'grad' ? `Look whether anything gets through to ${result.name} at all.` : undefined;
  return undefined;
}

function entryWords(asked: Asked, given: WrittenAnswer, expected: Tensor): string | undefined {
  const wrong = (rightness(asked, given)?.entries ?? []).flatMap((close, at) => (close === 'no' ? [at] : []));
  const count = given.entries.length;
  if (wrong.length === count || wrong.length === 0) return undefined;
  const places = wrong.slice(0, 3).map((at) => `[${indexOf(expected.shape, at).join(', ')}]`);
  return `${count - wrong.length} of ${count} entries are right; look again at ${places.join(', ')}${wrong.length > 3 ? ' …' : ''}.`;
}

function coarseWords(given: WrittenAnswer, expected: Tensor): string | undefined {
  const coarse = given.entries.every(({ value, unit, digits }, at) => {
    const truth = expected.data[at] ?? 0;
    const error = Math.abs(value - truth);
    return unit !== undefined && digits < 3 && error <= 0.5 * unit * (1 + 1e-6) && error <= NEAR * Math.abs(truth);
  });
  return coarse ? `It is right as far as it goes: ${digitsWords(given.digits)} are asked for.` : undefined;
}

const FACTORS = [2, 3, 4, 5, 6, 8, 10, 16, 20, 32, 50, 64, 100, 128, 256, 1000, 1.5];
/** Entries of a list that agree on it say more: any whole number up to this. */
const LARGEST_FACTOR = 1000;
const LAST_DIGIT = 1e-14;

/** The sign, or one factor that all entries share: what is plainest to say. Entries that are 0 and should be say nothing about it. */
export function factorWords(given: WrittenAnswer, expected: Tensor): string | undefined {
  const ratio = ratioOf(given, expected);
  if (ratio === undefined) return undefined;
  if (ratio < 0 && answerCloseness(given, scaledEntries(expected, -1)) !== 'no')
    return 'The size is right, the sign is wrong.';
  const whole = Math.round(Math.max(Math.abs(ratio), 1 / Math.abs(ratio)));
  const isSure = expected.data.filter((entry) => entry !== 0).length > 1 && whole > 1 && whole <= LARGEST_FACTOR;
  for (const factor of isSure ? [whole, ...FACTORS] : FACTORS)
    for (const [by, words] of [
      [factor, `${showNumber(factor)} times too large`],
      [1 / factor, `${showNumber(factor)} times too small`],
    ] as const) {
      const sign = Math.sign(ratio);
      if (
        Math.abs(ratio - sign * by) < 0.01 * by &&
        answerCloseness(given, scaledEntries(expected, sign * by)) !== 'no'
      )
        return sign > 0 ? `It is ${words}.` : `It is ${words}, and its sign is wrong.`;
    }
  return undefined;
}

/** By which factor all entries of an answer differ from the truth; undefined where it is not one. */
function ratioOf({ shape, entries }: WrittenAnswer, expected: Tensor): number | undefined {
  if (!sameShape(shape, expected.shape)) return undefined;
  let ratio: number | undefined;
  // What the order of a sum leaves of a zero is a zero.
  const last =
    LAST_DIGIT * Math.max(...Array.from(expected.data, Math.abs), ...entries.map(({ value }) => Math.abs(value)));
  for (const [at, { value }] of entries.entries()) {
    const truth = expected.data[at] ?? 0;
    if (Math.abs(value) <= last && Math.abs(truth) <= last) continue;
    const here = value / truth;
    if (!Number.isFinite(here) || here === 0) return undefined;
    if (ratio !== undefined && Math.abs(here - ratio) > 0.02 * Math.abs(ratio)) return undefined;
    ratio ??= here;
  }
  return ratio;
}

/** A number of the text that was left out of all entries, or taken once too often. */
function constantWords({ evaluation, cell }: Asked, given: WrittenAnswer, expected: Tensor): string | undefined {
  const ratio = ratioOf(given, expected);
  if (ratio === undefined || expected.data.filter((entry) => entry !== 0).length < 2) return undefined;
  const { tape, document, statements } = evaluation;
  const { first, last } = document.cells[cell] ?? { first: 0, last: 0 };
  for (const { bindings } of statements.slice(first, last))
    for (const { node, name } of bindings) {
      if (node === undefined || name === '' || !tape.isScalar(node) || tape.gateOf(node) !== undefined) continue;
      const value = tape.scalarAt(node);
      if (value === 0 || Math.abs(value) === 1) continue;
      const is = `${name} = ${showNumber(value)}`;
      if (answerCloseness(given, scaledEntries(expected, value)) !== 'no')
        return `Every entry is ${is} times the right one.`;
      if (answerCloseness(given, scaledEntries(expected, 1 / value)) !== 'no')
        return `Every entry must be multiplied by ${is} once more.`;
    }
  return undefined;
}

/** Of a value: one of the numbers that it is made of, as where max took the smaller. */
function operandWords({ evaluation, node, statement, result }: Asked, given: WrittenAnswer): string | undefined {
  if (result.asks !== 'value' || result.index.length > 0) return undefined;
  const { tape } = evaluation;
  const open = openAnswers(evaluation, statement);
  const operand = tape.inputsOf(node).find((input) => {
    const value = tape.valueOf(input);
    return !open.values.has(input) && sameShape(value.shape, given.shape) && answerCloseness(given, value) === 'exact';
  });
  const name = operand === undefined ? undefined : evaluation.nameOf(operand);
  const gate = tape.gateOf(node);
  if (name === undefined || gate === undefined) return undefined;
  const { summary } = gate.prose;
  const rule = tape.isScalar(node) ? summary.replace(/,? entry by entry/, '') : summary;
  const role = tape.inputsOf(node).length > 1 ? 'only one input' : 'the input';
  return `That is ${name}, ${role} of ${gate.symbol} (${rule.charAt(0).toLowerCase()}${rule.slice(1).replace(/\.$/, '')}).`;
}

/** The answer to another question. */
export function elsewhereWords(asked: Asked, given: WrittenAnswer): string | undefined {
  const { evaluation, graph, node, statement, result } = asked;
  const { tape } = evaluation;
  if (result.index.length > 0) return undefined;
  const open = openAnswers(evaluation, statement);
  const same = (tensor: Tensor | undefined): boolean =>
    tensor !== undefined &&
    sameShape(tensor.shape, given.shape) &&
    tensor.data.some((entry: number) => entry !== 0) &&
    answerCloseness(given, tensor) === 'exact';
  if (result.asks === 'grad' && !open.values.has(node) && same(tape.valueOf(node)))
    return `That is the value of ${result.name}, not its gradient.`;
  if (result.asks === 'value' && graph?.reaches(node) && !open.gradients.has(node) && same(graph.gradient(node)))
    return `That is the gradient of ${result.name}, not its value.`;
  for (const other of namedNodes(asked).slice(0, MOST_NAMES)) {
    if (other === node) continue;
    const name = evaluation.nameOf(other);
    if (result.asks === 'grad' && !open.gradients.has(other) && graph?.reaches(other) && same(graph.gradient(other)))
      return other === graph.output ? undefined : `That is the gradient of ${name}.`;
    if (result.asks === 'grad' && !open.values.has(other) && graph?.reaches(other) && same(tape.valueOf(other)))
      return `That is the value of ${name}.`;
  }
  return gateBackWords(asked, given);
}

/** The gradient of a gate that the value goes into: the step back through it is missing. */
function gateBackWords(asked: Asked, given: WrittenAnswer): string | undefined {
  const { evaluation, graph, result } = asked;
  const same = (tensor: Tensor | undefined): boolean =>
    tensor !== undefined &&
    sameShape(tensor.shape, given.shape) &&
    tensor.data.some((entry: number) => entry !== 0) &&
    answerCloseness(given, tensor) === 'exact';
  const unnamed =
    result.asks === 'grad' && result.index.length === 0
      ? unnamedAfter(asked).find((other) => same(graph?.gradient(other)))
      : undefined;
  return unnamed === undefined
    ? undefined
    : `That is the gradient of ${labelOf(evaluation, unnamed).plain.text}: ${result.name} is one gate further back.`;
}

/** Gates without a name that the asked value goes into, and that more gates follow. */
function unnamedAfter({ evaluation, output, node }: Asked): readonly NodeId[] {
  if (output === undefined) return [];
  const named = new Set(evaluation.statements.flatMap(({ bindings }) => bindings.map((binding) => binding.node)));
  const uses = usesOf(evaluation, evaluation.gradients(output), node).map(({ consumer }) => consumer);
  return uses.filter((use) => use !== output && !named.has(use));
}

function namedNodes({ evaluation, cell }: Asked): readonly NodeId[] {
  const { first, last } = evaluation.document.cells[cell] ?? { first: 0, last: 0 };
  return evaluation.statements
    .slice(first, last)
    .flatMap(({ bindings }) => bindings.flatMap(({ node, name }) => (node === undefined || name === '' ? [] : [node])));
}

function nearWords(given: WrittenAnswer, expected: Tensor, single: boolean): string {
  const errors = given.entries.map(({ value }, at) => {
    const truth = expected.data[at] ?? 0;
    return Math.abs(value - truth) / Math.max(Math.abs(truth), 1e-300);
  });
  const isFormula = given.entries.every(({ unit }) => unit === undefined);
  if (errors.every((error) => error < NEAR)) {
    if (isFormula) return 'It is close, but a formula is not rounded: check each factor.';
    // Whole numbers that miss whole numbers were not rounded on the way.
    const isWhole =
      given.entries.every(({ value }) => Number.isInteger(value)) && expected.data.every(Number.isInteger);
    return isWhole
      ? 'It is close: check the last step.'
      : 'It is close: keep more digits on the way, or check the last step.';
  }
  if (!single) return 'No entry is right yet: check which rule applies, and the order of the factors.';
  const value = given.entries[0]?.value ?? 0;
  const truth = expected.data[0] ?? 0;
  if (truth !== 0 && Math.sign(value) !== Math.sign(truth)) return 'Not yet; its sign is not right either.';
  const way = Math.abs(value) > Math.abs(truth) ? 'too far from zero' : 'too close to zero';
  return truth < 0 ? `Not yet: it is ${way}.` : `Not yet: it is too ${Math.abs(value) > truth ? 'large' : 'small'}.`;
}
