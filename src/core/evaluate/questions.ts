import type { NodeId } from '../autodiff/tape/node.ts';
import { type Expression, type ParsedStatement, partsOf, type Question } from '../syntax/tree.ts';
import { type Context, evaluate, fail } from './context.ts';
import type { QuestionResult } from './evaluation.ts';
import { resolveSubscripts } from './indexing.ts';
import { unknownName } from './unknownName.ts';

/** A question, resolved: what is asked for, and the value of the answer. */
export function ask(context: Context, statement: Question): QuestionResult | undefined {
  const { name } = statement.target;
  const binding = context.scope.get(name);
  if (binding === undefined) return unknownName(context, statement.target);
  const { node } = binding;
  if (node === undefined) {
    evaluate(context, statement.target);
    return undefined;
  }
  const { tape } = context;
  let index: readonly number[] = [];
  if (statement.subscripts.length > 0) {
    const shape = tape.shapeOf(node);
    const resolved = resolveSubscripts(context, statement.subscripts, shape, statement.target);
    if (resolved === undefined) return undefined;
    if (resolved.drops.some((drop) => drop === 0))
      return fail(
        context,
        'question-entry',
        statement.target,
        `ask for one entry of ${name}, such as ${name}[0, 1], or for all of it`,
      );
    index = resolved.starts;
  }
  const answered = statement.answer.kind !== 'question';
  const answerNode = answered ? answerOf(context, statement, tape.shapeOf(node).length) : undefined;
  return {
    asks: statement.asks,
    name,
    node,
    index,
    answer: answerNode === undefined ? undefined : tape.valueOf(answerNode),
    answerNode,
    answered,
    answerExpression: statement.answer,
  };
}

/** An answer that cannot be read leaves the question as it is: answered, not right, and not gone. */
export function askUnreadable(
  context: Context,
  question: Question,
  problems: ParsedStatement['problems'],
): QuestionResult | undefined {
  const {
    target,
    answer: { from },
  } = question;
  // A missing answer is reported at the = before it.
  const asks = problems.every((problem) => problem.severity !== 'error' || problem.from >= from - 1);
  return asks && context.scope.has(target.name)
    ? ask(context, { ...question, answer: { kind: 'missing', from, to: from } })
    : undefined;
}

function answerOf(context: Context, { asks, target, answer }: Question, rank: number): NodeId | undefined {
  const open = questionIn(answer);
  if (open === undefined) return answer.kind === 'missing' ? undefined : evaluate(context, answer);
  const entry = `${asks}(${target.name})[${Array(rank).fill(0).join(', ')}]`;
  return fail(
    context,
    'question-outside',
    open,
    answer.kind === 'list'
      ? `a ? is left here: fill in every entry, or ask for a single one, as in ${entry} = ?`
      : 'your answer takes the place of the ?: delete the ?',
  );
}

function questionIn(expression: Expression): Expression | undefined {
  const pending = [expression];
  for (let part = pending.pop(); part !== undefined; part = pending.pop()) {
    if (part.kind === 'question') return part;
    pending.push(...partsOf(part));
  }
  return undefined;
}
