/** Which wrong rules give exactly the learner's answer. */
import type { BackwardGraph } from '../../../autodiff/backwardGraph.ts';

import type { NodeId } from '../../../autodiff/tape/node.ts';
import type { Edge, Places, WrongPass, WrongRule } from '../../../autodiff/wrongRule.ts';
import type { Tensor } from '../../../tensor/tensor.ts';
import { mistakes } from '../../mistakes/index.ts';
import type { Mistake, MistakeCode, MistakeVariant } from '../../mistakes/mistake.ts';
import { answerCloseness, type Closeness } from '../answer/closeness.ts';
import type { WrittenAnswer } from '../answer/writtenAnswer.ts';
import type { OwnPass } from './followThrough.ts';

export interface Found {
  readonly mistake: Mistake;
  readonly variant: MistakeVariant;
  readonly weight: number;
  /** Where the rule was applied, and what it changed; undefined for update lines. */
  readonly places: Places;
  /** Whether the rule gives the same answer when it is applied everywhere. */
  readonly isGeneral: boolean;
  readonly pass: WrongPass | undefined;
  /** The backward pass that it was found on: the true one, or the one with the learner's own results. Undefined for update lines. */
  readonly base: Base | undefined;
  /** For update lines: the learner's own values that it was found with. */
  readonly pinned?: ReadonlyMap<NodeId, Tensor> | undefined;
}

export interface Diagnosis {
  /** One for each code that fits by itself, the likeliest first. */
  readonly found: readonly Found[];
  /** Two mistakes that fit only together. */
  readonly pair: readonly [Found, Found] | undefined;
}

/** The work that a question may cost: runs of the backward pass times the gates in it. */
const MOST_WORK = 400_000;
/** What fits less well than this beside the best is not mentioned. */
const LEAST_SHARE = 0.69;

interface Tried {
  readonly mistake: Mistake;
  readonly variant: MistakeVariant;
  readonly rule: WrongRule;
  readonly everywhere: WrongPass;
}

/** The value whose gradient was answered. */
export interface DiagnosisTarget {
  readonly node: NodeId;
  readonly graph: BackwardGraph | undefined;
  /** The asked entry of a tensor of the value's shape, or all of it. */
  readonly pick: (tensor: Tensor) => Tensor;
  /** Whether one entry is asked for. */
  readonly isEntry: boolean;
}

/** `evidence`: how much else speaks for a mistake (above 1) or against it. */
export function diagnoseGradient(
  target: DiagnosisTarget,
  given: WrittenAnswer,
  own: OwnPass | undefined,
  evidence: (found: Found) => number,
): Diagnosis {
  const { graph } = target;
  if (graph === undefined || !graph.reaches(target.node)) return NOTHING;
  const weighed = (found: readonly Found[]): readonly Found[] =>
    ranked(found.length < 2 ? found : plainFirst(found.map((one) => ({ ...one, weight: one.weight * evidence(one) }))));
  const search = new Search(target, given, graph);
  const bases: readonly Base[] = own?.graph
    ? [
        { graph: own.graph, pinned: own.gradients },
        { graph, pinned: undefined },
      ]
    : [{ graph, pinned: undefined }];
  for (const base of bases) {
    const found = weighed(search.simple(base));
    if (found.length > 0) return { found, pair: undefined };
  }
  for (const base of bases) {
    const found = weighed(search.single(base));
    if (found.length > 0) return { found, pair: undefined };
  }
  for (const base of bases) {
    const pair = search.pairs(base);
    if (pair) return { found: [], pair };
  }
  return NOTHING;
}

export const NOTHING: Diagnosis = { found: [], pair: undefined };

/** A backward pass to go by: the true one, or the one with the learner's own results in it. */
interface Base {
  readonly graph: BackwardGraph;
  readonly pinned: ReadonlyMap<NodeId, Tensor> | undefined;
}

interface Applied {
  readonly base: Base;
  readonly places: Places;
  readonly pass: WrongPass;
  readonly isGeneral: boolean;
}

class Search {
  private readonly target: DiagnosisTarget;
  private readonly given: WrittenAnswer;
  private readonly tried = new Map<Base, readonly Tried[]>();
  private work = MOST_WORK;
  private readonly cost: number;
  /** Whether the answer has so few digits that much else comes out alike. */
  private readonly isCoarse: boolean;

  /** Whether several entries of the answer differ. */
  private readonly isVaried: boolean;

