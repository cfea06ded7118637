import type { Evaluation } from '../../evaluate/evaluation.ts';
import type { ChainRule } from '../chainRule.ts';
import { passesOf } from '../passes.ts';
import { roleAt } from '../remarks.ts';

/** Both passes of a cell as plain text: one line for each step, with symbols and numbers. */
export function textOutline(evaluation: Evaluation, cell: number, digits = 4): string {
  const passes = passesOf(evaluation, cell, digits);
  if (passes === undefined) return 'This cell has no output: nothing in it can be differentiated.\n';
  const { forward, backward, outputName, leftOut, title } = passes;
  const { tape } = evaluation;
  const heading = title === '' ? `Output: ${outputName.plain}` : `${title} — output: ${outputName.plain}`;
  const lines = [
    heading,
    '',
    'Forward pass',
    ...(leftOut > 0 ? [`  … ${leftOut} earlier steps`] : []),
    ...forward.map(({ node, step }) => {
      const gate = tape.gateOf(node);
      return `  ${step.line.plain}${gate ? `    (${gate.name})` : ''}`;
    }),
    '',
    `Backward pass: gradients of ${outputName.plain}`,
    ...backward.flatMap((rule) => backwardLines(evaluation, rule, digits)),
  ];
  return `${lines.join('\n')}\n`;
}

function backwardLines(evaluation: Evaluation, rule: ChainRule, digits: number): readonly string[] {
  if (rule.state === 'none') return [`  ${rule.derivative.plain}: ${rule.reason}`];
  const remarks = rule.terms.flatMap((term) =>
    term.remarks.filter((remark) => remark.kind !== 'off').map(({ words }) => words),
  );
  const reason = rule.state === 'zero' && rule.reason !== '' ? [`      0: ${rule.reason}`] : [];
  const gradients = evaluation.gradients(rule.output);
  const roles = rule.terms.flatMap(({ consumer }) => roleAt(evaluation, consumer, gradients, digits) ?? []);
  return [
    ...rule.lines.map((line) => `  ${line.plain}`),
    ...reason,
    ...[...new Set(roles)].map((words) => `      ${words}`),
    ...[...new Set(remarks)].map((words) => `      note: ${words}`),
  ];
}
