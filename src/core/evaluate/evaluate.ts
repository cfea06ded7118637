import { backward } from '../autodiff/backward.ts';
import type { Gradients } from '../autodiff/gradients.ts';
import { type NodeId, Tape } from '../autodiff/tape/tape.ts';
import { lineTable } from '../base/lineTable.ts';
import { calls } from '../gates/index.ts';
import { mentionsIn } from '../semantics/mentions.ts';
import { commonEnds, mentionTable, mentionTableAgain } from '../semantics/mentionTable.ts';
import type { Document, ParsedStatement } from '../syntax/tree.ts';
import { type Context, freshContext, type Remembered } from './context.ts';
import type { Begun, Copying, Evaluation, StatementResult, Surroundings } from './evaluation.ts';
import { evaluateAgain } from './incremental.ts';
import { isRole } from './leafRoles.ts';
import { isMaker } from './makerCalls.ts';
import { findOutputs } from './outputs.ts';
import { evaluateStatement } from './statements.ts';

/** Tensors that statements computed, found again when the same statement sees the same operands. */
const memory = new WeakMap<ParsedStatement, Remembered[]>();

/**
 * Evaluates a whole document in order. Never throws on anything that can be typed: what is wrong is in the statements'
 * problems, and a statement with an error takes away only what depends on it. What an evaluation of the text before an
 * edit has found is used again; the result is the same without it.
 */
export function evaluateDocument(document: Document, surroundings: Surroundings, before?: Evaluation): Evaluation {
  const { statements } = document;
  const copying: Copying = {
    movable: new Uint8Array(statements.length),
    elements: new Float64Array(statements.length),
    work: new Float64Array(statements.length),
  };
  const start = (
    tape: Tape,
  ): { readonly context: Context; readonly evaluateAt: (index: number) => StatementResult } => {
    const context = newContext(document, surroundings, tape);
    const evaluateAt = (index: number): StatementResult => {
      const parsed = statements[index];
      if (parsed === undefined) return { bindings: [], problems: [], first: context.tape.length, last: -1 };
      const { elements, work } = context;
      const result = evaluateParsed(context, parsed, index);
      copying.movable[index] = isMovable(context, parsed, result) ? 1 : 0;
      copying.elements[index] = context.elements - elements;
      copying.work[index] = context.work - work;
      return result;
    };
    return { context, evaluateAt };
  };
  const ends = before && commonEnds(before.document.statements, statements);
  const mentions = before && ends ? mentionTableAgain(statements, before.mentions, ends) : mentionTable(statements);
  const base = { document, surroundings, copying, mentions };
  if (before && ends) {
    const { context, evaluateAt } = start(before.tape.successor());
    const reused = evaluateAgain(context, base, before, ends, evaluateAt);
    if (reused) return evaluated(base, context.tape, reused.statements, reused.known);
  }
  const { context, evaluateAt } = start(new Tape());
  const results = statements.map((_, index) => evaluateAt(index));
  return evaluated(base, context.tape, results, new Map());
}

function evaluateParsed(context: Context, parsed: ParsedStatement, index: number): StatementResult {
  context.statement = index;
  context.problems = [];
  context.blamed.clear();
  context.assigning = '';
  context.randomPlace = 0;
  context.memo = memory.get(parsed) ?? [];
  context.memoPlace = 0;
  context.tape.origin = { statement: index, within: index, box: -1 };
  const result = evaluateStatement(context, parsed);
  if (context.memoPlace > 0) {
    context.memo.length = context.memoPlace;
    memory.set(parsed, context.memo);
  }
  return result;
}

/** A function whose value follows from its arguments' alone. */
const isPlain = (name: string): boolean => calls.has(name) || isMaker(name) || (isRole(name) && name !== 'grad');

/** A line of such functions and operators without a problem, which names nothing but values. */
function isMovable({ defs }: Context, parsed: ParsedStatement, { problems, rows }: StatementResult): boolean {
  const { kind } = parsed.tree;
  if ((kind !== 'assignment' && kind !== 'bare') || problems.length > 0 || rows !== undefined) return false;
  for (const { does, name } of mentionsIn(parsed))
    if (does === 'reads function' && (defs.has(name) || !isPlain(name))) return false;
  return true;
}

function evaluated(
  base: Begun,
  tape: Tape,
  statements: readonly StatementResult[],
  before: ReadonlyMap<NodeId, Gradients>,
): Evaluation {
  const known = new Map(before);
  const nameOf = (node: NodeId): string | undefined =>
    statements[tape.statementOf(node)]?.bindings.findLast((one) => one.node === node && one.name !== '')?.name;
  return {
    ...base,
    tape,
    statements,
    known,
    cells: findOutputs(base, tape, statements, nameOf),
    gradients(output) {
      const found = known.get(output);
      if (found) return found;
      const fresh = backward(tape, output);
      known.set(output, fresh);
      return fresh;
    },
    nameOf,
  };
}

function newContext(document: Document, surroundings: Surroundings, tape: Tape): Context {
  let lines: ReturnType<typeof lineTable> | undefined;
  let giving: ReadonlyMap<string, number> | undefined;
  return {
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
}

function namesGiven({ statements }: Document): ReadonlyMap<string, number> {
  const given = new Map<string, number>();
  statements.forEach(({ tree }, statement) => {
    if (tree.kind === 'assignment') for (const { name } of tree.targets) given.set(name, statement);
    if (tree.kind === 'def') given.set(tree.name.name, statement);
  });
  return given;
}
