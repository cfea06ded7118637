/** What there is to say about a place in the text. Never throws; undefined where there is nothing. */

import type { NodeId } from '../../autodiff/tape/node.ts';
import { showCount } from '../../base/show.ts';
import type { Evaluation } from '../../evaluate/evaluation.ts';
import { cellOfStatement, firstCallOf, nodeOfExpression } from '../../evaluate/places.ts';
import { gateOfCall } from '../../gates/index.ts';
import { makerNamed } from '../../makers/index.ts';
import { roleWords } from '../../semantics/functionTable.ts';
import type { Call, Def, Expression } from '../../syntax/tree.ts';
import type { Hover, HoverAt, HoverOptions, PageHover } from './hoverContract.ts';
import { type HoverPlace, hoverPlace } from './hoverPlace.ts';
import {
  dataSetPage,
  gatePage,
  makerPage,
  optionPage,
  type Page,
  pageHover,
  statementPages,
  trainOptionPage,
  wordPage,
} from './pages.ts';
import { valueHover } from './valueHover.ts';

export type { Hover, HoverOptions, PageHover, ValueHover } from './hoverContract.ts';

export function hoverOf(evaluation: Evaluation, offset: number, options: HoverOptions): Hover | undefined {
  const place = hoverPlace(evaluation.document, offset);
  const at: HoverAt = { evaluation, options };
  switch (place?.on) {
    case undefined:
      return undefined;
    case 'cell':
      return pageHover(cellPage(evaluation, place.cell), place.span);
    case 'target':
      return targetHover(at, place);
    case 'callee':
      return calleeHover(at, place);
    case 'option': {
      const page = optionOf(at, place.callee, place.argument.name?.name ?? '');
      return page && pageHover(page, place.span);
    }
    case 'word': {
      const page =
        ownPassPage(at, place.statement) ?? questionPage(at, place.statement) ?? statementPages.get(place.word);
      return page && pageHover(trained(evaluation, place, page), place.span);
    }
    case 'expression':
      return expressionHover(at, place) ?? bodyHover(at, place) ?? openAnswerHover(at, place);
  }
}

/** On the `backward` of an own backward pass. */
function ownPassPage({ evaluation, options }: HoverAt, statement: number): Page | undefined {
  const parsed = evaluation.document.statements[statement];
  if (parsed?.tree.kind !== 'backwardRule') return undefined;
  const { name } = parsed.tree.name;
  return {
    ...wordPage(
      parsed.text.split('\n', 1)[0] ?? name,
      `Your own backward pass of ${name}: each call of ${name} uses it in place of the chain rule through its gates.`,
    ),
    insight: options.verdictOn?.(statement) ?? '',
  };
}

/** On the words of a question: what this very question asks. */
function questionPage({ evaluation, options }: HoverAt, statement: number): Page | undefined {
  const { document, cells, statements } = evaluation;
  const parsed = document.statements[statement];
  const question = statements[statement]?.question;
  if (parsed?.tree.kind !== 'question' || question === undefined) return undefined;
  const { name, index, asks } = question;
  const asked = `${name}${index.length > 0 ? `[${index.join(', ')}]` : ''}`;
  const output = cells[cellOfStatement(document, statement)]?.outputName ?? '';
  const how = 'Write a number, a list, or a formula in the names above in place of the ?.';
  const signature = `${asks}(${name})${asked.slice(name.length)} = ?`;
  const of = output === '' ? 'the output' : output;
  const page =
    asks === 'value'
      ? wordPage(signature, `Which value does ${asked} have in the forward pass? ${how}`)
      : wordPage(signature, `∂${of}/∂${asked}: how fast does ${of} change when ${asked} changes by a little? ${how}`);
  return { ...page, insight: options.hintOn?.(statement) ?? '' };
}

function openAnswerHover(at: HoverAt, { statement, path, span }: On<'expression'>): Hover | undefined {
  const page = path.at(-1)?.kind === 'question' ? questionPage(at, statement) : undefined;
  return page && pageHover(page, span);
}

