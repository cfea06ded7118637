import type { Document, Expression, Statement, Subscript } from '../../../src/core/syntax/tree.ts';

/** An expression with every bracket written, so that precedence can be read. Groups are left out. */
export function shape(expression: Expression): string {
  switch (expression.kind) {
    case 'number':
      return String(expression.value);
    case 'string':
      return JSON.stringify(expression.value);
    case 'name':
      return expression.name;
    case 'unary':
      return `(${expression.operator}${shape(expression.operand)})`;
    case 'binary':
      return `(${shape(expression.left)} ${expression.operator} ${shape(expression.right)})`;
    case 'call':
      return `${expression.callee.name}(${expression.args
        .map(({ name, value }) => (name === undefined ? shape(value) : `${name.name}=${shape(value)}`))
        .join(', ')})`;
    case 'index':
      return `${shape(expression.target)}[${expression.subscripts.map(subscriptShape).join(', ')}]`;
    case 'transpose':
      return `${shape(expression.operand)}.T`;
    case 'list':
      return `[${expression.entries.map(shape).join(', ')}]`;
    case 'tuple':
      return `<${expression.entries.map(shape).join(', ')}>`;
    case 'group':
      return shape(expression.inner);
    case 'question':
      return '?';
    case 'missing':
      return '∅';
  }
}

function subscriptShape(subscript: Subscript): string {
  if (subscript.kind === 'at') return shape(subscript.index);
  if (subscript.kind !== 'slice') return subscript.kind === 'new' ? 'None' : '...';
  const part = (bound: Expression | undefined): string => (bound === undefined ? '' : shape(bound));
  const { start, stop, step } = subscript;
  return `${part(start)}:${part(stop)}${step === undefined ? '' : `:${part(step)}`}`;
}

/** A tree without its spans, for comparing. */
export function withoutSpans(value: unknown, withGroups = true): unknown {
  if (Array.isArray(value)) return value.map((item) => withoutSpans(item, withGroups));
  if (typeof value !== 'object' || value === null) return value;
  if (!withGroups && 'kind' in value && value.kind === 'group' && 'inner' in value)
    return withoutSpans(value.inner, withGroups);
  const result: Record<string, unknown> = {};
  for (const [key, part] of Object.entries(value))
    if (key !== 'from' && key !== 'to' && key !== 'operatorFrom' && key !== 'operatorTo')
      result[key] = withoutSpans(part, withGroups);
  return result;
}

/** Every error of a document: where it is in the text, and its code. */
export function errorsOf(
  document: Document,
): readonly { readonly code: string; readonly at: string; readonly from: number }[] {
  return document.statements.flatMap(({ problems }, i) =>
    problems
      .filter(({ severity }) => severity === 'error')
      .map(({ code, from, to }) => {
        const start = document.starts[i] ?? 0;
        return { code, at: document.text.slice(start + from, start + to), from: start + from };
      }),
  );
}

export const kindsOf = (document: Document): readonly Statement['kind'][] =>
  document.statements.map(({ tree }) => tree.kind);
