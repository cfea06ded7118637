import { lineTable } from '../base/lineTable.ts';
import type { Document, ParsedStatement } from '../syntax/tree.ts';
import { backward, type Gradients } from './backward.ts';
import { type Context, freshContext, type Remembered } from './context.ts';
import type { Evaluation, StatementResult, Surroundings } from './evaluation.ts';
import { findOutputs } from './outputs.ts';
import { evaluateStatement } from './statements.ts';
import { type NodeId, Tape } from './tape.ts';

/** Tensors that statements computed, found again when the same statement sees the same operands. */
const memory = new WeakMap<ParsedStatement, Remembered[]>();

/**
 * Evaluates a whole document in order. Never throws on anything that can be typed: what is wrong is in the statements'
 * problems, and a statement with an error takes away only what depends on it.
 */
export function evaluateDocument(document: Document, surroundings: Surroundings): Evaluation {
  const tape = new Tape();
  let lines: ReturnType<typeof lineTable> | undefined;
  let giving: ReadonlyMap<string, number> | undefined;
  const context: Context = {
    ...freshContext(tape, surroundings),
    lineOf: (statement) => {
      lines ??= lineTable(document.text);
      return lines.at(document.starts[statement] ?? 0).line + 1;
    },
    lastGiving: (name) => {
      giving ??= namesGiven(document);
      return giving.get(name);
    },
  };
  const names = new Map<NodeId, string>();
  const statements: StatementResult[] = document.statements.map((parsed, index) => {
    context.statement = index;
    context.problems = [];
    context.blamed.clear();
    context.assigning = '';
    context.randomPlace = 0;
    context.memo = memory.get(parsed) ?? [];
    context.memoPlace = 0;
    tape.origin = { statement: index, within: index, expression: undefined, box: -1 };
    const result = evaluateStatement(context, parsed);
    if (context.memoPlace > 0) {
      context.memo.length = context.memoPlace;
      memory.set(parsed, context.memo);
    }
    for (const { name, node } of result.bindings) if (node !== undefined && name !== '') names.set(node, name);
    return result;
  });
  const gradientsOf = new Map<NodeId, Gradients>();
  return {
    document,
    tape,
    statements,
    cells: findOutputs(document, tape, statements, names),
    gradients(output) {
      const known = gradientsOf.get(output);
      if (known) return known;
      const fresh = backward(tape, output);
      gradientsOf.set(output, fresh);
      return fresh;
    },
    nameOf: (node) => names.get(node),
  };
}

function namesGiven({ statements }: Document): ReadonlyMap<string, number> {
  const given = new Map<string, number>();
  statements.forEach(({ tree }, statement) => {
    if (tree.kind === 'assignment') for (const { name } of tree.targets) given.set(name, statement);
    if (tree.kind === 'def') given.set(tree.name.name, statement);
  });
  return given;
}
