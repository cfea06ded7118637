/** A seeded stream of random numbers: same seed, same numbers, on every machine. */
export interface Random {
  /** Uniform in [0, 1), 53 bits. */
  uniform(): number;
  /** Standard normal. */
  normal(): number;
  /** Fills `out` with standard normals, each times `scale`: those that `normal` would give one by one. */
  normals(out: Float32Array | Float64Array, scale: number): void;
  /** A whole number from 0 to `below` − 1; `below` is at most 2 ** 32. */
  below(below: number): number;
  /** Puts the entries into an order of which each is as likely. */
  shuffle(entries: Int32Array): void;
}
