/** Formulas in the language, as gates and optimisers write them, become nodes of a graph. */
import type { Options, OptionValue } from '../../core/gates/gate.ts';
import { parseExpression } from '../../core/syntax/document.ts';
import type { BinaryOperator, Call, Expression } from '../../core/syntax/tree.ts';
import { isAxisOf } from '../../core/tensor/axes.ts';
import { type Shape, sizeOf } from '../../core/tensor/tensor.ts';
import { type Comparison, type Graph, type MapOp, type Node, NoFormula, type Reduction } from './graph.ts';
import { slidingFunctions } from './sliding.ts';

/** What the names of a formula stand for. */
export interface KernelMeanings {
  readonly graph: Graph;
  readonly nodes: ReadonlyMap<string, Node>;
  readonly options: Options;
  /** 0, 1, 2 … as a vector of so many numbers. */
  readonly counted: (length: number) => Node;
}

const parsed = new Map<string, Expression>();
export function kernelFormula(formula: string): Expression {
  let expression = parsed.get(formula);
  if (expression === undefined) {
    expression = parseExpression(formula).expression;
    parsed.set(formula, expression);
  }
  return expression;
}

const binaries: Readonly<Partial<Record<BinaryOperator, MapOp>>> = {
  '+': 'add',
  '-': 'sub',
  '*': 'mul',
  '/': 'div',
  '**': 'pow',
  '<': 'lt',
  '<=': 'le',
  '>': 'gt',
  '>=': 'ge',
  '==': 'eq',
  '!=': 'ne',
} satisfies Partial<Record<BinaryOperator, MapOp | Comparison>>;

const unaries: ReadonlySet<string> = new Set(['abs', 'sign', 'sqrt', 'exp', 'log', 'sin', 'cos', 'tanh', 'erfc']);
const reductions: ReadonlyMap<string, Reduction> = new Map([
  ['sum', 'sum'],
  ['mean', 'sum'],
  ['max', 'largest'],
  ['min', 'smallest'],
]);

export const lowered = (formula: string, meanings: KernelMeanings): Node => nodeFor(kernelFormula(formula), meanings);

export function nodeFor(expression: Expression, meanings: KernelMeanings): Node {
  const { graph } = meanings;
  switch (expression.kind) {
    case 'number':
      return graph.constant(expression.value);
    case 'group':
      return nodeFor(expression.inner, meanings);
    case 'name':
      return named(expression.name, meanings);
    case 'unary': {
      const operand = nodeFor(expression.operand, meanings);
      return expression.operator === '-' ? graph.map('neg', operand) : operand;
    }
    case 'binary': {
      const op = binaries[expression.operator];
      if (op === undefined) throw new NoFormula(expression.operator);
      return graph.map(op, nodeFor(expression.left, meanings), nodeFor(expression.right, meanings));
    }
    case 'call':
      return called(expression, meanings);
    default:
      throw new NoFormula(expression.kind);
  }
}

function named(name: string, { graph, nodes, options }: KernelMeanings): Node {
  const node = nodes.get(name);
  if (node) return node;
  const value = options[name];
  if (typeof value !== 'number') throw new NoFormula(name);
  return graph.constant(value);
}

function called({ callee: { name }, args }: Call, meanings: KernelMeanings): Node {
  const { graph } = meanings;
  const operands = args.filter((arg) => arg.name === undefined).map(({ value }) => nodeFor(value, meanings));
  const [a, b, c] = operands;
  if (a === undefined) throw new NoFormula(name);
  if (unaries.has(name)) return graph.map(name as MapOp, a);
  if (name === 'where' && b && c) return graph.where(a, b, c);
  if ((name === 'max' || name === 'min') && b) return graph.map(name, a, b);
  if (name === 'onehot') return onehot(a, args[1]?.value, meanings);
  if (name === 'reshape') return reshaped(a, args.slice(1), meanings);
  if (name === 'places') return counted(args[0]?.value, meanings);
  const sliding = slidingFunctions.get(name);
  if (sliding) return sliding(graph, operands);
  const op = reductions.get(name);
  if (op === undefined) throw new NoFormula(name);
  const given = (option: string): OptionValue | undefined => {
    const value = args.find((arg) => arg.name?.name === option)?.value;
    return value && optionIn(value, meanings);
  };
  const axis = given('axis');
  const axes = reducedAxes(a.shape, axis);
  const total = graph.reduce(op, a, axes);
  const entries = sizeOf(a.shape.filter((_, i) => axes[i]));
  const result = name === 'mean' ? graph.map('div', total, graph.constant(entries)) : total;
  return given('keepdims') === true
    ? result
    : graph.reshape(
        result,
        a.shape.filter((_, i) => !axes[i]),
      );
}

/** Which axes an `axis=` names: all where it is left out. */
function reducedAxes(shape: Shape, axis: OptionValue | undefined): readonly boolean[] {
  if (axis === undefined) return shape.map(() => true);
  const named = typeof axis === 'number' ? [axis] : axis;
  if (typeof named === 'boolean' || !named.every((one) => isAxisOf(shape, one))) throw new NoFormula('axis');
  const at = new Set(named.map((one) => (one < 0 ? one + shape.length : one)));
  return shape.map((_, i) => at.has(i));
}

function optionIn(value: Expression, meanings: KernelMeanings): OptionValue | undefined {
  const { options } = meanings;
  if (value.kind === 'tuple') return value.entries.map((entry) => numberIn(entry, meanings));
  if (value.kind === 'group') return optionIn(value.inner, meanings);
  if (value.kind === 'number') return value.value;
  if (value.kind === 'unary' && value.operand.kind === 'number') return -value.operand.value;
  if (value.kind !== 'name') throw new NoFormula(value.kind);
  return value.name === 'true' ? true : value.name === 'false' ? false : options[value.name];
}

function onehot(labels: Node, count: Expression | undefined, meanings: KernelMeanings): Node {
  const classes = count?.kind === 'name' ? meanings.options[count.name] : undefined;
  if (typeof classes !== 'number') throw new NoFormula('onehot');
  const { graph } = meanings;
  return graph.map('eq', graph.reshape(labels, [...labels.shape, 1]), meanings.counted(classes));
}

function numberIn(value: Expression | undefined, meanings: KernelMeanings): number {
  const found = value && optionIn(value, meanings);
  if (typeof found !== 'number') throw new NoFormula('a number');
  return found;
}

/** With one size of −1, which follows from the others. */
function reshaped(x: Node, sizes: Call['args'], meanings: KernelMeanings): Node {
  const given = sizes.map(({ value }) => numberIn(value, meanings));
  const others = given.reduce((product, size) => (size < 0 ? product : product * size), 1);
  return meanings.graph.reshape(
    x,
    given.map((size) => (size < 0 ? sizeOf(x.shape) / others : size)),
  );
}

/** The entries of a window of `size` rows and columns, numbered row by row. */
function counted(size: Expression | undefined, meanings: KernelMeanings): Node {
  const side = numberIn(size, meanings);
  return meanings.graph.reshape(meanings.counted(side * side), [side, side]);
}

/** Where a reduction's result keeps the reduced axes with length 1. */
export function keptShape(x: Shape, { axis }: Options): Shape {
  const axes = reducedAxes(x, axis);
  return x.map((length, i) => (axes[i] ? 1 : length));
}
