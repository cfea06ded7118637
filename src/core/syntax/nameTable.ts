const SLOTS = 1024;

/** Remembers names, so that one that comes again is the same string and nothing is cut out for it. */
export class NameTable {
  private readonly slots: string[] = new Array<string>(SLOTS).fill('');

  take(text: string, from: number, to: number): string {
    let hash = to - from;
    for (let i = from; i < to; i++) hash = (hash * 31 + text.charCodeAt(i)) | 0;
    const slot = (hash ^ (hash >>> 10)) & (SLOTS - 1);
    const known = this.slots[slot] ?? '';
    if (standsAt(text, from, to, known)) return known;
    const name = text.slice(from, to);
    this.slots[slot] = name;
    return name;
  }
}

/** Names are a few letters: a loop is quicker than a call of `startsWith`. */
function standsAt(text: string, from: number, to: number, name: string): boolean {
  if (name.length !== to - from) return false;
  for (let i = from; i < to; i++) if (text.charCodeAt(i) !== name.charCodeAt(i - from)) return false;
  return true;
}
