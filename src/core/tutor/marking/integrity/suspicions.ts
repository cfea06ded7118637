/** In a file that is marked without its original: lines that make answers easier than they were asked, told but not judged. */
import type { Evaluation } from '../../../evaluate/evaluation.ts';
import { whyNone } from '../../../explain/zeroReason.ts';
import { functionNames } from '../../../semantics/functionTable.ts';
import { readsItOff } from '../answer/noAnswer.ts';
import { askedAt, asksToOrder, questionsIn } from '../answer/question.ts';
import { hasNames } from '../answer/writtenAnswer.ts';
import { questionKeyOf } from './original.ts';

interface Suspicion {
  readonly statement: number;
  readonly code: 'function-replaced' | 'output-below' | 'question-repeated' | 'question-trivial' | 'answer-read-off';
  readonly message: string;
}

export function suspicionsIn(evaluation: Evaluation): readonly Suspicion[] {
  const { document, tape, cells, statements } = evaluation;
  const found: Suspicion[] = document.statements.flatMap(({ tree }, statement): readonly Suspicion[] =>
    tree.kind === 'def' && functionNames(evaluation.surroundings.dataSets).has(tree.name.name)
      ? [
          {
            statement,
            code: 'function-replaced',
            message: `this def takes the place of the function ${tree.name.name} in every line below`,
          },
        ]
      : [],
  );
  for (const { index } of document.cells) {
    const questions = questionsIn(evaluation, index);
    const last = questions.at(-1);
    if (last === undefined) continue;
    const { output, outputName, own } = cells[index] ?? {};
    const named = statements.findIndex((result) => result.output === output && result.output !== undefined);
    const from = output === undefined || own !== true ? -1 : named > last ? named : tape.statementOf(output);
    if (from > last)
      found.push({
        statement: from,
        code: 'output-below',
        message: `a line below the questions decides that the gradients of this cell are those of ${outputName}`,
      });
    // Two lines for one gradient, and one for the output's own, belong to a cell whose lines are to be put in order.
    const orders = asksToOrder(evaluation, index);
    const seen = new Set<string>();
    for (const statement of questions) {
      const parsed = document.statements[statement];
      const key = (parsed && questionKeyOf(parsed)) ?? '';
      if (seen.has(key) && !orders)
        found.push({ statement, code: 'question-repeated', message: `${key} is asked twice in this cell` });
      seen.add(key);
      const asked = askedAt(evaluation, statement);
      if (asked === undefined) continue;
      const { asks, name, answered } = asked.result;
      const isTrivial = asks === 'grad' ? asked.node === output : tape.gateOf(asked.node) === undefined;
      if (isTrivial && !orders)
        found.push({
          statement,
          code: 'question-trivial',
          message:
            asks === 'grad' ? `${name} is the output, whose gradient is 1` : `the value of ${name} stands in the text`,
        });
      else if (asks === 'grad' && output !== undefined && asked.graph?.reaches(asked.node) === false)
        found.push({
          statement,
          code: 'question-trivial',
          message: `the gradient of ${name} is 0 whatever the numbers are: ${whyNone(evaluation, output, asked.node)}`,
        });
      const isFormula = answered && hasNames(asked.result.answerExpression);
      const read = answered
        ? (readsItOff(asked) ??
          (isFormula && asks === 'value'
            ? `${name} is worked out by the program: a value is answered by a number`
            : undefined))
        : undefined;
      if (read !== undefined) found.push({ statement, code: 'answer-read-off', message: read });
    }
  }
  return found;
}
