/** Text in place of a span of the whole text. */
export interface Replacement {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** Replacements that do not overlap, in any order. Of two insertions at one place the first stays first. */
export function replaced(text: string, edits: readonly Replacement[]): string {
  let made = '';
  let done = 0;
  for (const edit of edits.toSorted((a, b) => a.from - b.from)) {
    made += text.slice(done, edit.from) + edit.text;
    done = edit.to;
  }
  return made + text.slice(done);
}
