/**
 * The first place at which the learner's own arrays part from the text: forward values in the order of computation, then
 * gradients from the output back.
 */
import type { BackwardGraph } from '../../autodiff/backwardGraph.ts';
import type { NodeId } from '../../autodiff/tape/node.ts';
import { finish, type Work } from '../../base/work.ts';
import type { Evaluation } from '../../evaluate/evaluation.ts';
import { sameShape, type Tensor, zeros } from '../../tensor/tensor.ts';
import { graphOf } from '../marking/answer/question.ts';
import type { Secrets } from '../marking/integrity/secrets.ts';
import { type Agreement, agreementOf } from './agreement.ts';
import { type Disagreement, disagreement, LIES } from './disagreement.ts';
import type { GivenArray } from './givenArray.ts';
import { type Meant, meantBy, type NamedNode, namesInSight } from './nameMatching.ts';

/** What a learner's program could print: every value that the cell computes, and every gradient that reaches a name. */
function expectedNames(
  { tape, cells }: Evaluation,
  cell: number,
  graph: BackwardGraph | undefined,
  names: readonly NamedNode[],
): readonly Meant[] {
  const output = cells[cell]?.output;
  const used = names.filter(({ node }) => node === output || graph?.reaches(node));
  const computed = used.filter(({ node }) => tape.gateOf(node) !== undefined);
  const differentiated = used.filter(({ node }) => node !== output);
  return [
    ...computed.map((named): Meant => ({ ...named, which: 'value' })),
    ...differentiated.toReversed().map((named): Meant => ({ ...named, which: 'gradient' })),
  ];
}

/**
 * One array beside the text. `right`: also where the same numbers lie in another arrangement, which `note` says;
 * `follows`: wrong, and what comes of the learner's own wrong gradients by the right rules.
 */
export interface Compared {
  readonly given: GivenArray;
  readonly meant: Meant;
  readonly verdict: 'right' | 'wrong' | 'follows';
  readonly note: string | undefined;
}

export interface Finding {
  readonly first: Disagreement | undefined;
  /** Every array that the text has a name for, in the order of comparing. */
  readonly compared: readonly Compared[];
  /** Names of arrays that mean nothing in this cell. */
  readonly unknown: readonly string[];
  /** What lies before the first disagreement, or anywhere where there is none, and was not given: `h`, `dh`. */
  readonly missing: readonly string[];
  /** What the gradients are of; undefined where the cell has none. */
  readonly outputName: string | undefined;
  /** “dh is right, dz1 is wrong: …” */
  readonly message: string;
}

/** All at once. */
export const firstDisagreement = (
  evaluation: Evaluation,
  cell: number,
  arrays: readonly GivenArray[],
  withheld?: Secrets,
): Finding => finish(findingDisagreement(evaluation, cell, arrays, withheld));

/** Of what is withheld, an open answer, neither a factor nor the sign is told. */
export function* findingDisagreement(
  evaluation: Evaluation,
  cell: number,
  arrays: readonly GivenArray[],
  withheld: Secrets = NOTHING_WITHHELD,
): Work<Finding> {
  const result = evaluation.cells[cell];
  const graph = result?.output === undefined ? undefined : graphOf(evaluation, result.output);
  const names = namesInSight(evaluation, cell);
  const byName = new Map(names.map(({ name, node }) => [name, node]));
  const given = new Map<string, Pair>();
  const unknown: string[] = [];
  for (const array of arrays) {
    const meant = meantBy(array.name, byName);
    if (meant === undefined || (meant.which === 'gradient' && graph === undefined)) unknown.push(array.name);
    // Of what was printed more than once, the last stands.
    else given.set(keyOf(meant), { array, meant });
  }
  const steps = yield* compareAll(
    evaluation,
    graph,
    [...given.values()].sort((a, b) => rank(a.meant) - rank(b.meant)),
  );
  const at = steps.findIndex(({ verdict }) => verdict === 'wrong');
  const wrong = steps[at];
  const before = steps.slice(0, at < 0 ? undefined : at);
  const missing = expectedNames(evaluation, cell, graph, names).filter(
    (meant) => !given.has(keyOf(meant)) && (wrong === undefined || rank(meant) < rank(wrong.meant)),
  );
  const sound = new Set(
    before.flatMap(({ verdict, meant: { which, node } }) =>
      verdict === 'right' && which === 'gradient' ? [node] : [],
    ),
  );
  const isOpen =
    wrong !== undefined && (wrong.meant.which === 'value' ? withheld.values : withheld.gradients).has(wrong.meant.node);
  const first = wrong && disagreement({ evaluation, graph, sound, isOpen, ...wrong });
  return {
    first,
    compared: steps,
    unknown,
    missing: missing.map(({ name, which }) => (which === 'value' ? name : `d${name}`)),
    outputName: result?.outputName,
    message: summary(first, before, unknown.length > 0),
  };
}

