import type { NodeId } from '../../core/autodiff/tape.ts';
import { mentionsIn } from '../../core/semantics/mentions.ts';
import type { DocumentState } from '../documentState.ts';
import { type SemanticTokens, SemanticTokensBuilder } from '../semanticTokensBuilder.ts';

/** What a name is, beyond its spelling. The first are VS Code's own kinds, so that every theme colours them. */
export const tokenTypes = ['variable', 'parameter', 'function', 'property'] as const;
export const tokenModifiers = ['declaration', 'input', 'trainable', 'data', 'output'] as const;

/** Bits of `tokenModifiers`. */
const DECLARATION = 1;
const INPUT = 2;
const TRAINABLE = 4;
const DATA = 8;
const OUTPUT = 16;

/** Inputs, parameters, data and outputs of the text, each by its role in the graph. */
export function semanticTokens(state: DocumentState): SemanticTokens {
  const { document, lines } = state;
  const outputs = new Set(state.evaluation.cells.filter(({ own }) => own).map(({ output }) => output));
  const values = new Map<string, number>();
  const functions = new Set<string>();
  const builder = new SemanticTokensBuilder();
  let line = 0;
  let lineStart = 0;
  let nextLine = lines.lineCount > 1 ? lines.startOf(1) : Number.POSITIVE_INFINITY;
  document.statements.forEach((parsed, statement) => {
    const start = document.starts[statement] ?? 0;
    const mentions = mentionsIn(parsed);
    for (const { name, from, to, does } of mentions) {
      let type = 0;
      let modifiers: number | undefined = 0;
      switch (does) {
        case 'reads value':
          modifiers = values.get(name);
          break;
        case 'gives value':
          modifiers = DECLARATION | rolesOf(state, statement, name, outputs);
          break;
        case 'reads parameter':
          type = 1;
          break;
        case 'names parameter':
          modifiers = undefined;
          break;
        case 'gives parameter':
          type = 1;
          modifiers = DECLARATION;
          break;
        case 'reads function':
          type = 2;
          modifiers = functions.has(name) ? 0 : undefined;
          break;
        case 'gives function':
          type = 2;
          modifiers = DECLARATION;
      }
      if (modifiers === undefined) continue;
      while (start + from >= nextLine) {
        line++;
        lineStart = nextLine;
        nextLine = line + 1 < lines.lineCount ? lines.startOf(line + 1) : Number.POSITIVE_INFINITY;
      }
      builder.push(line, start + from - lineStart, to - from, type, modifiers);
    }
    for (const { name, does } of mentions) {
      if (does === 'gives value') values.set(name, rolesOf(state, statement, name, outputs));
      if (does === 'gives function') functions.add(name);
    }
  });
  return builder.build();
}

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
