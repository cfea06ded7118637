/** Which wrong form of an update line gives the learner's answer to `value(v) = ?`. */
import { forwardAgain } from '../../../autodiff/forwardAgain.ts';

import type { NodeId } from '../../../autodiff/tape/node.ts';
import { sameShape, type Tensor } from '../../../tensor/tensor.ts';
import { mistakes } from '../../mistakes/index.ts';
import { answerCloseness } from '../answer/closeness.ts';
import type { Asked } from '../answer/question.ts';
import type { WrittenAnswer } from '../answer/writtenAnswer.ts';
import { type Diagnosis, type Found, NOTHING, ranked } from './diagnosis.ts';
import type { OwnPass } from './followThrough.ts';
import { type UpdateRule, updateLines } from './updateLines.ts';

const RATE_NAMES = new Set(['lr', 'alpha', 'α', 'eta', 'η', 'learning_rate', 'rate']);

export function diagnoseUpdate(asked: Asked, given: WrittenAnswer, own: OwnPass | undefined): Diagnosis {
  const { velocities, steps } = updateLines(asked.evaluation.tape);
  if (velocities.size === 0 && steps.size === 0) return NOTHING;
  const truth = asked.evaluation.tape.valueOf(asked.node);
  const found: Found[] = [];
  for (const pinned of own ? [own.values, undefined] : [undefined]) {
    for (const mistake of mistakes)
      for (const variant of mistake.variants) {
        if (variant.update === undefined) continue;
        const wrong = valuesBy(asked, variant.update, pinned)(asked.node);
        if (!sameShape(wrong.shape, truth.shape)) continue;
        const close = answerCloseness(given, asked.pick(wrong));
        if (close === 'no') continue;
        const weight = mistake.prior * variant.share * (close === 'exact' ? 1 : 0.6);
        found.push({ mistake, variant, weight, places: {}, isGeneral: true, pass: undefined, base: undefined, pinned });
      }
    if (found.length > 0) break;
  }
  return { found: ranked(found), pair: undefined };
}

/** All values up to the asked one with every update line in the wrong form. */
export function valuesBy(
  { evaluation, node }: Asked,
  rule: UpdateRule,
  pinned: ReadonlyMap<NodeId, Tensor> | undefined,
): (node: NodeId) => Tensor {
  const { tape } = evaluation;
  const lines = updateLines(tape);
  const named = rateByName(evaluation);
  return forwardAgain(tape, node, {
    ...(pinned ? { pinned } : {}),
    replace(id, _value, of) {
      const number = (at: NodeId): number => of(at).data[0] ?? Number.NaN;
      const velocity = lines.velocities.get(id);
      if (velocity && rule.velocity) {
        const rate = lines.lrOf(id) ?? named;
        return rule.velocity({
          past: of(velocity.past),
          gradient: of(velocity.gradient),
          beta: number(velocity.beta),
          lr: rate === undefined ? undefined : number(rate),
        });
      }
      const step = lines.steps.get(id);
      if (step === undefined || !rule.step) return undefined;
      // A rule about the velocity leaves plain gradient steps alone.
      if (rule.velocity && !lines.isVelocity(step.change)) return undefined;
      return rule.step({ weights: of(step.weights), change: of(step.change), lr: number(step.lr) });
    },
  });
}

function rateByName({ statements, tape }: Asked['evaluation']): NodeId | undefined {
  for (const { bindings } of statements)
    for (const { name, node } of bindings)
      if (node !== undefined && RATE_NAMES.has(name) && tape.isScalar(node)) return node;
  return undefined;
}
