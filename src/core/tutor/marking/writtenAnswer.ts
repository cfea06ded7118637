import type { QuestionResult } from '../../evaluate/evaluation.ts';
import { type Expression, partsOf } from '../../syntax/tree.ts';
import type { Shape, Tensor } from '../../tensor/tensor.ts';

/** A number as a learner wrote it. */
export interface WrittenNumber {
  readonly value: number;
  /** The place of its last digit: 0.01 for `0.40`, 1e-14 for `1.88e-12`. Undefined for a formula. */
  readonly unit: number | undefined;
  /** Significant digits; 0 for zero. */
  readonly digits: number;
}

export interface WrittenAnswer {
  readonly shape: Shape;
  readonly entries: readonly WrittenNumber[];
  readonly tensor: Tensor;
}

/** The answer with the digits that were written. `text` is the statement's text. */
export function writtenAnswer(question: QuestionResult, text: string): WrittenAnswer | undefined {
  const { answer, answerExpression } = question;
  if (answer === undefined) return undefined;
  const leaves = leavesOf(answerExpression, text);
  const entries =
    leaves.length === answer.data.length
      ? leaves.map((leaf, at) => leaf ?? formula(answer.data[at] ?? Number.NaN))
      : Array.from(answer.data, formula);
  return { shape: answer.shape, entries, tensor: answer };
}

export const formula = (value: number): WrittenNumber => ({ value, unit: undefined, digits: 0 });

/** The numbers of a list in a row; undefined in the place of what is no plain number. */
function leavesOf(expression: Expression, text: string): readonly (WrittenNumber | undefined)[] {
  switch (expression.kind) {
    case 'list':
      return expression.entries.flatMap((entry) => leavesOf(entry, text));
    case 'group':
      return leavesOf(expression.inner, text);
    case 'number':
      return [numberAsWritten(text.slice(expression.from, expression.to), expression.value)];
    case 'unary':
      return expression.operand.kind === 'number' || expression.operand.kind === 'group'
        ? leavesOf(expression.operand, text).map(
            (leaf) => leaf && { ...leaf, value: expression.operator === '-' ? -leaf.value : leaf.value },
          )
        : [undefined];
    default:
      return [undefined];
  }
}

export function numberAsWritten(text: string, value: number): WrittenNumber {
  const [mantissa = '', exponent = '0'] = text.replaceAll('_', '').toLowerCase().split('e');
  const decimals = mantissa.includes('.') ? mantissa.length - mantissa.indexOf('.') - 1 : 0;
  return {
    value,
    unit: 10 ** (Number(exponent) - decimals),
    digits: mantissa.replace('.', '').replace(/^0+/, '').length,
  };
}

/** Why a formula is no answer: it asks for what is asked. */
export function circular(expression: Expression, asks: 'grad' | 'value', name: string): string | undefined {
  const pending = [expression];
  for (let part = pending.pop(); part !== undefined; part = pending.pop()) {
    if (part.kind === 'call' && part.callee.name === 'grad')
      return 'grad(…) itself is no answer: write a number, or a formula in the names above';
    if (part.kind === 'name' && part.name === name && asks === 'value')
      return `${name} itself is no answer to what its value is: write a number, or a formula in the names that ${name} is made of`;
    pending.push(...partsOf(part));
  }
  return undefined;
}
