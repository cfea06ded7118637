import type { NodeId } from '../../autodiff/tape/node.ts';
import type { Evaluation } from '../../evaluate/evaluation.ts';
import { flowsTo } from '../../gates/gate.ts';
import type { Problem } from '../../semantics/problem.ts';
import { isHuntRule } from '../practice/bugHuntCell.ts';
import { checkLearnedPasses } from './customBackward/customBackward.ts';
import { learnedCalls } from './customBackward/customBackwardCalls.ts';
import { openSecrets } from './markDocument.ts';

/** A problem of one statement, its span counted from the statement's start. */
interface LearnedProblem extends Problem {
  readonly statement: number;
}

/** Values whose gradients have come through a wrong backward pass, with the name of its function. */
export function suspectGradients(evaluation: Evaluation): ReadonlyMap<NodeId, string> {
  const { tape } = evaluation;
  const suspects = new Map<NodeId, string>();
  for (const { rule, name, right } of checkLearnedPasses(evaluation)) {
    if (right || isHuntRule(evaluation, rule)) continue;
    const pending = learnedCalls(evaluation, rule).flatMap(({ box }) => box.args);
    for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
      if (suspects.has(node) || !tape.isReached(node)) continue;
      suspects.set(node, name);
      const gate = tape.gateOf(node);
      if (gate)
        tape.inputsOf(node).forEach((input, port) => {
          if (flowsTo(gate, port)) pending.push(input);
        });
    }
  }
  return suspects;
}

/** What is wrong in own backward passes, at their formulas, and which values' gradients went through them. */
export function learnedProblems(evaluation: Evaluation): readonly LearnedProblem[] {
  const { statements } = evaluation.document;
  if (checkLearnedPasses(evaluation).length === 0) return [];
  const secrets = openSecrets(evaluation);
  const problems: LearnedProblem[] = checkLearnedPasses(evaluation).flatMap(({ rule, params }) => {
    const isSecret = learnedCalls(evaluation, rule).some(({ box }) =>
      box.args.some((arg) => secrets.gradients.has(arg)),
    );
    const tree = statements[rule]?.tree;
    if (tree?.kind !== 'backwardRule') return [];
    if (isHuntRule(evaluation, rule))
      return params.every(({ right }) => right)
        ? []
        : [
            {
              statement: rule,
              code: 'own-backward-wrong',
              severity: 'warning' as const,
              from: tree.name.from,
              to: tree.name.to,
              message: 'one rule of this backward pass is wrong: Check gradients says which gradients it spoils',
            },
          ];
    return params
      .filter(({ right }) => !right)
      .map(({ at, message, discreet }) => ({
        statement: rule,
        code: 'own-backward-wrong',
        severity: 'warning' as const,
        from: tree.gradients[at]?.from ?? tree.from,
        to: tree.gradients[at]?.to ?? tree.to,
        message: isSecret ? discreet : message,
      }));
  });
  const suspects = suspectGradients(evaluation);
  if (suspects.size === 0) return problems;
  evaluation.statements.forEach(({ bindings }, statement) => {
    const tree = statements[statement]?.tree;
    if (tree?.kind !== 'assignment') return;
    bindings.forEach(({ node, name }, i) => {
      const through = node === undefined ? undefined : suspects.get(node);
      const target = tree.targets[i];
      if (through !== undefined && target)
        problems.push({
          statement,
          code: 'through-own-backward',
          severity: 'info',
          from: target.from,
          to: target.to,
          message: `the gradient of ${name} came through your backward pass of ${through}, which is wrong`,
        });
    });
  });
  return problems;
}
