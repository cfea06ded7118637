/** Bytes and values with something wrong in them; the same seed gives the same ones. */
import type { Random } from '../../src/core/base/random.ts';
import { seededRandom } from '../../src/core/base/seededRandom.ts';

export const drawing = (seed: string): Random => seededRandom(seed);

export function pick<T>(random: Random, from: readonly T[]): T {
  const one = from[random.below(from.length)];
  if (one === undefined) throw new Error('there is nothing to pick from');
  return one;
}

const words = [
  '"',
  ',',
  '\n',
  '\r',
  '\0',
  ';',
  '\t',
  'nan',
  '-inf',
  '1e999',
  '1e-400',
  '0x1',
  '1.5.2',
  '[',
  ']]',
  '{',
  '(',
  '\ufeff',
  '²',
].map((word) => new TextEncoder().encode(word));

/** Cut, spliced, doubled or changed in up to six places; heads and tails matter most. */
export function mutatedBytes(random: Random, bytes: Uint8Array): Uint8Array {
  let made: Uint8Array = bytes.slice(0, random.uniform() < 0.25 ? random.below(bytes.length + 1) : bytes.length);
  const at = (): number => {
    const where = random.uniform();
    const near = Math.min(64, made.length);
    return where < 0.35
      ? random.below(near + 1)
      : where < 0.5
        ? made.length - random.below(near + 1)
        : random.below(made.length + 1);
  };
  for (let n = random.below(6); n > 0; n--) {
    const place = at();
    switch (random.below(5)) {
      case 0:
        if (place < made.length) made[place] = random.below(256);
        break;
      case 1:
        if (place < made.length) made[place] = (made[place] ?? 0) ^ (1 << random.below(8));
        break;
      case 2:
        made = joined(made.subarray(0, place), pick(random, words), made.subarray(place));
        break;
      case 3:
        made = joined(made.subarray(0, place), made.subarray(place + random.below(40)));
        break;
      default:
        made = joined(made.subarray(0, place), made.subarray(Math.max(0, place - random.below(200))));
    }
  }
  return made;
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

const deep: unknown = (() => {
  let nested: unknown = 0;
  for (let i = 0; i < 5000; i++) nested = [nested];
  return nested;
})();

/** Values that can be sent, and are seldom thought of. */
const strange: readonly (() => unknown)[] = [
  () => null,
  () => undefined,
  () => Number.NaN,
  () => Number.POSITIVE_INFINITY,
  () => -1,
  () => -0,
  () => 0.5,
  () => 2 ** 53,
  () => 1e300,
  () => '',
  () => '0',
  () => 'toString',
  () => '__proto__',
  () => 'x'.repeat(20_000),
  () => '\u0000\ud800',
  () => true,
  () => false,
  () => ({}),
  () => [],
  () => [null],
  () => ({ toString: null, valueOf: 1 }),
  () => ({ length: 1e9 }),
  () => JSON.parse('{"__proto__": {"polluted": 1}, "constructor": {"prototype": {"polluted": 1}}}'),
  () => deep,
  () => Array.from({ length: 3000 }, (_, i) => i),
  () => new Float64Array(3),
  () => new Uint8Array([255, 255]),
];

type Holder = Record<string, unknown>;

/** A copy in which up to four members, at any depth, are another's, strange, gone or new. */
export function mutatedValue(random: Random, value: unknown): unknown {
  let made: unknown = structuredClone(value);
  for (let n = 1 + random.below(4); n > 0; n--) {
    const holder = descend(random, made);
    if (holder === undefined) {
      if (random.uniform() < 0.3) made = pick(random, strange)();
      continue;
    }
    const keys = Object.keys(holder);
    const key = keys.length === 0 ? 'x' : pick(random, keys);
    switch (random.below(8)) {
      case 0:
        delete holder[key];
        break;
      case 1:
        // Lists lose other members on their way.
        if (!Array.isArray(holder))
          holder[pick(random, ['toString', 'constructor', 'type', 'uri', 'name', 'extra'])] = pick(random, strange)();
        break;
      case 2:
        holder[key] = holder[pick(random, keys.length === 0 ? ['x'] : keys)];
        break;
      case 3:
        holder[key] = [holder[key]];
        break;
      case 4:
        holder[key] =
          typeof holder[key] === 'number'
            ? holder[key] * (random.uniform() < 0.5 ? -1 : 1e9)
            : String(typeof holder[key]);
        break;
      default:
        holder[key] = pick(random, strange)();
    }
  }
  return made;
}

function descend(random: Random, value: unknown): Holder | undefined {
  let at = value;
  let holder: Holder | undefined;
  for (let depth = random.below(7); depth >= 0; depth--) {
    if (typeof at !== 'object' || at === null || ArrayBuffer.isView(at)) break;
    holder = at as Holder;
    const keys = Object.keys(holder);
    if (keys.length === 0) break;
    at = holder[keys.length > 50 ? (keys[random.below(keys.length)] ?? '') : pick(random, keys)];
  }
  return holder;
}

/** As text for a report; not every value can be written. */
export function written(value: unknown): string {
  try {
    return (
      JSON.stringify(value, (_, one) =>
        ArrayBuffer.isView(one) ? `${one.constructor.name}(${one.byteLength})` : one,
      )?.slice(0, 1500) ?? 'undefined'
    );
  } catch {
    return 'a value that cannot be written';
  }
}
