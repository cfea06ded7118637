import type { NodeId } from '../../autodiff/tape/node.ts';
import { showShape } from '../../base/show.ts';
import type { Evaluation } from '../../evaluate/evaluation.ts';
import { type ChainTerm, chainTerm } from '../../explain/chainRule.ts';
import { usesOf } from '../../explain/consumers.ts';
import { labelOf } from '../../explain/formula/label.ts';
import { partial } from '../../explain/formula/written.ts';
import { forwardStep } from '../../explain/forwardStep.ts';
import type { Pattern } from '../../gates/gate.ts';
import { type Asked, askedAt } from '../marking/answer/question.ts';
import { shown } from '../marking/diagnosis/mistakePlace.ts';
import { discreetHint } from '../marking/integrity/discreet.ts';
import { openAnswers } from '../marking/integrity/secrets.ts';

/** 1: which rule; 2: the rule with names; 3: the rule with numbers, without the result. */
export type HintLevel = 1 | 2 | 3;

const RULES: Readonly<Record<Pattern, string>> = {
  'gradient distributor': 'an add gate is a distributor: every input gets upstream unchanged',
  'swap multiplier': 'a mul gate is a swap multiplier: each input gets the other input times upstream',
  'gradient adder': 'a copy gate adds the messages of its uses',
  'gradient router': 'a max gate is a router: the winner gets all of upstream, the other nothing',
  'gradient switch': 'the gate is a switch: upstream passes where it is on and is cut off elsewhere',
  'gradient scaler': 'downstream = local × upstream, and the local gradient is the slope of the gate',
  'gradient reshaper': 'entries only change places, and so do their gradients',
};

/** What helps with a question, a little more at each level; never the answer. Undefined for a statement that asks nothing. */
export function hintFor(evaluation: Evaluation, statement: number, level: HintLevel): string | undefined {
  const asked = askedAt(evaluation, statement);
  if (asked === undefined) return undefined;
  const hint = asked.result.asks === 'value' ? valueHint : gradientHint;
  const less = ([3, 2, 1] as const).filter((one) => one <= level).map((one) => () => hint(asked, one));
  const { name, asks } = asked.result;
  return discreetHint(
    asked,
    less,
    asks === 'value'
      ? `Look at the last gate of ${name}: what goes into it, and what does it do with that?`
      : `For each gate that uses ${name}, multiply its local gradient by what arrives there; where there are several, add up.`,
  );
}

function valueHint({ evaluation, node, statement }: Asked, level: HintLevel): string {
  const { tape } = evaluation;
  const name = labelOf(evaluation, node).plain.text;
  const gate = tape.gateOf(node);
  if (gate === undefined) return `${name} is given: its value stands in the text.`;
  const step = forwardStep(evaluation, node, 4);
  const inputs = tape.inputsOf(node).map((input) => labelOf(evaluation, input).plain.text);
  const given = inputs.length === 2 ? inputs.join(' and ') : inputs.slice(0, MOST_INPUTS).join(', ');
  if (level === 1) return `${name} comes out of a ${gate.symbol} gate. What does ${gate.symbol} do with ${given}?`;
  const symbols = `${name} = ${step.symbols?.plain ?? gate.name}`;
  const open = openAnswers(evaluation, statement);
  const secret = [...open.values].some((other) => other !== node && feeds(evaluation, other, node));
  if (level === 2 || step.numbers === undefined || secret)
    return `${ruleOf(gate.prose.summary, tape.isScalar(node))} ${tape.isScalar(node) ? symbols : `${symbols}, of shape ${showShape(tape.shapeOf(node))}`}`;
  return `${symbols} = ${step.numbers.plain} = …`;
}

const MOST_INPUTS = 4;

/** Of numbers there are no entries. */
const ruleOf = (summary: string, scalar: boolean): string =>
  (scalar ? summary.replace(/,? entry by entry/, '') : summary).replace(/\.$/, ':');

/** Whether a value goes into another one on the same or an earlier line. */
function feeds({ tape }: Evaluation, from: NodeId, into: NodeId): boolean {
  const pending = [into];
  const seen = new Set<NodeId>();
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (node === from) return true;
    if (seen.has(node) || node < from) continue;
    seen.add(node);
    pending.push(...tape.inputsOf(node));
  }
  return false;
}

function gradientHint(asked: Asked, level: HintLevel): string {
  const { evaluation, node, output, graph } = asked;
  const { tape } = evaluation;
  if (output === undefined || graph === undefined) return 'This cell has no output to take gradients of.';
  const f = labelOf(evaluation, output).plain.text;
  const x = labelOf(evaluation, node).plain.text;
  if (node === output) return `How much does ${f} change when ${f} itself changes by a little?`;
  if (!graph.reaches(node)) return `Follow ${x} forward: does it reach ${f} at all?`;
  const terms = termsOf(evaluation, node, output);
  const fork = terms.length > 1 ? `${x} is used ${timesWords(terms.length)}, so its messages add up. ` : '';
  if (level === 1) return `${fork}${sentences(terms.map(ruleWords))}`;
  const names = terms.map(({ symbols, shapes }) => symbols.plain + (shapes ? `   ${shapes.plain}` : ''));
  const name = partial(labelOf(evaluation, output), labelOf(evaluation, node)).plain.text;
  const matrix = tape.isScalar(node) ? '' : ` (shape ${showShape(tape.shapeOf(node))})`;
  if (level === 2) return `${name}${matrix} = ${names.join(' + ')}`;
  return `${name}${matrix} = ${terms.map((term) => numbersOf(asked, term)).join(' + ')} = …`;
}

const TIMES = ['', 'once', 'twice', 'three times', 'four times', 'five times'];
const timesWords = (count: number): string => TIMES[count] ?? 'many times';

function termsOf(evaluation: Evaluation, node: NodeId, output: NodeId): readonly ChainTerm[] {
  const gradients = evaluation.gradients(output);
  return usesOf(evaluation, gradients, node)
    .slice(0, 6)
    .flatMap((use) => chainTerm(evaluation, output, use, 4) ?? []);
}

const ruleWords = ({ gate, through, pattern }: ChainTerm): string =>
  `at ${through.plain}, ${pattern ? RULES[pattern] : lowered(gate.prose.insight.replace(/\{(\w+)\}/g, '$1').replace(/\.$/, ''))}`;

const lowered = (text: string): string => `${text[0]?.toLowerCase() ?? ''}${text.slice(1)}`;

const sentences = (parts: readonly string[]): string =>
  [...new Set(parts)].map((part) => `${part[0]?.toUpperCase()}${part.slice(1)}.`).join(' ');

/** Local in numbers; upstream as the learner's own answer, its name while that is still asked for, else its number. */
function numbersOf({ evaluation, statement, output, graph }: Asked, term: ChainTerm): string {
  const open = openAnswers(evaluation, statement);
  const { consumer, numbers, symbols, localLine } = term;
  if ([...open.values].some((other) => feeds(evaluation, other, consumer))) return symbols.plain;
  if (open.gradients.has(consumer) && output !== undefined && consumer !== output) {
    const name = partial(labelOf(evaluation, output), labelOf(evaluation, consumer)).plain.text;
    const slope = localLine?.plain.split(' = ').at(-1);
    return slope === undefined ? symbols.plain : `${slope.startsWith('−') ? `(${slope})` : slope} · ${name}`;
  }
  if (numbers && numbers.plain !== '') return numbers.plain;
  const upstream = graph?.gradient(consumer);
  return upstream && upstream.data.length <= 9 ? `${symbols.plain}, with upstream ${shown(upstream)}` : symbols.plain;
}
