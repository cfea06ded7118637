/** Names of axes that a comment gives: `X = randn(64, 3)   # (batch, in)`. They are checked against the shapes, and shown. */
import type { NodeId } from '../../autodiff/tape/node.ts';
import { showShape } from '../../base/show.ts';
import type { Problem } from '../../semantics/problem.ts';
import type { Evaluation } from '../evaluation.ts';
import { cellOfStatement, statementAt } from '../places.ts';

interface AxisNames {
  /** Of the values whose names have as many axes as the comment says. */
  readonly names: ReadonlyMap<NodeId, readonly string[]>;
  /** Spans count from the statement's start. */
  readonly problems: readonly { readonly statement: number; readonly problem: Problem }[];
}

/** Names or sizes in round brackets, and nothing else; one alone has a comma: `# (batch,)`. */
const COMMENT =
  /#[ \t]*(?:shape:?[ \t]*)?(\((?:[ \t]*(?:[\p{L}_][\p{L}\p{N}_]*|\d+)[ \t]*,)+[ \t]*(?:[\p{L}_][\p{L}\p{N}_]*|\d+)?[ \t]*\))[ \t]*$/gmu;

const known = new WeakMap<Evaluation, AxisNames>();

/** Computed once for each evaluation. A name has one size in a cell. */
export function axisNamesOf(evaluation: Evaluation): AxisNames {
  let found = known.get(evaluation);
  if (found === undefined) {
    found = read(evaluation);
    known.set(evaluation, found);
  }
  return found;
}

function read({ document, statements, tape }: Evaluation): AxisNames {
  const names = new Map<NodeId, readonly string[]>();
  const problems: { readonly statement: number; readonly problem: Problem }[] = [];
  const { text, starts } = document;
  if (!text.includes('#')) return { names, problems };
  let cell = 0;
  /** By name in the present cell: its size, and the line that gave it. */
  let sizes = new Map<string, { readonly size: number; readonly of: string }>();
  for (const comment of text.matchAll(COMMENT)) {
    const written = comment[1] ?? '';
    const at = comment.index + comment[0].indexOf(written);
    const statement = statementAt(document, comment.index - 1);
    const parsed = document.statements[statement];
    const start = starts[statement] ?? 0;
    const end = start + (parsed?.text.length ?? 0);
    // A comment belongs to the statement that ends on its line.
    if (parsed?.tree.kind !== 'assignment' || end > comment.index || text.slice(end, comment.index).trim() !== '')
      continue;
    const own = cellOfStatement(document, statement);
    if (own !== cell) sizes = new Map();
    cell = own;
    const [target, more] = statements[statement]?.bindings ?? [];
    if (target?.node === undefined || more !== undefined) continue;
    const axes = written
      .slice(1, -1)
      .split(',')
      .map((one) => one.trim())
      .filter((one) => one !== '');
    const shape = tape.shapeOf(target.node);
    const warn = (message: string): void => {
      const place = { from: at - start, to: at - start + written.length };
      problems.push({ statement, problem: { code: 'axis-names', severity: 'warning', ...place, message } });
    };
    if (shape.length !== axes.length) {
      const has = shape.length === 0 ? 'is a single number' : `has shape ${showShape(shape)}`;
      warn(`${target.name} ${has}, and the comment names ${axes.length} ${axes.length === 1 ? 'axis' : 'axes'}`);
      continue;
    }
    names.set(target.node, axes);
    axes.forEach((axis, i) => {
      const size = shape[i] ?? 0;
      if (/^\d/.test(axis)) {
        if (Number(axis) !== size) warn(`axis ${i} of ${target.name} has size ${size}, and the comment says ${axis}`);
        return;
      }
      const before = sizes.get(axis);
      if (before === undefined) sizes.set(axis, { size, of: target.name });
      else if (before.size !== size) warn(`${axis} is ${before.size} in ${before.of} and ${size} in ${target.name}`);
    });
  }
  return { names, problems };
}
