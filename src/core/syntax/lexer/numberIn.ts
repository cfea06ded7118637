const POWERS = [1, 10, 100, 1000, 10_000, 100_000, 1_000_000] as const;

/** The number that is written in this part of a text. */
export function numberIn(text: string, from: number, to: number): number {
  // Most numbers are a few digits: no need to cut out a text for them. Up to six behind the point and fifteen in all,
  // whole number and power of ten are exact, and so is their quotient's rounding.
  let whole = 0;
  let point = to - 1;
  for (let i = from; i < to; i++) {
    const c = text.charCodeAt(i);
    const digit = c - 48;
    if (digit >= 0 && digit <= 9) whole = whole * 10 + digit;
    else if (c === 46) point = i;
    else return written(text, from, to);
  }
  const power = POWERS[to - 1 - point];
  return power === undefined || to - from > 15 ? written(text, from, to) : whole / power;
}

function written(text: string, from: number, to: number): number {
  const digits = text.slice(from, to);
  return Number(digits.includes('_') ? digits.replaceAll('_', '') : digits);
}
