import type { Document } from '../syntax/tree.ts';

/** Written behind an answer that was looked up. */
export const REVEALED = '# revealed';

const MARKED = /^[^\n\r]*?#\s*revealed\b/i;

/** Whether the comment behind a question says that its answer was revealed. */
export function isRevealed(document: Document, statement: number): boolean {
  const start = document.starts[statement] ?? 0;
  const end = start + (document.statements[statement]?.text.length ?? 0);
  const next = document.starts[statement + 1] ?? document.text.length;
  const rest = document.text.slice(end, Math.min(document.text.length, end + 400));
  const line = rest.slice(0, rest.search(/[\n\r]|$/));
  return (
    MARKED.test(line) &&
    !line
      .slice(0, Math.max(0, next - end))
      .trimStart()
      .startsWith(';')
  );
}
