import * as vscode from 'vscode';
import { t } from '../../core/base/words.ts';
import { base64Of } from '../../protocol/base64.ts';
import type { FileHead } from '../../protocol/records.ts';
import { exists } from '../host/newText.ts';
import type { Platform } from '../host/platform.ts';

type Refused = { readonly refused: string };

/** Bytes of a file beside a document, or why not, in the learner's words. Only in a trusted workspace. */
export async function readDataBytes(
  { local }: Pick<Platform, 'local'>,
  document: vscode.Uri,
  path: string,
  maxBytes: number,
  head?: FileHead,
): Promise<{ readonly bytes: Uint8Array; readonly size: number; readonly drawn?: boolean } | Refused> {
  if (!vscode.workspace.isTrusted)
    return { refused: t('{0} is not read, because this workspace is not trusted', path) };
  if (document.scheme === 'untitled')
    return { refused: t('{0} is looked for in the folder of the .bp file: save this file first', path) };
  const plain = vscode.Uri.joinPath(document, '..', path);
  // As they are downloaded, some sets are packed.
  const target = (await exists(plain)) ? plain : plain.with({ path: `${plain.path}.gz` });
  try {
    const { size, type } = await vscode.workspace.fs.stat(target);
    if ((type & vscode.FileType.Directory) !== 0) return { refused: t('{0} is a folder, not a file', path) };
    const here = target.scheme === 'file' ? local : undefined;
    if (head && here && !target.path.endsWith('.gz')) {
      const bytes = await here.readRecords(target.fsPath, head);
      if (bytes) return { bytes, size, drawn: true };
    }
    if (size > maxBytes)
      return {
        refused: t(
          '{0} is {1} MB, larger than the {2} MB that are read',
          path,
          Math.round(size / 1e6),
          Math.round(maxBytes / 1e6),
        ),
      };
    // The editor itself reads files whole or not at all.
    const bytes = here ? await here.readShared(target.fsPath) : await vscode.workspace.fs.readFile(target);
    return { bytes, size };
  } catch {
    return { refused: t('file not found: {0}. Put it in the folder of this .bp file', path) };
  }
}

/** The same, as it travels to the language server. */
export async function readDataFile(
  platform: Pick<Platform, 'local'>,
  document: vscode.Uri,
  path: string,
  maxBytes: number,
  head: FileHead | undefined,
): Promise<{ readonly base64: string; readonly size: number; readonly drawn?: boolean } | Refused> {
  const read = await readDataBytes(platform, document, path, maxBytes, head);
  if ('refused' in read) return read;
  const { bytes, ...rest } = read;
  return { base64: base64Of(bytes), ...rest };
}
