import path from 'node:path';
import * as vscode from 'vscode';

const VERSION = 'backprop.compiledVersion';

/**
 * Where the engine may keep what it has compiled of the server; undefined where there is no such place. What an older version
 * of the extension has left there goes.
 */
export function compiledFolder(context: vscode.ExtensionContext): string | undefined {
  const { globalStorageUri, globalState, extension } = context;
  if (globalStorageUri.scheme !== 'file') return undefined;
  const { version } = extension.packageJSON;
  const folder = (of: unknown): vscode.Uri => vscode.Uri.joinPath(globalStorageUri, `compiled-${of}`);
  const before = globalState.get<unknown>(VERSION);
  if (before !== version) {
    void globalState.update(VERSION, version);
    if (before !== undefined)
      void vscode.workspace.fs.delete(folder(before), { recursive: true }).then(undefined, () => undefined);
  }
  return path.normalize(folder(version).fsPath);
}
