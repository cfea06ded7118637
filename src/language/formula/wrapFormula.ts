import { measureFormula } from './formulaTree.ts';

/** Width of an equals sign with the room on both sides of it, and of the indent of a row that goes on, in em. */
const EQUALS = 1.34;
const INDENT = 1;

/** Breaks a formula before its outermost `=` signs where it is wider than `most` em; never inside a group. */
export function wrapFormula(tex: string, most: number): readonly string[] {
  if (measureFormula(tex).width <= most) return [tex];
  const [first = '', ...others] = sides(tex);
  const rows: string[] = [];
  let row = first;
  let width = measureFormula(first).width;
  for (const side of others) {
    const more = EQUALS + measureFormula(side).width;
    if (width + more <= most) {
      row = `${row} = ${side}`;
      width += more;
    } else {
      rows.push(row);
      row = `\\quad = ${side}`;
      width = INDENT + more;
    }
  }
  return [...rows, row];
}

/** The sides of an equation, cut at the `=` signs that stand in no group, environment or pair of brackets. */
function sides(tex: string): readonly string[] {
  const parts: string[] = [];
  let depth = 0;
  let from = 0;
  for (const { 0: token, index } of tex.matchAll(/\\(?:begin|end|left|right)\b|\\.|[{}]| = /g)) {
    if (token === '{' || token === '\\begin' || token === '\\left') depth++;
    else if (token === '}' || token === '\\end' || token === '\\right') depth--;
    else if (token === ' = ' && depth === 0) {
      parts.push(tex.slice(from, index));
      from = index + token.length;
    }
  }
  return [...parts, tex.slice(from)];
}
