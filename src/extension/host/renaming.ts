import type * as vscode from 'vscode';

/** A file or a folder that gets another name. */
export interface Renaming {
  readonly oldUri: vscode.Uri;
  readonly newUri: vscode.Uri;
}

/** The address of a file after the renamings; undefined where none of them concerns it. */
export function addressAfter(uri: string, renamings: readonly Renaming[]): string | undefined {
  for (const { oldUri, newUri } of renamings) {
    const old = oldUri.toString();
    if (uri === old || uri.startsWith(`${old}/`)) return `${newUri.toString()}${uri.slice(old.length)}`;
  }
  return undefined;
}
