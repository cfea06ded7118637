/** What each attack earns: marked against the original, and without one. */
import { checkReport } from '../../../../src/cli/checkReport.ts';
import { plainSurroundings } from '../../../../src/core/evaluate/environment.ts';
import { evaluateDocument } from '../../../../src/core/evaluate/evaluate.ts';
import type { Evaluation } from '../../../../src/core/evaluate/evaluation.ts';
import { parseDocument } from '../../../../src/core/syntax/document.ts';
import { type Attack, attacks } from './attacks.ts';

export interface Outcome {
  readonly attack: Attack;
  /** Credit for answers that are right by themselves, above what is honest. What follows from an own slip is no bargain. */
  readonly bought: number;
  /** Whether so many questions count as the original asks. */
  readonly asksAll: boolean;
  /** Whether the report says what was done. */
  readonly told: boolean;
  /** The same without the original. */
  readonly boughtWithout: number;
  readonly toldWithout: boolean;
}

const evaluated = (text: string): Evaluation => evaluateDocument(parseDocument(text), plainSurroundings);

export function outcomeOf(attack: Attack): Outcome {
  const evaluation = evaluated(attack.original);
  const { document } = evaluation;
  const handedIn = evaluated(attack.handedIn);
  const original = { file: 'original.bp', document, evaluation, hash: '' };
  const [beside, alone] = [checkReport('own.bp', handedIn, { original }), checkReport('own.bp', handedIn)];
  const bought = ({ answers }: typeof beside): number =>
    answers.reduce((sum, { credit, followed }) => sum + (followed ? 0 : credit), 0) - attack.honest;
  return {
    attack,
    bought: bought(beside),
    asksAll: beside.score.asked === document.statements.filter(({ tree }) => tree.kind === 'question').length,
    told: beside.problems.length > 0,
    boughtWithout: bought(alone),
    toldWithout: alone.problems.length > 0,
  };
}

/** Why an outcome is not as it should be; undefined: it is. */
export function faultOf({ attack, bought, asksAll, told, boughtWithout, toldWithout }: Outcome): string | undefined {
  const words = `${attack.name}\n${attack.handedIn}`;
  if (bought > 1e-9) return `bought ${bought} of it: ${words}`;
  if (!asksAll) return `other questions are counted: ${words}`;
  if ((attack.told === 'always' || attack.told === 'with original') && !told) return `nobody is told: ${words}`;
  if ((attack.told === 'always' || attack.told === 'without original') && !toldWithout)
    return `nobody is told without the original: ${words}`;
  return attack.told === 'harmless' && boughtWithout > 1e-9 && !toldWithout
    ? `bought without the original: ${words}`
    : undefined;
}

export const outcomes = (rounds: number, seed: string): readonly Outcome[] =>
  [...attacks(rounds, seed)].map((attack) => outcomeOf(attack));
