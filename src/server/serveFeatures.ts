import { type Connection, ResponseError, type ServerCapabilities } from 'vscode-languageserver';
import type { DocumentState } from '../language/document/documentState.ts';
import type { LanguageService } from '../language/document/service.ts';
import { codeActions } from '../language/features/codeActions.ts';
import { completion, isPartOfAll } from '../language/features/completion.ts';
import { folding } from '../language/features/folding.ts';
import { formatting, formattingOnType } from '../language/features/formatting.ts';
import { hover } from '../language/features/hover.ts';
import { inlayHints } from '../language/features/inlayHints.ts';
import { definition, highlights, references } from '../language/features/navigation.ts';
import { type FolderEntry, folderAsked, pathItems } from '../language/features/pathCompletion.ts';
import { prepareRename, rename } from '../language/features/rename.ts';
import { selectionRanges } from '../language/features/selectionRanges.ts';
import {
  semanticTokens,
  semanticTokensSince,
  tokenModifiers,
  tokenTypes,
} from '../language/features/semanticTokens.ts';
import { signatureHelp } from '../language/features/signatureHelp.ts';
import { documentSymbols, workspaceSymbols } from '../language/features/symbols.ts';
import { listFilesRequest } from '../protocol/language.ts';
import { guarded, type Log } from './guarded.ts';
import { loadHoverPictures } from './hoverPictures.ts';

export const featureCapabilities: ServerCapabilities = {
  hoverProvider: true,
  completionProvider: { triggerCharacters: ['(', ',', '=', '[', ' ', '"', '/', '.'] },
  signatureHelpProvider: { triggerCharacters: ['(', ','], retriggerCharacters: ['='] },
  definitionProvider: true,
  referencesProvider: true,
  documentHighlightProvider: true,
  renameProvider: { prepareProvider: true },
  documentSymbolProvider: true,
  workspaceSymbolProvider: true,
  foldingRangeProvider: true,
  selectionRangeProvider: true,
  semanticTokensProvider: {
    legend: { tokenTypes: [...tokenTypes], tokenModifiers: [...tokenModifiers] },
    full: { delta: true },
  },
  inlayHintProvider: true,
  documentFormattingProvider: true,
  documentRangeFormattingProvider: true,
  documentOnTypeFormattingProvider: { firstTriggerCharacter: '\n', moreTriggerCharacter: [';'] },
  codeActionProvider: {
    codeActionKinds: ['quickfix', 'refactor', 'refactor.extract', 'refactor.inline', 'refactor.rewrite', 'source'],
  },
};

interface About {
  readonly textDocument: { readonly uri: string };
}

/** The code of a refused request: the editor shows the message beside the cursor. */
const REFUSED = -32803;

/** What the client says is in a folder; nothing where it does not know. */
async function entriesOf(connection: Connection, uri: string, folder: string): Promise<readonly FolderEntry[]> {
  try {
    const answer = await connection.sendRequest<{ readonly entries?: readonly FolderEntry[] } | null>(
      listFilesRequest.method,
      { uri, folder },
    );
    return Array.isArray(answer?.entries) ? answer.entries : [];
  } catch {
    return [];
  }
}

/** The features of the standard protocol: each is one function of the language room. */
export function serveFeatures(connection: Connection, service: LanguageService, log: Log): void {
  const about =
    <Params extends About, Result>(what: string, answer: (state: DocumentState, params: Params) => Result) =>
    (params: Params): Result | null =>
      guarded<Params, Result | null>(log, what, null, (asked) => {
        const state = service.state(asked.textDocument.uri);
        return state ? answer(state, asked) : null;
      })(params);

  connection.onHover(async (params) => {
    const pictures = await loadHoverPictures(log);
    return about('hover', (state, { position }: typeof params) =>
      hover(state, position, service.settings, (found) => pictures(found, service.theme)),
    )(params);
  });
  connection.onCompletion(async (params) => {
    const folder = about('completion', (state, { position }: typeof params) => folderAsked(state, position))(params);
    if (typeof folder === 'string') return [...pathItems(await entriesOf(connection, params.textDocument.uri, folder))];
    return about('completion', (state, { position, context }: typeof params) => {
      const typed = context?.triggerCharacter;
      const items = [...completion(state, position, service.settings, typed)];
      // Without the functions it is to be asked for again when a word begins.
      return typed !== undefined || isPartOfAll(items) ? { isIncomplete: true, items } : items;
    })(params);
  });
  connection.onSignatureHelp(about('signature', (state, { position }) => signatureHelp(state, position)));
  connection.onDefinition(about('definition', (state, { position }) => definition(state, position)));
  connection.onReferences(
    about('references', (state, { position, context }) => [...references(state, position, context.includeDeclaration)]),
  );
  connection.onDocumentHighlight(about('highlights', (state, { position }) => [...highlights(state, position)]));
  connection.onPrepareRename(about('rename', (state, { position }) => prepareRename(state, position) ?? null));
  connection.onRenameRequest((params) => {
    const answer = about('rename', (state, { position, newName }: typeof params) => rename(state, position, newName))(
      params,
    );
    return answer && 'refused' in answer ? new ResponseError(REFUSED, answer.refused) : answer;
  });
  connection.onDocumentSymbol(about('symbols', (state) => [...documentSymbols(state)]));
  connection.onWorkspaceSymbol(
    guarded(log, 'workspace symbols', [], ({ query }) => [
      ...workspaceSymbols(
        service.uris().flatMap((uri) => service.state(uri) ?? []),
        query,
      ),
    ]),
  );
  connection.onFoldingRanges(about('folding', (state) => [...folding(state)]));
  connection.onSelectionRanges(about('selection', (state, { positions }) => [...selectionRanges(state, positions)]));
  connection.languages.semanticTokens.on(
    (params) => about('tokens', (state) => semanticTokens(state))(params) ?? { data: [] },
  );
  connection.languages.semanticTokens.onDelta(
    (params) =>
      about('tokens', (state, { previousResultId }: typeof params) => semanticTokensSince(state, previousResultId))(
        params,
      ) ?? { data: [] },
  );
  connection.languages.inlayHint.on(
    about('hints', (state, { range }) => [...inlayHints(state, range, service.settings)]),
  );
  connection.onDocumentFormatting(about('format', (state) => [...formatting(state)]));
  connection.onDocumentRangeFormatting(about('format', (state, { range }) => [...formatting(state, range)]));
  connection.onDocumentOnTypeFormatting(
    about('format', (state, { position, ch }) => [...formattingOnType(state, position.line, ch)]),
  );
  connection.onCodeAction(
    about('actions', (state, { range, context }) => [...codeActions(state, range, context.diagnostics)]),
  );
}
