import { fromWire, type WireNumber } from '../../../src/protocol/wire.ts';

/** Reads an untrusted value as a `T`, or throws `Malformed` with the path of what is wrong. */
export type Decoder<T> = (value: unknown, path: string) => T;

export class Malformed extends Error {
  constructor(path: string, expected: string) {
    super(`${path || 'message'}: expected ${expected}`);
  }
}

type Optional<T, K extends keyof T> =
  Record<never, never> extends Pick<T, K> ? Decoder<T[K] | undefined> : Decoder<T[K]>;
type Fields<T> = { readonly [K in keyof Required<T>]: Optional<T, K> };

const MAX_TEXT = 4000;

export const text: Decoder<string> = (value, path) => {
  if (typeof value !== 'string') throw new Malformed(path, 'text');
  return value.length > MAX_TEXT ? `${value.slice(0, MAX_TEXT)}…` : value;
};

export const flag: Decoder<boolean> = (value, path) => {
  if (typeof value !== 'boolean') throw new Malformed(path, 'true or false');
  return value;
};

export const finite: Decoder<number> = (value, path) => {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw new Malformed(path, 'a finite number');
  return value;
};

export const count: Decoder<number> = (value, path) => {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0)
    throw new Malformed(path, 'a whole number');
  return value;
};

/** Structured clone keeps `NaN` and infinities, JSON does not: both spellings are read. */
export const wireNumber: Decoder<WireNumber> = (value, path) => {
  if (typeof value === 'number' || value === 'nan' || value === 'inf' || value === '-inf') return value;
  throw new Malformed(path, 'a number');
};

export const oneOf =
  <const T extends string>(...words: readonly T[]): Decoder<T> =>
  (value, path) => {
    const word = words.find((candidate) => candidate === value);
    if (word === undefined) throw new Malformed(path, words.join(' | '));
    return word;
  };

export const listOf =
  <T>(item: Decoder<T>, most = 100_000): Decoder<readonly T[]> =>
  (value, path) => {
    if (!Array.isArray(value) || value.length > most) throw new Malformed(path, `a list of at most ${most}`);
    // A copy has no holes, which `map` would leave out.
    return [...value].map((entry, index) => item(entry, `${path}[${index}]`));
  };

export const optional =
  <T>(item: Decoder<T>): Decoder<T | undefined> =>
  (value, path) =>
    value === undefined || value === null ? undefined : item(value, path);

/** Null where there is nothing yet. */
export const nullable =
  <T>(item: Decoder<T>): Decoder<T | null> =>
  (value, path) =>
    value === null ? null : item(value, path);

const asObject = (value: unknown, path: string): object => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Malformed(path, 'an object');
  return value;
};

const own = (value: object, key: string): unknown => (Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined);

/** Only the named fields are copied, so that nothing else of a message is ever read. */
export const record =
  <T extends object>(fields: Fields<T>): Decoder<T> =>
  (value, path) => {
    const source = asObject(value, path);
    const result: Partial<T> = {};
    for (const key in fields) {
      const read = fields[key](own(source, key), path ? `${path}.${key}` : key);
      if (read !== undefined) result[key] = read;
    }
    return result as T;
  };

export const dictionary =
  <T>(item: Decoder<T>, most = 64): Decoder<Readonly<Record<string, T>>> =>
  (value, path) => {
    const entries = Object.entries(asObject(value, path));
    if (entries.length > most) throw new Malformed(path, `at most ${most} entries`);
    return Object.fromEntries(entries.map(([key, entry]) => [text(key, path), item(entry, `${path}.${key}`)]));
  };

/** A union told apart by the word in one field. */
export const byTag =
  <T extends object>(tag: string, cases: ReadonlyMap<string, Decoder<T>>): Decoder<T> =>
  (value, path) => {
    const word = own(asObject(value, path), tag);
    const decode = typeof word === 'string' ? cases.get(word) : undefined;
    if (!decode) throw new Malformed(path ? `${path}.${tag}` : tag, [...cases.keys()].join(' | '));
    return decode(value, path);
  };

/** A typed array as it came, or a plain list of numbers turned into one. */
export const float32: Decoder<Float32Array> = (value, path) =>
  value instanceof Float32Array ? value : Float32Array.from(plainNumbers(value, path));

export const float64: Decoder<Float64Array> = (value, path) =>
  value instanceof Float64Array ? value : Float64Array.from(plainNumbers(value, path));

const MAX_FLOATS = 20_000_000;

function plainNumbers(value: unknown, path: string): ArrayLike<number> {
  if (value instanceof Float32Array || value instanceof Float64Array) return value;
  if (!Array.isArray(value) || value.length > MAX_FLOATS) throw new Malformed(path, 'numbers');
  return value.map((entry: unknown, index) =>
    entry === null ? Number.NaN : fromWire(wireNumber(entry, `${path}[${index}]`)),
  );
}
