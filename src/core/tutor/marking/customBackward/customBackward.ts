/** A learner's own backward pass, checked entry by entry. */

import type { NodeId } from '../../../autodiff/tape/node.ts';
import { showNumber, showShape } from '../../../base/show.ts';
import type { LearnedGradient } from '../../../evaluate/calls/customBackward.ts';
import type { Evaluation } from '../../../evaluate/evaluation.ts';
import { indexOf } from '../../../tensor/entryIndex.ts';
import { type Tensor, zeros } from '../../../tensor/tensor.ts';
import { mapped } from '../../entries.ts';
import type { MistakeCode } from '../../mistakes/mistake.ts';
import { formula } from '../answer/writtenAnswer.ts';
import { diagnoseGradient } from '../diagnosis/diagnosis.ts';
import {
  differenceFor,
  type LearnedCall,
  learnedCalls,
  type Trial,
  trialsOf,
  truthFor,
} from './customBackwardCalls.ts';

interface ParamCheck {
  readonly param: string;
  /** Which gradient of the rule, from 0. */
  readonly at: number;
  readonly right: boolean;
  /** Codes of the mistakes that give exactly this, the likeliest first. */
  readonly mistakes: readonly MistakeCode[];
  /** Empty where the gradient is right. */
  readonly message: string;
  /** The same without a number that would be an answer. */
  readonly discreet: string;
}

interface LearnedPassCheck {
  /** Statement that holds the rule. */
  readonly rule: number;
  readonly name: string;
  /** Calls at which it was tried; 0: the function is not used, so nothing is known. */
  readonly calls: number;
  readonly right: boolean;
  readonly params: readonly ParamCheck[];
}

const MOST_CALLS = 4;
const TOLERANCE = 1e-7;

/** Undefined for a statement that is no backward pass of its own. */
function checkLearnedPass(evaluation: Evaluation, rule: number): LearnedPassCheck | undefined {
  const tree = evaluation.document.statements[rule]?.tree;
  if (tree?.kind !== 'backwardRule') return undefined;
  const calls = learnedCalls(evaluation, rule).slice(0, MOST_CALLS);
  const trials = calls.flatMap((call) => trialsOf(evaluation, call).map((trial) => ({ call, trial })));
  const params = tree.gradients.map((_, at): ParamCheck => {
    const param = tree.params[at]?.name ?? '';
    for (const { call, trial } of trials) {
      const found = compare(evaluation, call, trial, at, param);
      if (found) return { param, at, right: false, ...found };
    }
    return { param, at, right: true, mistakes: [], message: '', discreet: '' };
  });
  return { rule, name: tree.name.name, calls: calls.length, right: params.every(({ right }) => right), params };
}

const known = new WeakMap<Evaluation, readonly LearnedPassCheck[]>();

/** Every own backward pass of a document, checked. Kept with the evaluation. */
export function checkLearnedPasses(evaluation: Evaluation): readonly LearnedPassCheck[] {
  const before = known.get(evaluation);
  if (before) return before;
  const checks = evaluation.document.statements.flatMap(({ tree }, statement) => {
    const check = tree.kind === 'backwardRule' ? checkLearnedPass(evaluation, statement) : undefined;
    return check ? [check] : [];
  });
  known.set(evaluation, checks);
  return checks;
}

type Wrong = Pick<ParamCheck, 'mistakes' | 'message' | 'discreet'>;

