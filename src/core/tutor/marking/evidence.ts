import type { MistakeCode } from '../mistakes/mistake.ts';
import { answerCloseness } from './closeness.ts';
import type { Found } from './diagnosis.ts';
import { type Asked, askedAt, questionsIn } from './question.ts';
import { writtenAnswer } from './writtenAnswer.ts';

const MOST_OTHERS = 8;
const SHOWN_BEFORE = 1.8;
const ALSO_THERE = 1.6;
const NOT_THERE = 0.4;

/** How much the learner's other answers in the cell speak for a mistake (above 1) or against it (below 1). */
export function evidenceFor(asked: Asked, found: Found, likely: ReadonlySet<MistakeCode>): number {
  const { evaluation, cell, statement, graph } = asked;
  let weight = likely.has(found.mistake.code) ? SHOWN_BEFORE : 1;
  const { rule } = found.variant;
  if (graph === undefined || rule === undefined) return weight;
  for (const other of questionsIn(evaluation, cell).slice(0, MOST_OTHERS)) {
    const answered = other === statement ? undefined : askedAt(evaluation, other);
    if (answered?.result.asks !== 'grad' || answered.node === asked.node) continue;
    const given = writtenAnswer(answered.result, evaluation.document.statements[other]?.text ?? '');
    const right = graph.gradient(answered.node);
    if (given === undefined || right === undefined) continue;
    const { gradient, edges, forks } = graph.run(answered.node, rule, found.isGeneral ? {} : found.places);
    if (gradient === undefined || edges.length + forks.length === 0) continue;
    if (gradient.shape.length !== right.shape.length) continue;
    if (answerCloseness(given, answered.pick(gradient)) !== 'no') weight *= ALSO_THERE;
    else if (answerCloseness(given, answered.pick(right)) !== 'no') weight *= NOT_THERE;
  }
  return weight;
}
