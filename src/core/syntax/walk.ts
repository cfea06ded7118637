import { type Expression, partsOf } from './tree.ts';

/**
 * Visits an expression and everything inside it, outer before inner, in the order of the text but for operators. Without
 * recursion: a chain of 100,000 terms is fine. `visit` may return false to leave out what is inside.
 */
export function walk(expression: Expression, visit: (expression: Expression) => unknown): void {
  const waiting: Expression[] = [expression];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (visit(node) === false) continue;
    if (node.kind === 'binary') {
      waiting.push(node.right, node.left);
      continue;
    }
    const parts = partsOf(node);
    for (let i = parts.length - 1; i >= 0; i--) {
      const part = parts[i];
      if (part !== undefined) waiting.push(part);
    }
  }
}
