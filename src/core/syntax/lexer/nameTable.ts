import { TELLING } from './lexer.ts';

const BITS = 10;

/** Remembers names, so that one that comes again is the same string and nothing is cut out for it. */
export class NameTable {
  private readonly names: string[] = new Array<string>(1 << BITS).fill('');
  private readonly hashes = new Int32Array(1 << BITS);

  /** The name in ASCII that stands there; `hash` is the lexer's. */
  take(hash: number, text: string, from: number, to: number): string {
    const slot = Math.imul(hash, 0x9e3779b1) >>> (32 - BITS);
    const known = this.names[slot] ?? '';
    if (this.hashes[slot] === hash && standsAt(text, from, to, known)) return known;
    const name = text.slice(from, to);
    this.names[slot] = name;
    this.hashes[slot] = hash;
    return name;
  }
}

/** Names are a few letters: a loop is quicker than a call of `startsWith`. With the same hash the last ones are equal. */
function standsAt(text: string, from: number, to: number, name: string): boolean {
  if (name.length !== to - from) return false;
  for (let i = to - TELLING - 1; i >= from; i--) if (text.charCodeAt(i) !== name.charCodeAt(i - from)) return false;
  return true;
}
