import type { NodeId } from '../../autodiff/tape/node.ts';
import { lineTable } from '../../base/lineTable.ts';
import { latexWord } from '../../base/quoting.ts';
import type { Evaluation } from '../../evaluate/evaluation.ts';
import type { Expression } from '../../syntax/tree.ts';
import { type Naming, type Piece, piece } from './piece.ts';
import { plainNumber, plainPiece } from './plain.ts';
import { numberPiece, texName, texPiece } from './tex.ts';
import type { WrittenPiece } from './written.ts';

/** Longer expressions are cut from the inside. */
const LONGEST = 30;

interface Labels {
  readonly known: Map<NodeId, WrittenPiece>;
  /** The newest node of each name that was asked for, undefined where the text gives none: older ones say on which line they stand. */
  readonly newest: Map<string, NodeId | undefined>;
}
const labelsOf = new WeakMap<Evaluation, Labels>();

/**
 * What a node is called: the name that the text gives it, else its expression, in which a def's params are replaced by
 * the arguments of the call.
 */
export const labelOf = (evaluation: Evaluation, node: NodeId): WrittenPiece =>
  label(evaluation, labelsIn(evaluation), node);

/** Whether the text itself gives this name to something. */
export const isNameTaken = (evaluation: Evaluation, name: string): boolean =>
  newestOf(evaluation, labelsIn(evaluation), name) !== undefined;

function labelsIn(evaluation: Evaluation): Labels {
  let labels = labelsOf.get(evaluation);
  if (labels === undefined) {
    labels = { known: new Map(), newest: new Map() };
    labelsOf.set(evaluation, labels);
  }
  return labels;
}

/** Looked for name by name: few are asked for, and a table of all would be made anew after each key stroke. */
function newestOf({ statements }: Evaluation, { newest }: Labels, name: string): NodeId | undefined {
  if (newest.has(name)) return newest.get(name);
  let found: NodeId | undefined;
  for (let i = statements.length - 1; i >= 0 && found === undefined; i--)
    for (const binding of statements[i]?.bindings ?? [])
      if (binding.name === name && binding.node !== undefined) found = binding.node;
  newest.set(name, found);
  return found;
}

function label(evaluation: Evaluation, labels: Labels, node: NodeId): WrittenPiece {
  const before = labels.known.get(node);
  if (before) return before;
  const fresh = makeLabel(evaluation, labels, node);
  labels.known.set(node, fresh);
  return fresh;
}

function makeLabel(evaluation: Evaluation, labels: Labels, node: NodeId): WrittenPiece {
  const { tape, document } = evaluation;
  const name = evaluation.nameOf(node);
  if (name !== undefined) {
    const newest = newestOf(evaluation, labels, name);
    if (newest === node || newest === undefined) return { plain: piece(name), tex: piece(texName(name)) };
    const line = lineTable(document.text).at(document.starts[tape.statementOf(node)] ?? 0).line + 1;
    return { plain: piece(`${name}(line ${line})`), tex: piece(`{{${texName(name)}}^{(\\text{line ${line}})}}`) };
  }
  const expression = tape.expressionOf(node);
  if (expression === undefined) {
    const value = tape.isScalar(node) ? tape.scalarAt(node) : undefined;
    return value === undefined
      ? { plain: piece('…'), tex: piece('\\cdots') }
      : { plain: plainNumber(value), tex: numberPiece(value) };
  }
  const naming = paramNames(evaluation, labels, node);
  if (naming.plain.size > 0) return ofExpression(expression, naming);
  let written = writtenAsIs.get(expression);
  if (written === undefined) {
    written = ofExpression(expression, naming);
    writtenAsIs.set(expression, written);
  }
  return written;
}

/** An expression that stands in no call is written alike whatever numbers are tried out in it. */
const writtenAsIs = new WeakMap<Expression, WrittenPiece>();

function ofExpression(expression: Expression, naming: { plain: Naming; tex: Naming }): WrittenPiece {
  for (const deepest of [40, 5, 4, 3, 2]) {
    const plain = plainPiece(expression, naming.plain, deepest);
    if (plain.text.length <= LONGEST || deepest === 2)
      return { plain: cut(plain), tex: inOneLine(texPiece(expression, naming.tex, deepest), plain) };
  }
  return { plain: piece('…'), tex: piece('\\cdots') };
}

/** Cases in braces are no name. */
const inOneLine = (tex: Piece, plain: Piece): Piece =>
  tex.text.includes('\\begin{cases}') ? { ...tex, text: latexWord(plain.text) } : tex;

const cut = (plain: Piece): Piece =>
  plain.text.length <= 2 * LONGEST ? plain : { ...plain, text: `${plain.text.slice(0, 2 * LONGEST - 1)}…` };

/** Inside a call of a def, its params stand for the arguments. */
function paramNames(evaluation: Evaluation, labels: Labels, node: NodeId): { plain: Naming; tex: Naming } {
  const plain = new Map<string, Piece>();
  const tex = new Map<string, Piece>();
  const { tape, document } = evaluation;
  const box = tape.boxes[tape.boxAt(node)];
  const def = box && document.statements[box.definedIn]?.tree;
  if (box === undefined || def?.kind !== 'def') return { plain, tex };
  def.params.forEach((param, i) => {
    const arg = box.args[i];
    if (arg === undefined) return;
    const given = label(evaluation, labels, arg);
    plain.set(param.name, given.plain);
    tex.set(param.name, given.tex);
  });
  return { plain, tex };
}
