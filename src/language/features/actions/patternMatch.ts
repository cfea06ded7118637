/** Finds a gate's expansion in what the learner has written. */
import type { Span } from '../../../core/base/span.ts';
import type { Gate } from '../../../core/gates/gate.ts';
import { printMinimal } from '../../../core/syntax/format/printer.ts';
import type { Argument, Binary, Expression } from '../../../core/syntax/tree.ts';

/** An expression with the statement that it stands in, on which its names depend. */
export interface Placed {
  readonly expression: Expression;
  readonly statement: number;
}

export interface Match {
  /** What stands where the pattern has a param, an option or a count. */
  readonly bound: ReadonlyMap<string, Placed>;
  /** Reads of names that were looked through, in the whole text. */
  readonly through: readonly Span[];
}

export interface MatchContext {
  /** The formula that a name stands for where it is read, if one may look through it. */
  readonly formulaOf: (name: Expression & { readonly kind: 'name' }, statement: number) => Looked | undefined;
  /** Is the operand a vector or a number, so that its last axis is all of it? */
  readonly isFlat: (operand: Placed) => boolean;
}

export interface Looked {
  readonly placed: Placed;
  readonly read: Span;
}

/** The first way in which a pattern of this gate's params, options and counts fits a formula. */
export function matchPattern(
  gate: Gate,
  pattern: Expression,
  candidate: Placed,
  around: MatchContext,
): Match | undefined {
  const options = new Set(gate.options.map(({ name }) => name));
  const isVariable = (name: string): boolean => name !== 'true' && name !== 'false';

  function match(part: Expression, given: Placed, so: Match): Match | undefined {
    const wanted = ungrouped(part);
    const here: Placed = { expression: ungrouped(given.expression), statement: given.statement };
    const { expression } = here;
    if (wanted.kind === 'name') {
      if (!isVariable(wanted.name))
        return expression.kind === 'name' && expression.name === wanted.name ? so : undefined;
      return bind(wanted.name, here, so);
    }
    if (expression.kind === 'name') {
      const looked = around.formulaOf(expression, here.statement);
      return looked && match(wanted, looked.placed, { bound: so.bound, through: [...so.through, looked.read] });
    }
    return matchForm(wanted, here, so);
  }

  function matchForm(wanted: Expression, { expression, statement }: Placed, so: Match): Match | undefined {
    const inside = (part: Expression, given: Expression, from: Match | undefined): Match | undefined =>
      from && match(part, { expression: given, statement }, from);
    switch (wanted.kind) {
      case 'number':
        return expression.kind === 'number' && expression.value === wanted.value ? so : undefined;
      case 'unary': {
        const operand = wanted.operator === '-' ? negated(expression) : undefined;
        return operand && inside(wanted.operand, operand, so);
      }
      case 'binary': {
        if (expression.kind !== 'binary' || expression.operator !== wanted.operator) return undefined;
        const straight = inside(wanted.right, expression.right, inside(wanted.left, expression.left, so));
        if (straight || (wanted.operator !== '+' && wanted.operator !== '*')) return straight;
        return inside(wanted.right, expression.left, inside(wanted.left, expression.right, so));
      }
      case 'call':
        return expression.kind === 'call' && expression.callee.name === wanted.callee.name
          ? matchArguments(wanted.args, expression.args, statement, so)
          : undefined;
      default:
        return undefined;
    }
  }

  function matchArguments(
    wanted: readonly Argument[],
    given: readonly Argument[],
    statement: number,
    so: Match,
  ): Match | undefined {
    let result: Match | undefined = so;
    let used = 0;
    wanted.forEach((argument, i) => {
      const other = argument.name ? given.find(({ name }) => name?.name === argument.name?.name) : given[i];
      if (other !== undefined && other.name?.name === argument.name?.name) {
        used++;
        result = result && match(argument.value, { expression: other.value, statement }, result);
      } else if (argument.name === undefined || !mayBeLeftOut(argument, given, statement)) result = undefined;
    });
    return used === given.length ? result : undefined;
  }

  /** An option that the gate itself may leave out; and the last axis of what has only one. */
  function mayBeLeftOut({ value }: Argument, given: readonly Argument[], statement: number): boolean {
    if (value.kind === 'name' && options.has(value.name)) return true;
    const [operand] = given;
    return given.length === 1 && operand !== undefined && around.isFlat({ expression: operand.value, statement });
  }

  function bind(name: string, given: Placed, so: Match): Match | undefined {
    const before = so.bound.get(name);
    if (before === undefined) return { through: so.through, bound: new Map(so.bound).set(name, given) };
    return printMinimal(before.expression) === printMinimal(given.expression) ? so : undefined;
  }

  return match(pattern, candidate, { bound: new Map(), through: [] });
}

function ungrouped(expression: Expression): Expression {
  let inner = expression;
  while (inner.kind === 'group') inner = inner.inner;
  return inner;
}

const MOST_FACTORS = 24;

/** What is negated: `x` of `-x`, and `w * x` of `-w * x`, which is read as `(-w) * x`. */
function negated(expression: Expression): Expression | undefined {
  const factors: Binary[] = [];
  let first = expression;
  while (
    first.kind === 'binary' &&
    (first.operator === '*' || first.operator === '/') &&
    factors.length < MOST_FACTORS
  ) {
    factors.push(first);
    first = first.left;
  }
  if (first.kind !== 'unary' || first.operator !== '-') return undefined;
  let product = first.operand;
  for (const factor of factors.reverse()) product = { ...factor, left: product };
  return product;
}