  constructor(target: DiagnosisTarget, given: WrittenAnswer, graph: BackwardGraph) {
    this.target = target;
    this.given = given;
    this.isVaried = new Set(given.tensor?.data).size > 1;
    this.isCoarse = given.entries.every(({ unit, digits }) => unit !== undefined && digits < TELLING);
    this.cost = graph.between(target.node).reduce((sum, id) => sum + 1 + graph.valueOf(id).data.length / 8, 0);
  }

  /** The rule everywhere, and only at the gates that use the asked value. */
  simple(base: Base): readonly Found[] {
    const here: Places = {
      edge: ({ operand }) => operand === this.target.node,
      fork: (node) => node === this.target.node,
    };
    const found: Found[] = [];
    for (const tried of this.triedOn(base)) {
      const isGeneral = this.fits(tried.everywhere) !== 'no';
      const pass = this.isElsewhere(tried.everywhere) ? this.run(base, tried.rule, here) : undefined;
      if (pass && (pass.edges.length > 0 || pass.forks.length > 0))
        this.keep(found, tried, { base, places: here, pass, isGeneral }, isGeneral ? 1 : 0.9);
      // Seen from the asked value a slip further on is told better by where it is.
      if (isGeneral) this.keep(found, tried, { base, places: ANYWHERE, pass: tried.everywhere, isGeneral }, 0.99);
    }
    return found;
  }

  /** The rule at one gate only, somewhere on the way. */
  single(base: Base): readonly Found[] {
    const found: Found[] = [];
    for (const tried of this.triedOn(base)) {
      const { edges, forks } = tried.everywhere;
      if (edges.length + forks.length < 2) continue;
      for (const [i, at] of edges.entries()) {
        // Both operands of x * x are one place: whoever slips at one slips at the other.
        const isHere = ({ consumer, operand }: Edge): boolean => consumer === at.consumer && operand === at.operand;
        if (edges.findIndex(isHere) < i) continue;
        const places: Places = { edge: isHere };
        const pass = this.run(base, tried.rule, places);
        if (pass) this.keep(found, tried, { base, places, pass, isGeneral: false }, nearness(at, this.target.node));
      }
      for (const at of forks) {
        const places: Places = { fork: (node) => node === at };
        const pass = this.run(base, tried.rule, places);
        if (pass) this.keep(found, tried, { base, places, pass, isGeneral: false }, at === this.target.node ? 1 : 0.8);
      }
    }
    return found;
  }

  /** Two mistakes at once; of several that fit the likeliest. There are so many that only an answer with some digits tells them. */
  pairs(base: Base): readonly [Found, Found] | undefined {
    if (this.given.entries.every(({ unit, digits }) => unit !== undefined && digits < TELLING - 1)) return undefined;
    const applicable = this.triedOn(base).filter(({ variant }) => variant.share >= 0.5);
    let best: readonly [Found, Found] | undefined;
    for (const [i, first] of applicable.entries())
      for (const second of applicable.slice(i + 1)) {
        if (first.mistake === second.mistake) continue;
        const pass = this.run(base, bothRules(first.rule, second.rule), ANYWHERE);
        const found: Found[] = [];
        const share = second.mistake.prior * second.variant.share;
        if (pass) this.keep(found, first, { base, places: ANYWHERE, pass, isGeneral: true }, share, true);
        const [one] = found;
        if (one === undefined || (best && best[0].weight >= one.weight)) continue;
        best = [
          { ...one, pass: first.everywhere },
          {
            mistake: second.mistake,
            variant: second.variant,
            weight: one.weight,
            base,
            places: ANYWHERE,
            isGeneral: true,
            pass: second.everywhere,
          },
        ];
      }
    return best;
  }

  private triedOn(base: Base): readonly Tried[] {
    const known = this.tried.get(base);
    if (known) return known;
    const fresh: Tried[] = [];
    for (const mistake of mistakes)
      for (const variant of mistake.variants) {
        if (variant.onlyLists && !this.isVaried) continue;
        const { rule } = variant;
        const everywhere = rule && this.run(base, rule, ANYWHERE);
        if (rule && everywhere && everywhere.edges.length + everywhere.forks.length > 0)
          fresh.push({ mistake, variant, rule, everywhere });
      }
    this.tried.set(base, fresh);
    return fresh;
  }

