import { occurrencesIn } from '../../core/semantics/occurrences.ts';
import type { DocumentState } from '../documentState.ts';
import { type SemanticTokens, SemanticTokensBuilder } from '../semanticTokensBuilder.ts';

/** What a name is, beyond its spelling. The first are VS Code's own kinds, so that every theme colours them. */
export const tokenTypes = ['variable', 'parameter', 'function', 'property'] as const;
export const tokenModifiers = ['declaration', 'input', 'trainable', 'data', 'output'] as const;

/** Inputs, parameters, data and outputs of the text, each by its role in the graph. */
export function semanticTokens(state: DocumentState): SemanticTokens {
  const { evaluation, document } = state;
  const { tape } = evaluation;
  const outputs = new Set(evaluation.cells.filter(({ own }) => own).map(({ output }) => output));
  const marks: { readonly from: number; readonly to: number; readonly type: number; readonly modifiers: number }[] = [];
  for (const thing of occurrencesIn(document).things) {
    const type = thing.kind === 'function' ? 2 : thing.kind === 'parameter' ? 1 : 0;
    const node =
      thing.kind === 'value'
        ? evaluation.statements[thing.statement]?.bindings.find(({ name }) => name === thing.name)?.node
        : undefined;
    let modifiers = 0;
    if (node !== undefined) {
      const role = tape.roleOf(node);
      if (role === 'input') modifiers |= 2;
      if (role === 'param') modifiers |= 4;
      if (role === 'data' || role === 'labels') modifiers |= 8;
      if (outputs.has(node)) modifiers |= 16;
    }
    marks.push({ ...thing.given, type, modifiers: modifiers | 1 });
    for (const span of thing.reads) marks.push({ ...span, type, modifiers });
  }
  marks.sort((a, b) => a.from - b.from);
  const builder = new SemanticTokensBuilder();
  let last = -1;
  for (const { from, to, type, modifiers } of marks) {
    if (from < last) continue;
    last = to;
    const { line, character } = state.positionAt(from);
    builder.push(line, character, to - from, type, modifiers);
  }
  return builder.build();
}
