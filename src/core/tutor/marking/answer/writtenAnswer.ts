import type { QuestionResult } from '../../../evaluate/evaluation.ts';
import { type Expression, partsOf } from '../../../syntax/tree.ts';
import type { Shape, Tensor } from '../../../tensor/tensor.ts';
import type { Digits } from './digits.ts';

/** A number as a learner wrote it. */
export interface WrittenNumber {
  readonly value: number;
  /** The place of its last digit: 0.01 for `0.40`, 1e-14 for `1.88e-12`. Undefined for a formula. */
  readonly unit: number | undefined;
  /** Significant digits; 0 for zero. */
  readonly digits: number;
  /** Zeros at the end of a whole number, which may stand for digits that were rounded away. */
  readonly zeros?: number;
  /** A formula with names in it, which must hold for other numbers too. */
  readonly isFormula?: boolean;
}

export interface WrittenAnswer {
  readonly shape: Shape;
  readonly entries: readonly WrittenNumber[];
  readonly tensor: Tensor;
  /** How exact the author of the file wants it. */
  readonly digits?: Digits | undefined;
}

/** The answer with the digits that were written. `text` is the statement's text. */
export function writtenAnswer(question: QuestionResult, text: string, digits?: Digits): WrittenAnswer | undefined {
  const { answer, answerExpression } = question;
  if (answer === undefined) return undefined;
  const leaves = leavesOf(answerExpression, text);
  const whole = hasNames(answerExpression);
  const entries = Array.from(answer.data, (value, at): WrittenNumber => {
    const leaf = leaves.length === answer.data.length ? leaves[at] : whole;
    return typeof leaf === 'object' ? leaf : { ...formula(value), isFormula: leaf ?? false };
  });
  return { shape: answer.shape, entries, tensor: answer, digits };
}

/** Whether an answer is more than numbers and what can be done to them: it reads something of the text. */
export function hasNames(expression: Expression): boolean {
  const pending = [expression];
  for (let part = pending.pop(); part !== undefined; part = pending.pop()) {
    if (part.kind === 'name') return true;
    pending.push(...partsOf(part));
  }
  return false;
}

export const formula = (value: number): WrittenNumber => ({ value, unit: undefined, digits: 0 });

/** The numbers of a list in a row; in the place of what is no plain number, whether it has names in it. */
function leavesOf(expression: Expression, text: string): readonly (WrittenNumber | boolean)[] {
  switch (expression.kind) {
    case 'list':
      return expression.entries.flatMap((entry) => leavesOf(entry, text));
    case 'group':
      return leavesOf(expression.inner, text);
    case 'number':
      return [numberAsWritten(text.slice(expression.from, expression.to), expression.value)];
    case 'unary':
      return expression.operand.kind === 'number' || expression.operand.kind === 'group'
        ? leavesOf(expression.operand, text).map((leaf) =>
            typeof leaf === 'boolean'
              ? leaf
              : { ...leaf, value: expression.operator === '-' ? -leaf.value : leaf.value },
          )
        : [hasNames(expression)];
    default:
      return [hasNames(expression)];
  }
}

function numberAsWritten(text: string, value: number): WrittenNumber {
  const [mantissa = '', exponent = '0'] = text.replaceAll('_', '').toLowerCase().split('e');
  const decimals = mantissa.includes('.') ? mantissa.length - mantissa.indexOf('.') - 1 : 0;
  const digits = mantissa.replace('.', '').replace(/^0+/, '');
  return {
    value,
    unit: 10 ** (Number(exponent) - decimals),
    digits: digits.length,
    zeros: mantissa.includes('.') ? 0 : digits.length - digits.replace(/0+$/, '').length,
  };
}

/** Why a formula is no answer: it asks for what is asked. `usesOthers`: gradients of other names may stand in it. */
export function circular(
  expression: Expression,
  { asks, name }: Pick<QuestionResult, 'asks' | 'name'>,
  usesOthers: boolean,
): string | undefined {
  const pending = [expression];
  for (let part = pending.pop(); part !== undefined; part = pending.pop()) {
    if (part.kind === 'call' && part.callee.name === 'grad' && !(usesOthers && isOther(part.args[0]?.value, name)))
      return 'grad(…) itself is no answer: write a number, or a formula in the names above';
    if (part.kind === 'name' && part.name === name && asks === 'value')
      return `${name} itself is no answer to what its value is: write a number, or a formula in the names that ${name} is made of`;
    pending.push(...partsOf(part));
  }
  return undefined;
}

const isOther = (target: Expression | undefined, name: string): boolean =>
  target?.kind === 'name' && target.name !== name;
