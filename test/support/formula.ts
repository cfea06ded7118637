import { seededRandom } from '../../src/core/base/seededRandom.ts';
import type { Gate, OptionValue } from '../../src/core/gates/gate.ts';
import { gateOfCall, gateOfOperator, gateSpelled } from '../../src/core/gates/index.ts';
import { subscriptOptions } from '../../src/core/gates/subscripts.ts';
import { makerNamed } from '../../src/core/makers/index.ts';
import { isMakerProblem } from '../../src/core/makers/maker.ts';
import { parseExpression } from '../../src/core/syntax/document.ts';
import type { Argument, Expression, Subscript } from '../../src/core/syntax/tree.ts';
import { scalar, type Tensor, zeros } from '../../src/core/tensor/tensor.ts';
import { forward } from './applyGate.ts';

/** What the names of a formula stand for; undefined for an option that was left out. */
export type Meanings = ReadonlyMap<string, Tensor | OptionValue | undefined>;

/** The value of a gate's formula, by the project's own parser and gates, without the evaluator. */
export function formulaValue(formula: string, meanings: Meanings): Tensor {
  const { expression, problems } = parseExpression(formula);
  if (problems.length > 0) throw new Error(`${formula}: ${problems[0]?.message}`);
  return evaluate(expression, meanings);
}

function needed(gate: Gate | undefined, what: string): Gate {
  if (!gate) throw new Error(`no gate for ${what}`);
  return gate;
}

function evaluate(expression: Expression, meanings: Meanings): Tensor {
  const inner = (part: Expression): Tensor => evaluate(part, meanings);
  switch (expression.kind) {
    case 'number':
      return scalar(expression.value);
    case 'name': {
      const meaning = meanings.get(expression.name);
      if (typeof meaning === 'number' || typeof meaning === 'boolean') return scalar(Number(meaning));
      if (meaning === undefined || !('shape' in meaning)) throw new Error(`${expression.name} stands for nothing`);
      return meaning;
    }
    case 'group':
      return inner(expression.inner);
    case 'unary':
      return expression.operator === '+'
        ? inner(expression.operand)
        : forward(needed(gateSpelled('prefix'), '-'), [inner(expression.operand)]);
    case 'binary':
      return forward(needed(gateOfOperator(expression.operator), expression.operator), [
        inner(expression.left),
        inner(expression.right),
      ]);
    case 'transpose':
      return forward(needed(gateSpelled('transpose'), '.T'), [inner(expression.operand)]);
    case 'index':
      return forward(
        needed(gateSpelled('index'), '[]'),
        [inner(expression.target)],
        subscriptOptions(expression.subscripts.map((part) => plain(part, inner))),
      );
    case 'call':
      return call(expression.callee.name, expression.args, meanings);
    default:
      throw new Error(`a formula with a ${expression.kind}`);
  }
}

const plain = (part: Subscript, inner: (expression: Expression) => Tensor) => {
  const number = (expression: Expression | undefined) => expression && inner(expression).data[0];
  if (part.kind === 'at') return { at: number(part.index) ?? Number.NaN };
  if (part.kind !== 'slice') throw new Error(`a formula with a ${part.kind} subscript`);
  return { start: number(part.start), stop: number(part.stop), step: number(part.step) ?? 1 };
};

function call(name: string, args: readonly Argument[], meanings: Meanings): Tensor {
  const positional = args.filter((arg) => arg.name === undefined).map((arg) => evaluate(arg.value, meanings));
  const maker = makerNamed(name);
  if (maker) {
    const given = { positional, named: new Map() };
    const shape = maker.shape(given);
    if (isMakerProblem(shape)) throw new Error(shape.problem);
    const out = zeros(shape);
    maker.fill(out, given, seededRandom(0));
    return out;
  }
  const gate = needed(gateOfCall(name, positional.length), name);
  const options: Record<string, OptionValue> = {};
  for (const { name: option, value } of args) {
    if (option === undefined) continue;
    const given = optionGiven(value, meanings);
    if (given !== undefined) options[option.name] = given;
  }
  const rest = positional
    .slice(gate.variadic ? positional.length : gate.params.length)
    .map((part) => part.data[0] ?? 0);
  const byPlace: Record<string, OptionValue> = {};
  for (const [i, option] of gate.options.filter((one) => one.positional).entries()) {
    if (i >= rest.length && name !== 'reshape') break;
    byPlace[option.name] = option.kind === 'whole numbers' ? rest : (rest[i] ?? 0);
  }
  return forward(gate, positional.slice(0, positional.length - rest.length), { ...byPlace, ...options });
}

function optionGiven(value: Expression, meanings: Meanings): OptionValue | undefined {
  if (value.kind === 'tuple') return value.entries.map((entry) => evaluate(entry, meanings).data[0] ?? 0);
  if (value.kind !== 'name') return evaluate(value, meanings).data[0];
  if (value.name === 'true' || value.name === 'false') return value.name === 'true';
  const meaning = meanings.get(value.name);
  return typeof meaning === 'object' && 'shape' in meaning ? meaning.data[0] : meaning;
}