const NOTHING_WITHHELD: Secrets = { values: new Set(), gradients: new Set() };

interface Pair {
  readonly array: GivenArray;
  readonly meant: Meant;
}
interface Step extends Compared {
  readonly truth: Tensor;
  readonly agreement: Agreement;
}

const keyOf = ({ which, node }: Meant): string => `${which} ${node}`;
/** Values as computed, then gradients from the output back. */
const rank = ({ which, node }: Meant): number => (which === 'value' ? node : 2 ** 40 - node);

function* compareAll(
  evaluation: Evaluation,
  graph: BackwardGraph | undefined,
  pairs: readonly Pair[],
): Work<readonly Step[]> {
  const turned = new Set<NodeId>();
  const own = new Map<NodeId, Tensor>();
  const compared = ({ array, meant }: Pair): Step => {
    const { node, which } = meant;
    const value = evaluation.tape.valueOf(node);
    const truth = which === 'value' ? value : (graph?.gradient(node) ?? zeros(value.shape));
    const agreement = agreementOf(array, truth);
    const step = { given: array, meant, truth, agreement };
    if (agreement.kind === 'same') return { ...step, verdict: 'right', note: undefined };
    if (agreement.kind === 'lies') {
      // A gradient may lie the other way round only where its value does.
      const allowed = agreement.how === 'flat' || which === 'value' || turned.has(node);
      if (allowed && which === 'value' && agreement.how === 'turned') turned.add(node);
      if (allowed) return { ...step, verdict: 'right', note: LIES[agreement.how] };
    }
    if (which === 'value') return { ...step, verdict: 'wrong', note: undefined };
    const follows = own.size > 0 && graph?.reaches(node) ? graph.run(node, {}, {}, own).gradient : undefined;
    if (follows && agreementOf(array, follows).kind === 'same')
      return { ...step, verdict: 'follows', note: 'follows from your own gradients above it' };
    if (sameShape(array.tensor.shape, truth.shape)) own.set(node, array.tensor);
    return { ...step, verdict: 'wrong', note: undefined };
  };
  const steps: Step[] = [];
  for (const pair of pairs) {
    steps.push(compared(pair));
    yield steps.length / pairs.length;
  }
  return steps;
}

function summary(first: Disagreement | undefined, before: readonly Step[], areNamed: boolean): string {
  const last = before.at(-1);
  if (first === undefined)
    return last === undefined
      ? areNamed
        ? 'None of the arrays has a name that this cell knows: call the gradient of W dW (a file of one array, dW.npy).'
        : 'There is no array with a name here: print each as print("dW =", dW).'
      : before.length === 1
        ? `${last.given.name} agrees with the text.`
        : `All ${before.length} arrays agree with the text.`;
  return last === undefined
    ? `${first.name} is wrong: ${first.message}`
    : `${last.given.name} is right, ${first.name} is wrong: ${first.message}`;
}
