import type { BackwardGraph } from '../../autodiff/backwardGraph.ts';
import type { NodeId } from '../../autodiff/tape/node.ts';
import { showNumber, showShape } from '../../base/show.ts';
import type { Evaluation } from '../../evaluate/evaluation.ts';
import { labelOf } from '../../explain/formula/label.ts';
import { indexOf } from '../../tensor/entryIndex.ts';
import { sameShape, type Tensor } from '../../tensor/tensor.ts';
import { scaledEntries } from '../entries.ts';
import type { WrittenAnswer, WrittenNumber } from '../marking/answer/writtenAnswer.ts';
import { type Diagnosis, diagnoseGradient, NOTHING } from '../marking/diagnosis/diagnosis.ts';
import type { MistakeCode } from '../mistakes/mistake.ts';
import { type Agreement, agreementOf } from './agreement.ts';
import type { GivenArray } from './givenArray.ts';
import type { Meant } from './nameMatching.ts';

export interface Disagreement {
  /** As the learner calls it. */
  readonly name: string;
  readonly which: Meant['which'];
  /** Flat indices of the entries that differ; empty where the shape does. */
  readonly wrong: readonly number[];
  /** The wrong rules that give exactly these numbers, the likeliest first. */
  readonly mistakes: readonly MistakeCode[];
  /** What differs, and what may be behind it. No right number is in it. */
  readonly message: string;
}

interface WrongArray {
  readonly evaluation: Evaluation;
  readonly graph: BackwardGraph | undefined;
  readonly given: GivenArray;
  readonly meant: Meant;
  readonly truth: Tensor;
  readonly agreement: Agreement;
  /** Values whose gradients were given before, and are right. */
  readonly sound: ReadonlySet<NodeId>;
  /** A question about it is open: a factor or a sign would give the answer away. */
  readonly isOpen: boolean;
}

export const LIES = {
  turned: 'the same numbers, lying the other way round: your program has rows where the text has columns',
  flat: 'the same numbers, with an axis of length 1 more or less',
} as const;

export function disagreement(wrong: WrongArray): Disagreement {
  const { given, meant, agreement } = wrong;
  const diagnosis = meant.which === 'gradient' ? diagnosed(wrong) : NOTHING;
  const found = diagnosis.pair ?? diagnosis.found;
  const parts =
    agreement.kind === 'differs'
      ? [entriesWords(wrong, agreement.wrong)]
      : agreement.kind === 'lies'
        ? [
            `the numbers are right, but they lie the other way round. A gradient has the shape of its value, ${meant.name}: ${showShape(wrong.truth.shape)}. If your ${meant.name} lies so as well, print it too.`,
          ]
        : [shapeWords(wrong)];
  parts.push(found.length > 0 ? mistakeWords(wrong, diagnosis) : otherWords(wrong));
  return {
    name: given.name,
    which: meant.which,
    wrong: agreement.kind === 'differs' ? agreement.wrong : [],
    mistakes: found.map(({ mistake }) => mistake.code),
    message: parts.filter((part) => part !== '').join(' '),
  };
}

/** A mistake further up would have spoiled what is right there. */
const UPSTREAM_IS_RIGHT = 0.3;

function diagnosed({ graph, given, meant, agreement, sound }: WrongArray): Diagnosis {
  if (agreement.kind === 'lies') return NOTHING;
  return diagnoseGradient(
    { node: meant.node, graph, pick: (tensor) => tensor, isEntry: false },
    asWritten(given),
    undefined,
    ({ pass }) => (pass?.edges.some(({ operand }) => sound.has(operand)) ? UPSTREAM_IS_RIGHT : 1),
  );
}

/** Numbers that a program computed: near enough is the same. */
function asWritten({ tensor, units }: GivenArray): WrittenAnswer {
  const entries = Array.from(tensor.data, (value, i): WrittenNumber => {
    const unit = units?.[i] ?? 0;
    return { value, unit: Math.max(2e-4 * Math.abs(value), unit <= 0.01 ? unit : 0), digits: 4 };
  });
  return { shape: tensor.shape, entries, tensor };
}

function entriesWords({ given, truth }: WrongArray, wrong: readonly number[]): string {
  const count = truth.data.length;
  const at = wrong[0] ?? 0;
  const have = `you have ${showNumber(given.tensor.data[at] ?? Number.NaN, 6)}`;
  if (count === 1) return `${have}.`;
  const index = `[${indexOf(truth.shape, at).join(', ')}]`;
  return wrong.length === count
    ? `none of its ${count} entries agrees; at ${index} ${have}.`
    : `${count - wrong.length} of its ${count} entries agree; the first that does not is ${index}, where ${have}.`;
}

function shapeWords({ given, meant, truth, graph }: WrongArray): string {
  const has = `it has shape ${showShape(given.tensor.shape)}, `;
  if (meant.which === 'value') return `${has}in the text ${meant.name} has ${showShape(truth.shape)}.`;
  const why = `${has}but a gradient has one entry for each entry of ${meant.name}, which has ${showShape(truth.shape)}.`;
  const out = graph?.edgesInto(meant.node)[0]?.consumer;
  const isOutputs = out !== undefined && sameShape(graph?.valueOf(out).shape ?? [], given.tensor.shape);
  return isOutputs ? `${why} Yours has the shape of what is made of ${meant.name}.` : why;
}

function mistakeWords({ evaluation }: WrongArray, { found, pair }: Diagnosis): string {
  if (pair) return `Two things at once fit: it looks as if ${pair[0].mistake.title}, and ${pair[1].mistake.title}.`;
  const [best, ...others] = found;
  if (best === undefined) return '';
  const edge = best.pass?.edges.at(-1);
  const where = edge
    ? `, on the way from ${labelOf(evaluation, edge.consumer).plain.text} to ${labelOf(evaluation, edge.operand).plain.text}`
    : '';
  const also = others.map(({ mistake }) => mistake.title).join('; or ');
  const hint = ` Remember: ${best.mistake.general}.`;
  return `It looks as if ${best.mistake.title}${where}.${also === '' ? hint : ` Or ${also}: that gives the same here.`}`;
}

const FACTORS = [2, 3, 4, 5, 8, 10, 16, 32, 64, 100, 128, 256];

function otherWords({ evaluation, graph, given, meant, truth, agreement, isOpen }: WrongArray): string {
  const { tape } = evaluation;
  if (meant.which === 'value')
    return tape.gateOf(meant.node) === undefined
      ? 'Both programs must begin with the same numbers: copy one of them over before anything else is compared.'
      : 'Compare this line with yours; what comes before it agrees.';
  if (agreement.kind !== 'differs') return '';
  const same = (tensor: Tensor): boolean => !isOpen && agreementOf(given, tensor).kind === 'same';
  if (same(scaledEntries(truth, -1))) return 'The sizes are right, the sign is wrong.';
  for (const factor of FACTORS)
    for (const [by, words] of [
      [factor, 'too large'],
      [1 / factor, 'too small'],
    ] as const)
      if (same(scaledEntries(truth, by)))
        return `All of it is ${factor} times ${words}: does one program take a sum, where the other takes a mean?`;
  const from = graph?.edgesInto(meant.node) ?? [];
  if (from.length > 1)
    return `${meant.name} is used ${from.length} times: each use sends a message back, and they add up.`;
  const [edge] = from;
  return edge === undefined
    ? ''
    : `The step to look at is the one back through ${labelOf(evaluation, edge.consumer).plain.text}.`;
}
