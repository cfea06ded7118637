/** The lock on given cells: what of a text is given, and whether another text still has it. */

/**
 * `answer`: an answer and the comment behind it, on one line unless brackets are open. `line`: the rest of a line. `cells`: nothing,
 * comments, or further cells that begin with a marker. `last`: an answer, then `cells`. `any`: whatever stands above the first given cell.
 */
export type FreePart = 'answer' | 'line' | 'cells' | 'last' | 'any';

/** Given text and free parts in turn, beginning with a free part: `free[i]` stands before `given[i]`, the last one behind all. */
export interface Seal {
  readonly given: readonly string[];
  readonly free: readonly FreePart[];
}

/** So many places are tried for one piece of given text. */
const MOST_PLACES = 200;

export function fitsSeal({ given, free }: Seal, text: string): boolean {
  let at = 0;
  for (const [i, part] of given.entries()) {
    const found = placeOf(part, free[i] ?? 'any', text, at);
    if (found === undefined) return false;
    at = found + part.length;
  }
  return isFree(free[given.length] ?? 'any', text.slice(at));
}

function placeOf(part: string, before: FreePart, text: string, from: number): number | undefined {
  let found = text.indexOf(part, from);
  for (let tries = 0; found >= 0 && tries < MOST_PLACES; tries++) {
    const between = text.slice(from, found);
    // Further cells end with a line: what is given below begins one.
    const endsLine = (before !== 'cells' && before !== 'last') || /[\n\r]$/.test(between);
    if (endsLine && isFree(before, between)) return found;
    found = text.indexOf(part, found + 1);
  }
  return undefined;
}

function isFree(kind: FreePart, text: string): boolean {
  switch (kind) {
    case 'any':
      return text === '' || /[\n\r]$/.test(text);
    case 'line':
      return !/[\n\r]/.test(text);
    case 'cells':
      return isFurther(text);
    case 'answer':
      return answerLength(text) === text.length;
    case 'last': {
      const length = answerLength(text);
      return length >= 0 && isFurther(text.slice(length));
    }
  }
}

/** Nothing but blanks and comments before the next marker, which begins a line. */
function isFurther(text: string): boolean {
  const marker = /(?:^|[\n\r])#[ \t]*%%/.exec(text);
  const above = marker ? text.slice(0, marker.index) : text;
  const [rest = '', ...lines] = above.split(/\r\n|\n|\r/);
  return (
    /^[^\S\n\r]*$/.test(rest) &&
    lines.every((line) => /^\s*(?:#.*)?$/.test(line)) &&
    !(marker?.index === 0 && !/^[\n\r]/.test(text))
  );
}

const OPENS = '([{';
const CLOSES = ')]}';

/** How far an answer and the comment behind it go, to the line's end at the most; −1 where another statement follows. */
function answerLength(text: string): number {
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    const sign = text[i] ?? '';
    if (sign === '#') {
      const end = text.slice(i).search(/[\n\r]/);
      if (end < 0) return text.length;
      i += end - 1;
      continue;
    }
    if (OPENS.includes(sign)) depth++;
    if (CLOSES.includes(sign)) depth--;
    if (sign === ';') return -1;
    if (/[\n\r]/.test(sign) && depth <= 0) return i;
  }
  return text.length;
}
