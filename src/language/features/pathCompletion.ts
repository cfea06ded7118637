import { type CompletionItem, CompletionItemKind, type Position } from 'vscode-languageserver-types';
import { contextAt } from '../../core/syntax/cursor/cursorContext.ts';
import type { DocumentState } from '../document/documentState.ts';

/** The folder whose files may be named at the cursor, relative to the text; undefined where no path is written. */
export function folderAsked(state: DocumentState, position: Position): string | undefined {
  const { place, calls, stringBefore } = contextAt(state.document, state.offsetAt(position));
  const [call] = calls;
  if (place !== 'string' || call === undefined || stringBefore === undefined) return undefined;
  const set = state.surroundings.dataSets.find(({ name, source }) => name === call.name && source === 'file');
  const option = call.option ?? set?.options[call.argument]?.name;
  if (set === undefined || option !== set.options[0]?.name) return undefined;
  return stringBefore.slice(0, stringBefore.lastIndexOf('/') + 1);
}

export interface FolderEntry {
  readonly name: string;
  readonly isFolder: boolean;
}

/** Files and folders for a path; hidden ones and what cannot be written between quotation marks are left out. */
export const pathItems = (entries: readonly FolderEntry[]): readonly CompletionItem[] =>
  entries
    .filter(({ name }) => !name.startsWith('.') && !/["\\\r\n]/.test(name))
    .map(({ name, isFolder }) => ({
      label: isFolder ? `${name}/` : name,
      kind: isFolder ? CompletionItemKind.Folder : CompletionItemKind.File,
      sortText: `${isFolder ? '1' : '0'}${name}`,
    }));
