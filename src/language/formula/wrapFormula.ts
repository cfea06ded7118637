import { equationSides } from '../../core/explain/formula/equationSides.ts';
import { measureFormula } from './formulaTree.ts';

/** Width of an equals sign with the room on both sides of it, and of the indent of a row that goes on, in em. */
const EQUALS = 1.34;
const INDENT = 1;

/** Breaks a formula before its outermost `=` signs where it is wider than `most` em; never inside a group. */
export function wrapFormula(tex: string, most: number): readonly string[] {
  if (measureFormula(tex).width <= most) return [tex];
  const [first = '', ...others] = equationSides(tex);
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
