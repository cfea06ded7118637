/** What stands on both sides of an `=` of Python, and what an assignment to entries of a tensor is here. */

import { both, translatedValue, translatedValues, Untranslated } from './pythonExpression.ts';
import { bracketed, splitTop } from './pythonFunctions.ts';
import { type PythonToken, tokensOf } from './pythonTokens.ts';

export interface Assigned {
  readonly targets: readonly string[];
  /** Of `+=` and its like what stands before the `=`. */
  readonly operator: string;
  readonly value: string;
}

/** `a = b = e`, `x += e`; undefined for a line that assigns nothing. */
export function assignmentIn(code: string): Assigned | undefined {
  const tokens = tokensOf(code);
  let depth = 0;
  let from = 0;
  const targets: string[] = [];
  let operator = '';
  for (const token of tokens) {
    if (/^[([{]$/.test(token.text)) depth++;
    if (/^[)\]}]$/.test(token.text)) depth--;
    if (depth !== 0 || token.kind !== 'sign' || !isAssigning(token)) continue;
    if (token.text !== '=' && targets.length > 0) return undefined;
    targets.push(
      code
        .slice(from, token.from)
        .trim()
        .replace(/^(\w+)\s*:\s*.+$/s, '$1'),
    );
    operator = token.text.slice(0, -1);
    from = token.to;
    if (operator !== '') break;
  }
  return targets.length === 0 ? undefined : { targets, operator, value: code.slice(from).trim() };
}
const isAssigning = ({ text }: PythonToken): boolean => /^(?:=|[-+*/@%&|^]=|\*\*=|\/\/=)$/.test(text);

/** What stands before an `=`: a name, or entries of one. */
export function targetOf(written: string): { readonly name: string; readonly entry: string | undefined } {
  const plain = written.replace(/^self\./, '').replace(/\.data$/, '');
  if (/^[\p{L}_][\p{L}\p{N}_]*$/u.test(plain)) return { name: plain, entry: undefined };
  const key = /^([\w.]+)\[["'](\w+)["']\]$/.exec(plain);
  if (key) return { name: `${key[1]}_${key[2]}`, entry: undefined };
  const entry = /^([\w.]+?)(?:\.data)?\[(.*)\]$/s.exec(plain);
  if (entry && /^\w+$/.test(entry[1] ?? '') && balanced(entry[2] ?? ''))
    return { name: entry[1] ?? '', entry: entry[2] };
  throw new Untranslated('a value has a name: give this one another');
}

const MASK = /^(?:.*[^=!<>])?(?:<=|>=|==|!=|<|>)/s;

/** `A[mask] = v` is a choice, `A[i, j] = v` puts v into its place. */
export function entryAssigned(
  name: string,
  entry: string,
  operator: string,
  value: string,
  condition: string | undefined,
): string {
  const subscripts = splitTop(entry);
  const [only] = subscripts;
  const choose = (mask: string, fresh: string): string => {
    return `${name} = where(${both(condition, mask)}, ${fresh}, ${name})`;
  };
  if (subscripts.length === 1 && only !== undefined && MASK.test(only)) {
    const mask = translatedValue(only);
    return choose(mask, operator === '' ? value : `${name} ${operator} ${bracketedIn(operator, value)}`);
  }
  const place = translatedValue(`${name}[${entry}]`);
  const [rows, labels] = subscripts;
  const isRows = /^(?:(?:np|torch)\.)?a?range\(/.test(rows ?? '') && subscripts.length === 2;
  const amount = /^[\d.]+$/.test(value) ? Number(value) : undefined;
  if (
    isRows &&
    labels !== undefined &&
    (operator === '-' || operator === '+') &&
    amount !== undefined &&
    condition === undefined
  ) {
    const hot = `onehot(${translatedValue(labels)}, ${name}.shape[1])`;
    return `${name} ${operator}= ${amount === 1 ? hot : `${value} * ${hot}`}`;
  }
  const fresh = operator === '' ? value : `${place} ${operator} ${bracketedIn(operator, value)}`;
  return condition === undefined
    ? `${name} = put(${place}, ${fresh})`
    : `${name} = where(${condition}, put(${place}, ${fresh}), ${name})`;
}

/** An operand on the right of an operator. */
export function bracketedIn(operator: string, value: string): string {
  return operator === '+' ? value : bracketed(value);
}

export const packed = (value: string): string => {
  const all = translatedValues(value);
  const [only] = all;
  return all.length === 1 && only !== undefined ? only : `(${all.join(', ')})`;
};

/** `w.add_(g, alpha=-lr)` as `w = w - lr * g`. */
export function inPlace(name: string, method: string, args: readonly string[]): string {
  const [first = ''] = args;
  const alpha = args.find((one) => /^alpha\s*=/.test(one))?.replace(/^alpha\s*=\s*/, '');
  const value = first === '' ? '' : translatedValue(first);
  const scaled = alpha === undefined ? value : `${bracketed(translatedValue(alpha))} * ${bracketed(value)}`;
  switch (method) {
    case 'add_':
      return `${name} += ${scaled}`;
    case 'sub_':
      return `${name} -= ${scaled}`;
    case 'mul_':
      return `${name} *= ${value}`;
    case 'div_':
      return `${name} /= ${value}`;
    case 'zero_':
      return `${name} = zeros_like(${name})`;
    case 'fill_':
      return `${name} = zeros_like(${name}) + ${value}`;
    case 'copy_':
      return `${name} = ${value}`;
    case 'clamp_':
      return `${name} = ${translatedValue(`clip(${[name, ...args].join(', ')})`)}`;
    default:
      return `${name} = ${method.slice(0, -1)}(${name})`;
  }
}

export const balanced = (text: string): boolean => {
  let depth = 0;
  for (const c of text) {
    if ('([{'.includes(c)) depth++;
    if (')]}'.includes(c) && --depth < 0) return false;
  }
  return depth === 0;
};
