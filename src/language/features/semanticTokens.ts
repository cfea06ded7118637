import type { NodeId } from '../../core/autodiff/tape.ts';
import { type NamedThing, occurrencesIn } from '../../core/semantics/occurrences.ts';
import type { DocumentState } from '../documentState.ts';
import { type SemanticTokens, SemanticTokensBuilder } from '../semanticTokensBuilder.ts';

/** What a name is, beyond its spelling. The first are VS Code's own kinds, so that every theme colours them. */
export const tokenTypes = ['variable', 'parameter', 'function', 'property'] as const;
export const tokenModifiers = ['declaration', 'input', 'trainable', 'data', 'output'] as const;

/** Inputs, parameters, data and outputs of the text, each by its role in the graph. */
export function semanticTokens(state: DocumentState): SemanticTokens {
  const { lines } = state;
  const outputs = new Set(state.evaluation.cells.filter(({ own }) => own).map(({ output }) => output));
  const kinds = new Map<NamedThing, Kind>();
  const builder = new SemanticTokensBuilder();
  let line = 0;
  let nextLine = lines.startOf(1);
  let last = -1;
  for (const { span, thing } of occurrencesIn(state.document).places) {
    if (span.from < last) continue;
    last = span.to;
    while (span.from >= nextLine && line + 1 < lines.lineCount) {
      line++;
      nextLine = line + 1 < lines.lineCount ? lines.startOf(line + 1) : Number.POSITIVE_INFINITY;
    }
    let kind = kinds.get(thing);
    if (kind === undefined) {
      kind = kindOf(state, thing, outputs);
      kinds.set(thing, kind);
    }
    const modifiers = span === thing.given ? kind.modifiers | 1 : kind.modifiers;
    builder.push(line, span.from - lines.startOf(line), span.to - span.from, kind.type, modifiers);
  }
  return builder.build();
}

interface Kind {
  readonly type: number;
  readonly modifiers: number;
}

function kindOf(
  { evaluation }: DocumentState,
  { kind, statement, name }: NamedThing,
  outputs: ReadonlySet<NodeId | undefined>,
): Kind {
  if (kind !== 'value') return { type: kind === 'function' ? 2 : 1, modifiers: 0 };
  const node = evaluation.statements[statement]?.bindings.find((binding) => binding.name === name)?.node;
  if (node === undefined) return { type: 0, modifiers: 0 };
  const role = evaluation.tape.roleOf(node);
  let modifiers = outputs.has(node) ? 16 : 0;
  if (role === 'input') modifiers |= 2;
  if (role === 'param') modifiers |= 4;
  if (role === 'data' || role === 'labels') modifiers |= 8;
  return { type: 0, modifiers };
}
