/** The sides of an equation in TeX, cut at the `=` signs that stand in no group, environment or pair of brackets. */
export function equationSides(tex: string): readonly string[] {
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