/** In the formula of a `def`, which has no values of its own: a parameter is what the first call gives it. */
function bodyHover(at: HoverAt, { statement, path, span }: On<'expression'>): Hover | undefined {
  const tree = at.evaluation.document.statements[statement]?.tree;
  const here = path.at(-1);
  if (tree?.kind !== 'def' || here === undefined) return undefined;
  const index = here.kind === 'name' ? tree.params.findIndex(({ name }) => name === here.name) : -1;
  if (here.kind !== 'name' || index < 0) return pageHover(defPage(at.evaluation, tree, statement), span);
  return targetHover(at, { on: 'target', statement, name: here, index: index + 1, span });
}

type On<Kind extends HoverPlace['on']> = Extract<HoverPlace, { readonly on: Kind }>;

function targetHover(at: HoverAt, { statement, index, span }: On<'target'>): Hover | undefined {
  const { evaluation } = at;
  const tree = evaluation.document.statements[statement]?.tree;
  if (tree?.kind === 'def') {
    const node = index === 0 ? undefined : firstCallOf(evaluation, statement)?.args[index - 1];
    return node === undefined
      ? pageHover(defPage(evaluation, tree, statement), span)
      : valueHover(at, node, span, cellOfStatement(evaluation.document, evaluation.tape.statementOf(node)));
  }
  const node = evaluation.statements[statement]?.bindings[index]?.node;
  return node === undefined ? undefined : valueHover(at, node, span, cellOfStatement(evaluation.document, statement));
}

function calleeHover(at: HoverAt, { statement, call, span }: On<'callee'>): Hover | undefined {
  const page = functionPage(at, call, statement);
  const node = nodeOfExpression(at.evaluation, statement, call);
  if (node === undefined) return page && pageHover(page, span);
  const inside: PageHover | undefined = page && pageHover(page, span);
  return valueHover(at, node, span, cellFor(at.evaluation, statement, node), undefined, inside);
}

function functionPage({ evaluation, options }: HoverAt, call: Call, statement: number): Page | undefined {
  const { name } = call.callee;
  const def = defNamed(evaluation, name, statement);
  if (def) return defPage(evaluation, def.tree, def.statement);
  const gate = gateOfCall(name, call.args.filter((argument) => argument.name === undefined).length);
  if (gate) return gatePage(gate);
  const maker = makerNamed(name);
  if (maker) return makerPage(maker);
  const role = roleWords.find((word) => word.name === name);
  if (role) return wordPage(`${name}(x)`, `${role.summary.charAt(0).toUpperCase()}${role.summary.slice(1)}.`);
  const set = options.dataSets.find((one) => one.name === name);
  return set && dataSetPage(set);
}

function defNamed(
  { document }: Evaluation,
  name: string,
  before: number,
): { readonly tree: Def; readonly statement: number } | undefined {
  for (let statement = before; statement >= 0; statement--) {
    const tree = document.statements[statement]?.tree;
    if (tree?.kind === 'def' && tree.name.name === name) return { tree, statement };
  }
  return undefined;
}

function defPage({ document, tape }: Evaluation, def: Def, statement: number): Page {
  const text = document.statements[statement]?.text ?? '';
  const calls = tape.boxes.filter((box) => box.definedIn === statement);
  const own = calls.some((box) => box.body >= 0);
  const times = calls.length === 1 ? 'called once' : `called ${showCount(calls.length)} times`;
  return wordPage(
    text.split('\n', 1)[0] ?? def.name.name,
    `A function of this file, ${calls.length === 0 ? 'not called yet' : times}${own ? '; the backward pass written for it is used' : ''}.`,
  );
}

function optionOf({ evaluation, options }: HoverAt, callee: string, name: string): Page | undefined {
  if (callee === 'train') return trainOptionPage(name);
  for (const positional of [1, 2, 3]) {
    const option = gateOfCall(callee, positional)?.options.find((one) => one.name === name);
    if (option)
      return optionPage(
        callee,
        name,
        option.initial === undefined ? '' : String(option.initial),
        `${option.kind}: ${option.meaning}`,
      );
  }
  const made = makerNamed(callee)?.options.find((one) => one.name === name);
  if (made) return optionPage(callee, name, made.initial, made.meaning);
  const data = options.dataSets.find((set) => set.name === callee)?.options.find((one) => one.name === name);
  if (data) return optionPage(callee, name, data.initial === undefined ? '' : String(data.initial), data.meaning);
  return evaluation.document.statements.some(({ tree }) => tree.kind === 'def' && tree.name.name === callee)
    ? optionPage(callee, name, '', `a parameter of ${callee}`)
    : undefined;
}

