import * as vscode from 'vscode';

interface Entry {
  readonly name: string;
  readonly isFolder: boolean;
}

const MOST = 500;

/** What is in a folder beside a document, for paths that are being typed. Only in a trusted workspace. */
export async function listFolder(
  document: vscode.Uri,
  folder: string,
): Promise<{ readonly entries: readonly Entry[] }> {
  if (!vscode.workspace.isTrusted || document.scheme === 'untitled') return { entries: [] };
  try {
    const found = await vscode.workspace.fs.readDirectory(vscode.Uri.joinPath(document, '..', folder));
    const entries = found.slice(0, MOST).map(([name, type]) => ({
      name,
      isFolder: (type & vscode.FileType.Directory) !== 0,
    }));
    return { entries };
  } catch {
    return { entries: [] };
  }
}
