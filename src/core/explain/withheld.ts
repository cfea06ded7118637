/** What is not shown of an evaluation: values and gradients that would tell the answer to an open question, and what prints them. */
import type { NodeId } from '../autodiff/tape/node.ts';
import { isPrinted, numbersIn, read } from '../base/printedArithmetic.ts';
import type { Evaluation, TrainingResult } from '../evaluate/evaluation.ts';

export interface Withheld {
  readonly values: ReadonlySet<NodeId>;
  readonly gradients: ReadonlySet<NodeId>;
  /** What has its sizes or settings from a withheld value: `zeros(p)`, `clip(x, 0, p)`. */
  readonly shapes: ReadonlySet<NodeId>;
  /** Statements that read a withheld value: what is wrong with them may print it. */
  readonly statements: ReadonlySet<number>;
}

/** Longer tensors are never printed by a message. */
const MOST_ENTRIES = 64;

/** What is wrong with a statement, as it may be said: a withheld number is a question mark in it. */
export function withheldMessage(
  evaluation: Evaluation,
  withheld: Withheld | undefined,
  statement: number,
  message: string,
): string {
  if (withheld === undefined || !withheld.statements.has(statement)) return message;
  const text = evaluation.document.statements[statement]?.text ?? '';
  const own = new Set(numbersIn(text).map(read));
  const secret = [...withheld.values].flatMap((node) => {
    const { data } = evaluation.tape.valueOf(node);
    return data.length > MOST_ENTRIES ? [] : [...data];
  });
  return numbersIn(message).reduce((told, printed) => {
    const isSecret =
      !own.has(Math.abs(read(printed))) &&
      secret.some((value) => isPrinted(value, printed) || isPrinted(-value, printed));
    return isSecret ? told.replaceAll(printed, '?') : told;
  }, message);
}

/** Why a training must not run yet: its curves and its parameters would tell what is withheld. Undefined: they would not. */
export function trainingWithheld(
  { tape }: Evaluation,
  { values, gradients }: Pick<Withheld, 'values' | 'gradients'>,
  { loss, metric, test }: TrainingResult,
): string | undefined {
  const printed = [loss, metric, test].some((node) => node !== undefined && values.has(node));
  // A parameter moves by its gradient.
  const isMoved = tape.inputsOf(loss).some((input) => gradients.has(input));
  return printed || isMoved
    ? 'its training would tell what questions that are open ask for: answer them first'
    : undefined;
}