/** On `train`: what this run would do. */
function trained({ statements, tape }: Evaluation, { statement }: On<'word'>, page: Page): Page {
  const training = statements[statement]?.training;
  if (training === undefined) return page;
  const names = training.params.map((node) => tape.paramNames.get(node) ?? 'param');
  let entries = 0;
  for (const node of training.params) entries += tape.valueOf(node).data.length;
  return {
    ...page,
    insight: `Here: ${training.lossName} over ${names.join(', ')}, ${showCount(entries)} numbers in all.`,
  };
}

function expressionHover(at: HoverAt, { statement, path, span }: On<'expression'>): Hover | undefined {
  const { evaluation } = at;
  const entry = entryAt(evaluation, statement, path);
  for (let i = path.length - 1; i >= 0; i--) {
    const expression = path[i];
    const node = expression && nodeOfExpression(evaluation, statement, expression);
    if (expression === undefined || node === undefined) continue;
    const cell = cellFor(evaluation, statement, node);
    if (i === path.length - 1) return valueHover(at, node, span, cell, entry?.node === node ? entry.index : undefined);
    // An entry of a list of literals has no node of its own: the list's is meant, and the entry named.
    return entry && valueHover(at, entry.node, span, cell, entry.index);
  }
  return undefined;
}

/** The cell whose output gradients are of; inside a def's body that of the call. */
const cellFor = ({ document, tape }: Evaluation, statement: number, node: NodeId): number =>
  cellOfStatement(document, document.statements[statement]?.tree.kind === 'def' ? tape.statementOf(node) : statement);

/** Which entry of which value the cursor is on, when it stands in a list. */
function entryAt(
  evaluation: Evaluation,
  statement: number,
  path: readonly Expression[],
): { readonly node: NodeId; readonly index: readonly number[] } | undefined {
  const first = path.findIndex((part) => part.kind === 'list');
  if (first < 0) return undefined;
  const index: number[] = [];
  for (let i = first; i < path.length - 1; i++) {
    const part = path[i];
    const inner = path[i + 1];
    if (part?.kind !== 'list' || inner === undefined) break;
    index.push(part.entries.indexOf(inner));
  }
  const { tape } = evaluation;
  const list = path[first];
  const above = path[first - 1];
  const marked = above?.kind === 'call' ? nodeOfExpression(evaluation, statement, above) : undefined;
  const isMarked = marked !== undefined && (tape.roleOf(marked) === 'param' || tape.roleOf(marked) === 'data');
  const node = isMarked ? marked : list && nodeOfExpression(evaluation, statement, list);
  return node !== undefined && index.length === tape.shapeOf(node).length ? { node, index } : undefined;
}

function cellPage({ document, cells, statements }: Evaluation, index: number): Page {
  const cell = document.cells[index];
  const result = cells[index];
  if (cell === undefined) return wordPage('# %%', '');
  const kind = { code: 'A cell', practice: 'A practice cell', markdown: 'A text cell', pause: 'A pause' }[cell.kind];
  const count = cell.last - cell.first;
  const first = statements[cell.first]?.first ?? 0;
  const last = count === 0 ? first : (statements[cell.last - 1]?.last ?? first);
  const gradients =
    result?.output === undefined
      ? 'nothing in it is differentiated'
      : `its gradients are of ${result.outputName}${result.own ? '' : ', the next output below'}`;
  const more = {
    code: '',
    practice: ' Values and gradients that would give an answer away are hidden until the questions are answered.',
    markdown: ' Its lines are text.',
    pause: ' Annotations below it wait until it is passed.',
  }[cell.kind];
  const size =
    cell.kind === 'markdown' || cell.kind === 'pause'
      ? '.'
      : `: ${showCount(count)} ${count === 1 ? 'statement' : 'statements'}, ${showCount(last - first)} values on the tape; ${gradients}.`;
  return wordPage(`# %% ${cell.title}`.trim(), `${kind}${size}${more}`);
}
