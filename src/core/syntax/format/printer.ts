import { COMPARISON, EXPONENT, PRODUCT, strengthOfOperator } from '../lexer/operators.ts';
import {
  type Argument,
  type Binary,
  type Call,
  chainOf,
  type Expression,
  type Name,
  type Statement,
  type Subscript,
} from '../tree.ts';

/** A sign stands between product and power, and needs no brackets right of either: `a * -b`, `2**-x`. */
const SIGN = (PRODUCT + EXPONENT) / 2;
/** Binds more strongly than every operator. */
const TIGHT = EXPONENT + 1;

/** The expression in canonical spelling, with the brackets that are in the tree and those that it cannot do without. */
export const printExpression = (expression: Expression): string => new Printer(true).print(expression);

/** The same without brackets that are in the tree but not needed. */
export const printMinimal = (expression: Expression): string => new Printer(false).print(expression);

/** A statement in canonical spelling; empty for a broken one. The lines of a block are indented by four blanks. */
export function printStatement(statement: Statement): string {
  const value = printExpression;
  const block = (head: string, lines: readonly Statement[], results: readonly Expression[]): string =>
    [
      head,
      ...lines.flatMap((line) => printStatement(line).split('\n')),
      ...(results.length === 0 ? [] : [`return ${results.map(value).join(', ')}`]),
    ].join('\n    ');
  switch (statement.kind) {
    case 'assignment': {
      const { targets, augmented, value: given } = statement;
      return augmented && given.kind === 'binary'
        ? `${names(targets)} ${given.operator}= ${value(given.right)}`
        : `${names(targets)} = ${value(given)}`;
    }
    case 'bare':
      return value(statement.value);
    case 'def': {
      const head = `def ${statement.name.name}(${names(statement.params)})`;
      const { body, block: lines } = statement;
      if (lines.length === 0 && body.kind !== 'tuple') return `${head} = ${value(body)}`;
      return block(`${head}:`, lines, body.kind === 'tuple' ? body.entries : [body]);
    }
    case 'for':
      return block(`for ${names(statement.targets)} in ${value(statement.over)}:`, statement.block, []);
    case 'backwardRule': {
      if (statement.block.length > 0)
        return block(
          `backward ${statement.name.name}(${names(statement.params)}):`,
          statement.block,
          statement.gradients,
        );
      const gradients = statement.gradients.map(value);
      const body = gradients.length === 1 ? (gradients[0] ?? '') : `(${gradients.join(', ')})`;
      return `backward ${statement.name.name}(${names(statement.params)}) = ${body}`;
    }
    case 'backwardOutput':
      return `backward(${[statement.target, ...(statement.weights ? [statement.weights] : [])].map(value).join(', ')})`;
    case 'question': {
      const printer = new Printer(true);
      const entry = statement.subscripts.length > 0 ? `[${printer.subscripts(statement.subscripts)}]` : '';
      return `${statement.asks}(${statement.target.name})${entry} = ${value(statement.answer)}`;
    }
    case 'train':
      return `${statement.callee.name}(${new Printer(true).args(statement.args)})`;
    case 'import':
    case 'broken':
      return '';
  }
}

const names = (list: readonly Name[]): string => list.map(({ name }) => name).join(', ');

class Printer {
  private readonly keepsGroups: boolean;
  constructor(keepsGroups: boolean) {
    this.keepsGroups = keepsGroups;
  }

  /** `weakest`: an expression that binds less strongly needs brackets here. */
  print(written: Expression, weakest = COMPARISON): string {
    const expression = this.keepsGroups ? written : withoutGroups(written);
    const text = expression.kind === 'binary' ? this.chain(expression) : this.plain(expression);
    return strengthIn(expression) < weakest ? `(${text})` : text;
  }

  args(args: readonly Argument[]): string {
    return args
      .map(({ name, value }) => (name === undefined ? this.print(value) : `${name.name}=${this.print(value)}`))
      .join(', ');
  }

  subscripts(subscripts: readonly Subscript[]): string {
    return subscripts
      .map((subscript) => {
        if (subscript.kind === 'at') return this.print(subscript.index);
        if (subscript.kind !== 'slice') return subscript.kind === 'new' ? 'None' : '...';
        const { start, stop, step } = subscript;
        const part = (bound: Expression | undefined): string => (bound === undefined ? '' : this.print(bound));
        return `${part(start)}:${part(stop)}${step === undefined ? '' : `:${part(step)}`}`;
      })
      .join(', ');
  }

  private call({ callee, args, form }: Call): string {
    const [owner, ...rest] = args;
    if ((form !== 'method' && form !== 'attribute') || owner === undefined) return `${callee.name}(${this.args(args)})`;
    // `2.sum` would be the number `2.` and a name.
    const before = `${this.print(owner.value, TIGHT)}${owner.value.kind === 'number' ? ' ' : ''}`;
    return `${before}.${callee.name}${form === 'method' ? `(${this.args(rest)})` : ''}`;
  }

  private list(entries: readonly Expression[]): string {
    return entries.map((entry) => this.print(entry)).join(', ');
  }

  private plain(expression: Exclude<Expression, Binary>): string {
    switch (expression.kind) {
      case 'number':
        return printNumber(expression.value);
      case 'string':
        return `"${expression.value.replace(/["\\]/g, '\\$&')}"`;
      case 'name':
        return expression.name;
      case 'unary':
        return expression.operator + this.print(expression.operand, SIGN);
      case 'call':
        return this.call(expression);
      case 'index':
        return `${this.print(expression.target, TIGHT)}[${this.subscripts(expression.subscripts)}]`;
      case 'transpose': {
        const operand = this.print(expression.operand, TIGHT);
        // `2.T` would be the number `2.` and a name.
        return `${operand}${expression.operand.kind === 'number' ? ' ' : ''}.T`;
      }
      case 'list':
        return `[${this.list(expression.entries)}]`;
      case 'tuple':
        return `(${this.list(expression.entries)}${expression.entries.length === 1 ? ',' : ''})`;
      case 'group':
        return `(${this.print(expression.inner)})`;
      case 'question':
        return '?';
      case 'missing':
        return '';
    }
  }

  private chain(binary: Binary): string {
    let text = '';
    let inner: Binary | undefined;
    for (const node of chainOf(binary)) {
      const strength = strengthOfOperator(node.operator);
      const left = leftNeeds(strength);
      if (inner === undefined) text = this.print(node.left, left);
      else if (strengthIn(inner) < left) text = `(${text})`;
      const operator = strength === EXPONENT ? '**' : ` ${node.operator} `;
      text += operator + this.print(node.right, strength >= PRODUCT ? SIGN : strength + 1);
      inner = node;
    }
    return text;
  }
}

/** What stands left of a power is bracketed unless it is tight, and comparisons are never chained. */
function leftNeeds(strength: number): number {
  if (strength === EXPONENT) return TIGHT;
  return strength === COMPARISON ? strength + 1 : strength;
}

function withoutGroups(expression: Expression): Expression {
  let inner = expression;
  while (inner.kind === 'group') inner = inner.inner;
  return inner;
}

function strengthIn(expression: Expression): number {
  if (expression.kind === 'binary') return strengthOfOperator(expression.operator);
  if (expression.kind === 'unary') return SIGN;
  return expression.kind === 'number' && isNegative(expression.value) ? SIGN : TIGHT;
}

const isNegative = (value: number): boolean => value < 0 || Object.is(value, -0);

function printNumber(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (Number.isFinite(value)) return Object.is(value, -0) ? '-0' : String(value);
  return value > 0 ? '1e999' : '-1e999';
}
