/** The known name that a mistyped one most likely stands for: at most a third of its letters differ (edit distance with swaps). */
export function closestName(typed: string, known: Iterable<string>): string | undefined {
  let best: string | undefined;
  let least = Math.max(1, Math.floor(typed.length / 3)) + 1;
  const folded = typed.toLowerCase();
  for (const name of known) {
    if (Math.abs(name.length - typed.length) >= least) continue;
    const differs = name.toLowerCase() === folded ? 0.5 : distance(typed, name, least);
    if (differs >= least || (typed.length === 1 && name.length === 1 && differs >= 1)) continue;
    least = differs;
    best = name;
  }
  return best;
}

const LONGEST = 64;
const rows = [new Uint8Array(LONGEST + 1), new Uint8Array(LONGEST + 1), new Uint8Array(LONGEST + 1)] as const;

/** Optimal string alignment distance: insertions, deletions, substitutions, swaps of neighbours. `limit` and more is `limit`. */
function distance(a: string, b: string, limit: number): number {
  if (a.length > LONGEST || b.length > LONGEST) return limit;
  let [earlier, above, here]: readonly Uint8Array[] = rows as readonly Uint8Array[];
  if (earlier === undefined || above === undefined || here === undefined) return limit;
  for (let j = 0; j <= b.length; j++) above[j] = j;
  for (let i = 1; i <= a.length; i++) {
    here[0] = i;
    let smallest = i;
    const letter = a.charCodeAt(i - 1);
    for (let j = 1; j <= b.length; j++) {
      const same = letter === b.charCodeAt(j - 1) ? 0 : 1;
      let cost = Math.min((above[j] ?? 0) + 1, (here[j - 1] ?? 0) + 1, (above[j - 1] ?? 0) + same);
      if (i > 1 && j > 1 && letter === b.charCodeAt(j - 2) && a.charCodeAt(i - 2) === b.charCodeAt(j - 1))
        cost = Math.min(cost, (earlier[j - 2] ?? 0) + 1);
      here[j] = cost;
      if (cost < smallest) smallest = cost;
    }
    if (smallest >= limit) return limit;
    [earlier, above, here] = [above, here, earlier];
  }
  return above[b.length] ?? limit;
}