  private run(base: Base, rule: WrongRule, places: Places): WrongPass | undefined {
    this.work -= this.cost;
    return this.work < 0 ? undefined : base.graph.run(this.target.node, rule, places, base.pinned);
  }

  private isElsewhere({ edges, forks }: WrongPass): boolean {
    const { node } = this.target;
    return edges.some(({ operand }) => operand !== node) || forks.some((fork) => fork !== node);
  }

  private fits(pass: WrongPass): Closeness {
    const answer = this.answerOf(pass.gradient);
    return answer ? answerCloseness(this.given, answer) : 'no';
  }

  private keep(found: Found[], tried: Tried, by: Applied, place: number, isPair = false): void {
    const close = this.fits(by.pass);
    const { mistake, variant } = tried;
    if (close === 'no' || (close === 'rounded' && this.isCoarse && (isPair || fitsByChance(mistake, by)))) return;
    const sense = mistake.code === 'upstream-forgotten' && this.isBlocked(by.pass) ? 0.5 : 1;
    const weight = mistake.prior * variant.share * place * sense * (close === 'exact' ? 1 : 0.6);
    found.push({ mistake, variant, weight, ...by });
  }

  /** Where no upstream arrives there is none to forget: a switch or a router that let something through is the likelier slip. */
  private isBlocked({ edges }: WrongPass): boolean {
    const { graph, node } = this.target;
    return edges.some(
      ({ operand, consumer }) => operand === node && graph?.gradient(consumer)?.data.every((entry) => entry === 0),
    );
  }

  /** The asked entry, or a whole of any shape: a wrong shape can be what gives the mistake away. */
  private answerOf(gradient: Tensor | undefined): Tensor | undefined {
    const { isEntry, pick, node, graph } = this.target;
    if (gradient === undefined || !isEntry) return gradient;
    return graph && gradient.shape.length === graph.valueOf(node).shape.length ? pick(gradient) : undefined;
  }
}

/** With fewer digits a number fits too many rules by chance. */
const TELLING = 4;
/** A rule that can be broken at nearly every gate, or in one place of many, needs more than a rounded number. */
const fitsByChance = ({ prior }: Mistake, { isGeneral, pass, places }: Applied): boolean =>
  prior <= 0.3 || places.fork !== undefined || !isGeneral || pass.edges.length > 1;

const ANYWHERE: Places = {};
const nearness = ({ operand }: Edge, node: NodeId): number => (operand === node ? 0.9 : 0.6);

const bothRules = (first: WrongRule, second: WrongRule): WrongRule => ({
  message(sending) {
    const one = first.message?.(sending);
    return second.message?.(one ? sending.withRight(one) : sending) ?? one;
  },
  fork: (messages) => first.fork?.(messages) ?? second.fork?.(messages),
});

/** Mistakes that are a sign, a factor or a dropped path themselves. */
const PLAIN: ReadonlySet<MistakeCode> = new Set([
  'fork-overwritten',
  'sign-lost',
  'square-factor',
  'mean-forgotten',
  'mean-twice',
  'softmax-sign',
]);

/** Whether a mistake happened further on than at the uses of the asked value, so that a plain factor is the better first word. */
export const isFarFetched = ({ mistake, pass }: Found, node: NodeId): boolean =>
  pass !== undefined &&
  !PLAIN.has(mistake.code) &&
  (pass.edges.length !== 1 || pass.edges[0]?.operand !== node || pass.forks.length > 0);

/** A doubled 1/m is plainer than a mean in place of a sum, where both give one number. */
const plainFirst = (found: readonly Found[]): readonly Found[] => {
  const averaged = found.find(({ mistake }) => mistake.code === 'broadcast-averaged');
  return found.map((one) =>
    averaged && one.mistake.code === 'mean-twice'
      ? { ...one, weight: Math.max(one.weight, 1.01 * averaged.weight) }
      : one,
  );
};

/** The best of each code, the likeliest first, without what is much less likely than that. */
export function ranked(found: readonly Found[]): readonly Found[] {
  const best = new Map<string, Found>();
  for (const one of found) {
    const before = best.get(one.mistake.code);
    if (before === undefined || before.weight < one.weight) best.set(one.mistake.code, one);
  }
  const all = [...best.values()].sort((a, b) => b.weight - a.weight);
  return all.filter(({ weight }) => weight >= LEAST_SHARE * (all[0]?.weight ?? 0));
}
