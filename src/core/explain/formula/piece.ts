/**
 * A piece of a written formula (TeX or plain text) that knows how tightly it holds together, so that whoever puts it
 * into a larger formula knows whether it needs parentheses there.
 */
export interface Piece {
  readonly text: string;
  readonly strength: Strength;
  /** Begins with a minus sign: needs parentheses behind another operator. */
  readonly minus: boolean;
}

/** How tightly, loosest first. `FRACTION` and `FUNCTION` (`cos x`) need parentheses only under a power or beside one another. */
export type Strength = 1 | 2 | 3 | 4 | 5 | 6 | 7;
export const COMPARISON_STRENGTH = 1;
export const SUM_STRENGTH = 2;
export const PRODUCT_STRENGTH = 3;
export const FUNCTION = 4;
export const POWER_STRENGTH = 5;
export const FRACTION = 6;
export const ATOM = 7;

export const piece = (text: string, strength: Strength = ATOM, minus = false): Piece => ({ text, strength, minus });

/** What the names in a formula stand for: a finished atom, or a piece. A name that is missing stands for itself. */
export type Naming = ReadonlyMap<string, string | Piece>;

export const namedPiece = (naming: Naming | undefined, name: string): Piece | undefined => {
  const given = naming?.get(name);
  return typeof given === 'string' ? piece(given) : given;
};

/** What a place in a formula asks of what stands there. */
export interface Need {
  readonly strength: Strength;
  /** Whether a leading minus sign may stand there without parentheses. */
  readonly minus: boolean;
}
export const ANYTHING: Need = { strength: COMPARISON_STRENGTH, minus: true };

export const fits = (given: Piece, need: Need): boolean =>
  given.strength >= need.strength && (need.minus || !given.minus);

export const oneTighter = (strength: Strength): Strength => Math.min(strength + 1, ATOM) as Strength;