function compare(
  evaluation: Evaluation,
  call: LearnedCall,
  trial: Trial,
  at: number,
  param: string,
): Wrong | undefined {
  const arg = call.box.args[at];
  // Forward mode, which stands in for a constant argument, knows the numbers of the text only.
  if (arg === undefined || (trial.kind === 'other numbers' && !evaluation.tape.isReached(arg))) return undefined;
  const all = call.pass.run(trial.inputs, trial.upstream);
  const own = all[at];
  if (own === undefined) return undefined;
  const shape = showShape(evaluation.tape.shapeOf(arg));
  if ('problem' in own) {
    const { codes, title } = mistakesAt(evaluation, call, arg, at);
    const problem = `the gradient of ${param} ${own.problem}`;
    const message = title === '' ? problem : `${problem}. It looks as if ${title}`;
    return { mistakes: codes, message, discreet: message };
  }
  const truth = truthFor(evaluation, call, trial, arg);
  const given = summed(call, all, arg, own.gradient);
  const wrong = firstWrong(given, truth);
  if (wrong === undefined) return undefined;
  const difference = differenceFor(evaluation, call, trial, arg, wrong);
  const place = truth.shape.length === 0 ? '' : `[${indexOf(truth.shape, wrong).join(', ')}]`;
  const where = {
    here: '',
    'other upstream': ' for another upstream (the one here hides it)',
    'other numbers': ' at other numbers near these (the ones here hide it)',
  }[trial.kind];
  const numbers = `the gradient of ${param}${place} is ${showNumber(given.data[wrong] ?? 0)}${where}; automatic differentiation gives ${showNumber(truth.data[wrong] ?? 0)}, centred differences ${showNumber(difference)}`;
  const named = mistakesAt(evaluation, call, arg, at);
  const looks = named.title === '' ? '' : `. It looks as if ${named.title}`;
  return {
    mistakes: named.codes,
    message: looks === '' ? `${numbers} (shape ${shape})` : `${numbers}${looks}`,
    discreet: `the gradient of ${param} is not right yet${where}${place === '' ? '' : `: the first wrong entry is ${place}`}${looks === '' ? `. Write down the local gradient of ${param}, and multiply it by upstream` : looks}`,
  };
}

/** One value may be several arguments: then only the sum of their gradients can be compared. */
function summed({ box }: LearnedCall, all: readonly LearnedGradient[], arg: NodeId, own: Tensor): Tensor {
  if (box.args.filter((other) => other === arg).length < 2) return own;
  const sum = zeros(own.shape);
  for (const [i, other] of all.entries())
    if (box.args[i] === arg && 'gradient' in other)
      for (let k = 0; k < sum.data.length; k++) sum.data[k] = (sum.data[k] ?? 0) + (other.gradient.data[k] ?? 0);
  return sum;
}

function firstWrong(given: Tensor, truth: Tensor): number | undefined {
  let largest = 0;
  for (const entry of truth.data) largest = Math.max(largest, Math.abs(entry));
  for (let at = 0; at < truth.data.length; at++) {
    const a = given.data[at] ?? 0;
    const b = truth.data[at] ?? 0;
    const most = TOLERANCE * Math.max(Math.abs(a), Math.abs(b)) + 1e-13 * largest;
    if (!(Math.abs(a - b) <= most) && !(Number.isNaN(a) && Number.isNaN(b))) return at;
  }
  return undefined;
}

/** The mistakes are looked for at the last trial, whose numbers are no round ones. */
function mistakesAt(
  evaluation: Evaluation,
  call: LearnedCall,
  arg: NodeId,
  at: number,
): { readonly codes: readonly MistakeCode[]; readonly title: string } {
  const trial = trialsOf(evaluation, call).at(-1);
  const own = trial && call.pass.run(trial.inputs, trial.upstream)[at];
  const gradient = own && ('gradient' in own ? own.gradient : own.given);
  if (trial === undefined || gradient === undefined) return { codes: [], title: '' };
  const given = { shape: gradient.shape, tensor: gradient, entries: Array.from(gradient.data, formula) };
  const target = {
    node: arg,
    graph: trial.graph,
    pick: (whole: Tensor) => mapped(whole, (entry) => entry),
    isEntry: false,
  };
  const { found, pair } = diagnoseGradient(target, given, undefined, () => 1);
  const all = pair ?? found;
  return {
    codes: all.map(({ mistake }) => mistake.code),
    title: all.map(({ mistake }) => mistake.title).join(pair ? ', and ' : ', or '),
  };
}
