/** Arithmetic read off a text: what a sentence states is computed again from its numbers as they are printed. */

/** So many significant digits of an answer are compared with what it is said to be made of. */
export const SEEN = 4;
/** Half a unit of the last place is what rounding leaves, and a little of what the factors lost. */
const OF_LAST_PLACE = 0.6;

const NUMBER = /^(?:\d+(?:\.\d+)?(?:e-?\d+)?)/;
const SIGNS = '+−-·/()=²';

type Token = { readonly kind: 'number'; readonly text: string } | { readonly kind: 'sign'; readonly text: string };

/** Every number of a text as printed, with its sign. */
export function numbersIn(text: string): readonly string[] {
  return text.match(/(?<![\w.\p{L}])[−-]?\d+(?:\.\d+)?(?:e-?\d+)?(?![\w\p{L}])/gu) ?? [];
}

export const read = (printed: string): number => Number(printed.replace('−', '-'));

/** The unit of the last place that is printed; 0 for a whole number that can be exact. */
function lastPlace(printed: string): number {
  const [mantissa = '', exponent = '0'] = printed.replace(/^[−-]/, '').split('e');
  const decimals = mantissa.includes('.') ? mantissa.length - mantissa.indexOf('.') - 1 : 0;
  return decimals === 0 && exponent === '0' && mantissa.length < SEEN ? 0 : 10 ** (Number(exponent) - decimals);
}

/** Whether `computed` is the printed number, as far as it is printed and at most to `digits`. */
export function isPrinted(computed: number, printed: string, digits = SEEN): boolean {
  const value = read(printed);
  const seen = value === 0 ? 0 : 10 ** (Math.floor(Math.log10(Math.abs(value))) - digits + 1);
  const unit = Math.max(lastPlace(printed), seen);
  return Math.abs(computed - value) <= OF_LAST_PLACE * unit + 1e-9 * Math.abs(value);
}

/**
 * Whether every equation between printed numbers in a text is true to its last printed digit; what has no operation in it states
 * nothing. `digits`: what is written with more is compared with so many.
 */
export const holds = (text: string, digits = 15): boolean => runsIn(text).every((run) => isTrue(run, digits));

const MOST_MORE = 5;

/**
 * The fewest digits, `digits` or more, with which what `write` writes is true of its numbers as they are printed; undefined where
 * none of them will do. What stands at the end of an equation is compared with `digits` digits.
 */
export function steadyDigits(write: (digits: number) => string, digits: number): number | undefined {
  for (let more = 0; more <= MOST_MORE; more++) if (holds(write(digits + more), digits)) return digits + more;
  return undefined;
}

/** Stretches of numbers and signs in which nothing else stands. */
function runsIn(text: string): readonly (readonly Token[])[] {
  const runs: Token[][] = [];
  let run: Token[] = [];
  const close = (): void => {
    if (run.some(({ text: sign }) => sign === '=')) runs.push(run);
    run = [];
  };
  for (let at = 0; at < text.length; ) {
    const rest = text.slice(at);
    const before = text[at - 1] ?? ' ';
    const number = /[\p{L}\p{Nd}_.\]]/u.test(before) ? undefined : NUMBER.exec(rest)?.[0];
    const sign = rest[0] ?? '';
    if (number !== undefined && !/^[\p{L}_]/u.test(rest.slice(number.length))) {
      run.push({ kind: 'number', text: number });
      at += number.length;
    } else if (SIGNS.includes(sign)) {
      run.push({ kind: 'sign', text: sign === '-' ? '−' : sign });
      at++;
    } else {
      if (sign !== ' ') close();
      at++;
    }
  }
  close();
  return runs;
}

function isTrue(run: readonly Token[], digits: number): boolean {
  const sides: Token[][] = [[]];
  for (const token of run)
    if (token.text === '=') sides.push([]);
    else sides.at(-1)?.push(token);
  return sides.every((side, i) => {
    const left = sides[i - 1];
    if (left === undefined) return true;
    const [a, b] = [valueOfSide(left), valueOfSide(side)];
    // A name stood there, or a bracket that began outside: no equation between numbers.
    if (a === undefined || b === undefined) return true;
    const printed = printedIn(side) ?? printedIn(left);
    if (printedIn(side) !== undefined && printedIn(left) !== undefined) return true;
    return printed === undefined
      ? Math.abs(a - b) <= 1e-3 * Math.abs(b)
      : isPrinted(printedIn(side) ? a : b, printed, digits);
  });
}

/** A side that is one number alone, with its sign. */
function printedIn(side: readonly Token[]): string | undefined {
  const [first, second] = side;
  if (side.length === 1 && first?.kind === 'number') return first.text;
  return side.length === 2 && first?.text === '−' && second?.kind === 'number' ? `−${second.text}` : undefined;
}

/** Undefined for what is no whole expression. */
function valueOfSide(side: readonly Token[]): number | undefined {
  let at = 0;
  const sign = (): string => (side[at]?.kind === 'sign' ? (side[at]?.text ?? '') : '');
  const factor = (): number | undefined => {
    const token = side[at];
    if (token === undefined) return undefined;
    at++;
    let value: number | undefined;
    if (token.kind === 'number') value = Number(token.text);
    else if (token.text === '−') {
      value = factor();
      return value === undefined ? undefined : -value;
    } else if (token.text === '(') {
      value = sum();
      if (sign() !== ')') return undefined;
      at++;
    } else return undefined;
    if (sign() === '²') {
      at++;
      return value === undefined ? undefined : value * value;
    }
    return value;
  };
  const product = (): number | undefined => {
    let value = factor();
    while (value !== undefined && (sign() === '·' || sign() === '/')) {
      const divides = sign() === '/';
      at++;
      const next = factor();
      value = next === undefined ? undefined : divides ? value / next : value * next;
    }
    return value;
  };
  function sum(): number | undefined {
    let value = product();
    while (value !== undefined && (sign() === '+' || sign() === '−')) {
      const minus = sign() === '−';
      at++;
      const next = product();
      value = next === undefined ? undefined : minus ? value - next : value + next;
    }
    return value;
  }
  const value = sum();
  return at === side.length ? value : undefined;
}
