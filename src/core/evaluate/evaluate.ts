import { ancestors } from '../autodiff/ancestors.ts';
import { backward } from '../autodiff/backward.ts';
import type { Gradients } from '../autodiff/gradients.ts';
import type { NodeId } from '../autodiff/tape/node.ts';
import { Tape } from '../autodiff/tape/tape.ts';
import { lineTable } from '../base/lineTable.ts';
import type { Span } from '../base/span.ts';
import { flowsTo } from '../gates/gate.ts';
import { constants } from '../semantics/functionTable.ts';
import { mentionsIn } from '../semantics/mentions.ts';
import { commonEnds, mentionTable, mentionTableAgain } from '../semantics/mentionTable.ts';
import { isUnderstood } from '../semantics/spellings.ts';
import { printMinimal } from '../syntax/format/printer.ts';
import { type Cell, type Document, type Expression, namesGivenBy, type ParsedStatement } from '../syntax/tree.ts';
import { isRole } from './calls/leafRoles.ts';
import { type Context, freshContext, type Remembered } from './context.ts';
import type { Begun, CellResult, Copying, Evaluation, StatementResult, Surroundings } from './evaluation.ts';
import { evaluators } from './expressions.ts';
import { evaluateAgain } from './incremental.ts';
import { partsInPack } from './several/packs.ts';
import { evaluateStatement } from './statements/statements.ts';

/**
 * For each cell what its gradients are of: what `backward(…)` names, else what `train(…)` minimises, else its last
 * scalar that something differentiable reaches; else the next output below that depends on the cell.
 */
function findOutputs(
  { document, copying }: Begun,
  tape: Tape,
  statements: readonly StatementResult[],
  nameGiven: (node: NodeId) => string | undefined,
): readonly CellResult[] {
  const own = document.cells.map((cell) => ownOutput(cell, tape, statements, copying));
  const depends = new Map<NodeId, Int32Array>();
  const ancestorsOf = (output: NodeId): Int32Array => {
    const known = depends.get(output);
    if (known) return known;
    const fresh = ancestors(tape, output);
    depends.set(output, fresh);
    return fresh;
  };
  return document.cells.map((cell, i): CellResult => {
    const output = own[i];
    if (output !== undefined) return { output, outputName: nameOf(output), own: true };
    const from = statements[cell.first]?.first ?? 0;
    const to = statements[cell.last - 1]?.last ?? 0;
    if (cell.last > cell.first && to > from)
      for (const later of own.slice(i + 1))
        if (later !== undefined && ancestorsOf(later).some((node) => node >= from && node < to))
          return { output: later, outputName: nameOf(later), own: false };
    return { output: undefined, outputName: '', own: false };
  });

  function nameOf(node: NodeId): string {
    const name = nameGiven(node);
    if (name !== undefined) return name;
    const statement = document.statements[tape.statementOf(node)]?.tree;
    if (statement?.kind === 'backwardOutput' && statement.weights)
      return printMinimal({
        ...nowhere(statement),
        kind: 'call',
        callee: { ...nowhere(statement), kind: 'name', name: 'sum' },
        args: [{ ...nowhere(statement), name: undefined, value: product(statement.target, statement.weights) }],
        form: 'plain',
      });
    const expression = tape.expressionOf(node);
    const within = tape.withinOf(node);
    const start = document.starts[within] ?? 0;
    return expression ? document.text.slice(start + expression.from, start + expression.to) : 'output';
  }
}

const nowhere = ({ from, to }: Span): Span => ({ from, to });
const product = (left: Expression, right: Expression): Expression => ({
  kind: 'binary',
  operator: '*',
  operatorFrom: left.to,
  operatorTo: left.to,
  left,
  right,
  from: left.from,
  to: right.to,
});

function ownOutput(
  cell: Cell,
  tape: Tape,
  statements: readonly StatementResult[],
  { movable }: Copying,
): NodeId | undefined {
  let minimised: NodeId | undefined;
  let lastScalar: NodeId | undefined;
  let chosen: NodeId | undefined;
  for (let i = cell.last - 1; i >= cell.first; i--) {
    // What can be moved is no training and names no output.
    if (lastScalar !== undefined && movable[i] === 1) continue;
    const result = statements[i];
    if (result === undefined) continue;
    chosen ??= result.output;
    minimised ??= result.training?.loss;
    for (let k = result.bindings.length - 1; lastScalar === undefined && k >= 0; k--) {
      const node = result.bindings[k]?.node;
      if (node !== undefined && isComputedScalar(tape, node)) lastScalar = node;
    }
  }
  return chosen ?? minimised ?? lastScalar;
}

/** A scalar that a gate computes from something that can change, through gates that pass gradients. */
const isComputedScalar = (tape: Tape, node: NodeId): boolean => {
  const gate = tape.gateOf(node);
  return (
    gate !== undefined &&
    tape.isScalar(node) &&
    tape.inputsOf(node).some((input, port) => flowsTo(gate, port) && tape.isReached(input))
  );
};

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
  const { length } = context.tape;
  const boxes = context.tape.boxes.length;
  const result = withinLimit(context, evaluateStatement(context, parsed), length, boxes);
  if (context.memoPlace > 0) {
    context.memo.length = context.memoPlace;
    memory.set(parsed, context.memo);
  }
  return result;
}

/** So many times the gates that a graph may have are made before the rest of a text is left alone. */
const MOST_WASTE = 3;

/** A statement whose graph grows past the limit leaves none behind: only what needs it is lost. */
function withinLimit(context: Context, result: StatementResult, length: number, boxes: number): StatementResult {
  if (!context.full) return result;
  const { tape, surroundings, statement } = context;
  context.wasted += tape.length - length;
  tape.cutBack(length, boxes);
  for (const id of context.notFinite.keys()) if (id >= length) context.notFinite.delete(id);
  context.full = context.wasted > MOST_WASTE * surroundings.maxNodes;
  for (const { name } of result.bindings)
    if (name !== '') context.scope.set(name, { name, statement, node: undefined });
  const bindings = result.bindings.map((binding) => ({ ...binding, node: undefined }));
  return { bindings, problems: result.problems, first: length, last: length };
}

/** A function whose value follows from its arguments' alone. */
const isPlain = (name: string): boolean =>
  isUnderstood(name) || (isRole(name) && name !== 'grad' && name !== 'jacobian');

/** A line of such functions and operators without a problem, which names nothing but values. */
function isMovable(
  { defs, tape }: Context,
  parsed: ParsedStatement,
  { bindings, problems, rows }: StatementResult,
): boolean {
  const { kind } = parsed.tree;
  if ((kind !== 'assignment' && kind !== 'bare') || problems.length > 0 || rows !== undefined) return false;
  if (bindings.some(({ node }) => node !== undefined && partsInPack(tape, node) !== undefined)) return false;
  for (const { does, name } of mentionsIn(parsed))
    if (does === 'reads function' ? defs.has(name) || !isPlain(name) : does === 'reads value' && constants.has(name))
      return false;
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
    ...freshContext(tape, surroundings, evaluators),
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
    if (tree.kind !== 'broken') for (const { name } of namesGivenBy(tree)) given.set(name, statement);
    if (tree.kind === 'def') given.set(tree.name.name, statement);
  });
  return given;
}
