import { functionNames } from '../../semantics/functionTable.ts';
import { foreignConstants } from '../../syntax/advice/foreignNames.ts';
import type { Name } from '../../syntax/tree.ts';
import { type Context, fail, guessName } from '../context.ts';

export function unknownName(context: Context, expression: Name): undefined {
  const { name } = expression;
  if (context.blamed.has(name)) return undefined;
  context.blamed.add(name);
  if (context.defs.has(name))
    return fail(context, 'def-not-called', expression, `${name} is a function: call it, as in ${name}(…)`);
  if (functionNames(context.surroundings.dataSets).has(name))
    return fail(context, 'function-not-called', expression, `${name} is a function: call it, as in ${name}(…)`);
  const below = context.lastGiving(name);
  if (below !== undefined && below > context.statement) return givenBelow(context, expression, below);
  if (below === context.statement)
    return fail(context, 'needs-itself', expression, `${name} has no value yet: this line would need itself`);
  if (/^(?:true|false)$/i.test(name))
    return fail(
      context,
      'unknown-name',
      expression,
      'true and false are values of options only, such as keepdims=true; as numbers write 1 and 0',
    );
  const close = guessName(context, name, () => [...(context.locals?.keys() ?? []), ...context.scope.names()]);
  // One letter may be a slip of another; `pi` is none of `i`.
  const foreign = close && name.length === 1 && name !== 'π' ? undefined : foreignConstants.get(name);
  if (foreign)
    return fail(
      context,
      'unknown-name',
      expression,
      `${name} has no value yet: ${foreign.message}`,
      foreign.instead ? { kind: 'replace', text: foreign.instead, title: `Change to ${foreign.instead}` } : undefined,
    );
  return fail(
    context,
    'unknown-name',
    expression,
    close
      ? `${name} has no value yet; did you mean ${close}?`
      : `${name} has no value yet: give it one on a line above, such as ${name} = 1`,
    close ? { kind: 'replace', text: close, title: `Change to ${close}` } : undefined,
  );
}

/** Lines are computed from top to bottom, so what stands below has no value yet. */
export const givenBelow = (context: Context, { name, from, to }: Name, statement: number): undefined =>
  fail(
    context,
    'given-below',
    { from, to },
    `${name} is given below, on line ${context.lineOf(statement)}: lines are computed from top to bottom`,
  );
