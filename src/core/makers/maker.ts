/**
 * The contract of a maker: a function that makes a tensor from numbers alone (`zeros(3, 4)`, `randn(2, seed=1)`).
 * Nothing flows back through it.
 */
import type { Random } from '../base/random.ts';
import type { Shape, Tensor } from '../tensor/tensor.ts';

export interface MakerProblem {
  readonly problem: string;
}
export const isMakerProblem = <T extends object>(made: T | MakerProblem): made is MakerProblem => 'problem' in made;

/** What stands between the parentheses: numbers and vectors by position, numbers by name. */
export interface MakerArguments {
  readonly positional: readonly Tensor[];
  readonly named: ReadonlyMap<string, Tensor>;
}

export interface MakerOption {
  readonly name: string;
  readonly initial: string;
  readonly meaning: string;
}

export interface Maker {
  readonly name: string;
  /** As shown in signature help: `randn(rows, columns, …, seed=)`. */
  readonly signature: string;
  readonly options: readonly MakerOption[];
  /** Takes a stream of random numbers, seeded by `seed=` or else by the name assigned and the place in the statement. */
  readonly random: boolean;
  /** Decided before anything is allocated, so that the caller can refuse by size. */
  readonly shape: (given: MakerArguments) => Shape | MakerProblem;
  readonly fill: (out: Tensor, given: MakerArguments, random: Random) => void;
  readonly prose: { readonly summary: string; readonly pytorch: string };
  readonly example: { readonly text: string; readonly shape: Shape };
}
