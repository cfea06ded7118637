/** Every answer of the language service about one place of a text, for tests that ask them all. */
import type { Position } from 'vscode-languageserver-types';
import type { DocumentState } from '../../src/language/document/documentState.ts';
import type { LanguageService } from '../../src/language/document/service.ts';
import { cells } from '../../src/language/features/cells.ts';
import { codeActions } from '../../src/language/features/codeActions.ts';
import { codeLenses, resolveLens } from '../../src/language/features/codeLens.ts';
import { completion } from '../../src/language/features/completion.ts';
import { diagnostics } from '../../src/language/features/diagnostics.ts';
import { folding } from '../../src/language/features/folding.ts';
import { formatting, formattingOnType } from '../../src/language/features/formatting.ts';
import { gradientCheckPage } from '../../src/language/features/gradientCheckPage.ts';
import { hover } from '../../src/language/features/hover.ts';
import { inlayHints } from '../../src/language/features/inlayHints.ts';
import { lineEnds } from '../../src/language/features/lineEnds.ts';
import { definition, highlights, references } from '../../src/language/features/navigation.ts';
import { prepareRename, rename } from '../../src/language/features/rename.ts';
import { selectionRanges } from '../../src/language/features/selectionRanges.ts';
import { semanticTokens } from '../../src/language/features/semanticTokens.ts';
import { signatureHelp } from '../../src/language/features/signatureHelp.ts';
import { documentSymbols, workspaceSymbols } from '../../src/language/features/symbols.ts';
import { cardFor, graphFor, graphNodeAt, gridFor, pathsFor } from '../../src/language/graph.ts';

export interface Asked {
  readonly service: LanguageService;
  readonly state: DocumentState;
  readonly position: Position;
}

const rangeAt = ({ position }: Asked) => ({ start: position, end: { line: position.line + 1, character: 3 } });
const targetAt = ({ state, position }: Asked) => {
  const from = state.offsetAt(position);
  return { uri: state.uri, selection: { from, to: from }, what: 'auto' as const };
};

function firstNode(asked: Asked): { target: ReturnType<typeof targetAt>; version: number; node: string } {
  const target = targetAt(asked);
  const graph = graphFor(asked.service, asked.state, target);
  const node = 'reason' in graph ? 'none' : (graph.nodes[0]?.id ?? 'none');
  return { target, version: asked.state.version, node };
}

/** What depends on the text alone. */
export const ofText: Readonly<Record<string, (asked: Asked) => unknown>> = {
  diagnostics: ({ state }) => diagnostics(state),
  lenses: ({ state, service }) => codeLenses(state, service.settings),
  resolveLens: ({ state, service }) => resolveLens(state, 0, service.settings),
  lineEnds: ({ state, service }) => lineEnds(state, service.settings),
  symbols: ({ state }) => documentSymbols(state),
  workspaceSymbols: ({ state }) => workspaceSymbols([state], 'x'),
  folding: ({ state }) => folding(state),
  semanticTokens: ({ state }) => semanticTokens(state),
  formatting: ({ state }) => formatting(state),
  inlayHints: ({ state, service }) =>
    inlayHints(
      state,
      { start: { line: 0, character: 0 }, end: { line: 1e9, character: 0 } },
      { ...service.settings, inlayShapes: true },
    ),
  cells: ({ state }) => cells(state),
};

/** What depends on a place as well. */
export const ofPlace: Readonly<Record<string, (asked: Asked) => unknown>> = {
  hover: ({ state, position, service }) => hover(state, position, service.settings),
  completion: ({ state, position, service }) => completion(state, position, service.settings),
  signatureHelp: ({ state, position }) => signatureHelp(state, position),
  definition: ({ state, position }) => definition(state, position),
  references: ({ state, position }) => references(state, position, true),
  highlights: ({ state, position }) => highlights(state, position),
  prepareRename: ({ state, position }) => prepareRename(state, position),
  rename: ({ state, position }) => rename(state, position, 'renamed'),
  selectionRanges: ({ state, position }) => selectionRanges(state, [position]),
  rangeFormatting: (asked) => formatting(asked.state, rangeAt(asked)),
  formattingOnType: ({ state, position }) => formattingOnType(state, position.line, '\n'),
  codeActions: (asked) => {
    const problems = diagnostics(asked.state).filter(({ range }) => range.start.line === asked.position.line);
    return codeActions(asked.state, rangeAt(asked), problems.slice(0, 5));
  },
  nodeAt: ({ state, position }) => graphNodeAt(state, state.offsetAt(position)),
};

/** What draws. */
export const ofGraph: Readonly<Record<string, (asked: Asked) => unknown>> = {
  graph: (asked) => graphFor(asked.service, asked.state, targetAt(asked)),
  card: (asked) => cardFor(asked.service, firstNode(asked), 'backward'),
  grid: (asked) => gridFor(asked.service, firstNode(asked), 'value', 0),
  paths: (asked) => pathsFor(asked.service, firstNode(asked)),
};

/** What computes for up to a second, and only on a command. */
export const ofCommands: Readonly<Record<string, (asked: Asked) => unknown>> = {
  gradientCheck: ({ state, position }) => gradientCheckPage(state, state.cellAt(state.offsetAt(position))?.index ?? 0),
};
