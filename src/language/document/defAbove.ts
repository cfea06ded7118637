import type { Def, Document } from '../../core/syntax/tree.ts';

/** The def that a name stands for above a statement, the newest. */
export function defAbove({ statements }: Document, statement: number, name: string): Def | undefined {
  for (let i = Math.min(statement, statements.length) - 1; i >= 0; i--) {
    const tree = statements[i]?.tree;
    if (tree?.kind === 'def' && tree.name.name === name) return tree;
  }
  return undefined;
}
