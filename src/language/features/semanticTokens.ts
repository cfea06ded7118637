import type { SemanticTokens, SemanticTokensDelta } from 'vscode-languageserver-types';

import type { NodeId } from '../../core/autodiff/tape/node.ts';
import { idCount, mentionsIn } from '../../core/semantics/mentions.ts';
import type { DocumentState, SentTokens } from '../document/documentState.ts';
import { SemanticTokensBuilder } from '../semanticTokensBuilder.ts';

/** What a name is, beyond its spelling. The first are VS Code's own kinds, so that every theme colours them. */
export const tokenTypes = ['variable', 'parameter', 'function', 'property'] as const;
export const tokenModifiers = ['declaration', 'input', 'trainable', 'data', 'output'] as const;

/** Bits of `tokenModifiers`. */
const DECLARATION = 1;
const INPUT = 2;
const TRAINABLE = 4;
const DATA = 8;
const OUTPUT = 16;

/** Indices of `tokenTypes`. */
const VARIABLE = 0;
const PARAMETER = 1;
const FUNCTION = 2;

/** Inputs, parameters, data and outputs of the text, each by its role in the graph. */
export function semanticTokens(state: DocumentState): SemanticTokens {
  const { id, data } = keep(state, tokensOf(state));
  return { resultId: String(id), data: [...data] };
}

/** What has changed since the tokens `before`; all of them where these are no longer known. */
export function semanticTokensSince(state: DocumentState, before: string): SemanticTokens | SemanticTokensDelta {
  const old = state.shelf.tokens.sent;
  if (old === undefined || String(old.id) !== before) return semanticTokens(state);
  const data = tokensOf(state);
  const most = Math.min(old.data.length, data.length);
  let head = 0;
  while (head < most && old.data[head] === data[head]) head++;
  let tail = 0;
  while (tail < most - head && old.data[old.data.length - 1 - tail] === data[data.length - 1 - tail]) tail++;
  const resultId = String(keep(state, data).id);
  const deleteCount = old.data.length - head - tail;
  if (deleteCount === 0 && data.length === old.data.length) return { resultId, edits: [] };
  return { resultId, edits: [{ start: head, deleteCount, data: [...data.subarray(head, data.length - tail)] }] };
}

function keep({ shelf }: DocumentState, data: Int32Array): SentTokens {
  const sent = { id: (shelf.tokens.sent?.id ?? 0) + 1, data };
  shelf.tokens.sent = sent;
  return sent;
}

/** Five numbers a token, as the protocol has them. */
function tokensOf(state: DocumentState): Int32Array {
  const { document, lines, evaluation } = state;
  const { statements, starts } = document;
  const outputs = new Set(evaluation.cells.filter(({ own }) => own).map(({ output }) => output));
  const all = statements.map(mentionsIn);
  // By name, one more than the modifiers of the value that it stands for where the text has come to; 0 for none.
  const values = new Uint8Array(idCount());
  const functions = new Uint8Array(values.length);
  const linesOf = lines.linesOf(starts);
  const builder = new SemanticTokensBuilder();
  for (let statement = 0; statement < all.length; statement++) {
    const mentions = all[statement] ?? [];
    const start = starts[statement] ?? 0;
    let line = linesOf[statement] ?? 0;
    let lineStart = lines.startOf(line);
    let nextLine = startAfter(state, line);
    let before = -1;
    for (const { name, id, from, to, does } of mentions) {
      // `x += 1` gives and reads one and the same word.
      if (from === before) continue;
      let type = VARIABLE;
      let modifiers = 0;
      if (does === 'reads value') {
        const known = values[id] ?? 0;
        if (known === 0) continue;
        modifiers = known - 1;
      } else if (does === 'gives value') modifiers = DECLARATION | rolesOf(state, statement, name, outputs);
      else if (does === 'reads function') {
        if (functions[id] === 0) continue;
        type = FUNCTION;
      } else if (does === 'names parameter') continue;
      else {
        type = does === 'gives function' ? FUNCTION : PARAMETER;
        if (does !== 'reads parameter') modifiers = DECLARATION;
      }
      while (start + from >= nextLine) {
        lineStart = nextLine;
        nextLine = startAfter(state, ++line);
      }
      before = from;
      builder.push(line, start + from - lineStart, to - from, type, modifiers);
    }
    // A line reads the values that its names had before it.
    for (const { name, id, does } of mentions) {
      if (does === 'gives value') values[id] = 1 + rolesOf(state, statement, name, outputs);
      if (does === 'gives function') functions[id] = 1;
    }
  }
  return builder.build();
}

const startAfter = ({ lines }: DocumentState, line: number): number =>
  line + 1 < lines.lineCount ? lines.startOf(line + 1) : Number.POSITIVE_INFINITY;

function rolesOf(
  { evaluation }: DocumentState,
  statement: number,
  name: string,
  outputs: ReadonlySet<NodeId | undefined>,
): number {
  const node = evaluation.statements[statement]?.bindings.find((binding) => binding.name === name)?.node;
  if (node === undefined) return 0;
  const role = evaluation.tape.roleOf(node);
  const output = outputs.has(node) ? OUTPUT : 0;
  if (role === 'input') return output | INPUT;
  if (role === 'param') return output | TRAINABLE;
  return role === 'data' || role === 'labels' ? output | DATA : output;
}
