import type { NodeId } from '../autodiff/tape/node.ts';
import type { Evaluation } from '../evaluate/evaluation.ts';
import { type Application, applicationAt, operandAt } from './application.ts';
import { appliedGate, steadyApplied } from './formula/applied.ts';
import { equation, tensorWritten, type Written, written } from './formula/written.ts';
import { MOST_ENTRIES } from './gradientTerm.ts';

/** How the value of a node comes about from its operands: `q`, `x + y`, `−2 + 5`, `3`. */
export interface ForwardStep {
  readonly name: Written;
  /** Undefined for a leaf. */
  readonly symbols: Written | undefined;
  /** Undefined for a leaf and where the operands are too large to be read. */
  readonly numbers: Written | undefined;
  readonly result: Written;
  /** `q = x + y = −2 + 5 = 3` */
  readonly line: Written;
}

/** The forward step of a gate. Without numbers the line ends with the symbols. */
export function forwardOf(
  { gate, options, operands, out }: Application,
  digits: number,
  withNumbers = true,
): ForwardStep {
  const name = written(out.words);
  const result = written(tensorWritten(out.value, digits));
  const symbols = written(
    appliedGate(
      gate,
      operands.map(({ words }) => words),
      options,
    ),
  );
  const values = operands.map(({ value }) => value);
  const isSmall = [...values, out.value].every(({ data, shape }) => data.length <= MOST_ENTRIES && shape.length <= 2);
  const numbers = withNumbers && isSmall ? steadyApplied(gate, values, options, result, digits) : undefined;
  return { name, symbols, numbers, result, line: equation([name, symbols, numbers, withNumbers ? result : undefined]) };
}

/** The forward step at a node of the tape, a leaf's too. */
export function forwardStep(evaluation: Evaluation, node: NodeId, digits: number, withNumbers = true): ForwardStep {
  const application = applicationAt(evaluation, node, undefined);
  if (application) return forwardOf(application, digits, withNumbers);
  const { words, value } = operandAt(evaluation, node);
  const name = written(words);
  const result = written(tensorWritten(value, digits));
  const isLiteral = name.plain === result.plain;
  return {
    name,
    symbols: undefined,
    numbers: undefined,
    result,
    line: isLiteral || !withNumbers ? name : equation([name, result]),
  };
}
