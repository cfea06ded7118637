import * as vscode from 'vscode';

/** Bytes of a file beside a document, or why not, in the learner's words. Only in a trusted workspace. */
export async function readDataBytes(
  document: vscode.Uri,
  path: string,
  maxBytes: number,
): Promise<Uint8Array | { readonly refused: string }> {
  if (!vscode.workspace.isTrusted) return { refused: `${path} is not read, because this workspace is not trusted` };
  if (document.scheme === 'untitled')
    return { refused: `${path} is looked for beside the .bp file: save this file first` };
  const plain = vscode.Uri.joinPath(document, '..', path);
  // As they are downloaded, some sets are packed.
  const target = (await exists(plain)) ? plain : plain.with({ path: `${plain.path}.gz` });
  try {
    const { size, type } = await vscode.workspace.fs.stat(target);
    if ((type & vscode.FileType.Directory) !== 0) return { refused: `${path} is a folder, not a file` };
    if (size > maxBytes)
      return {
        refused: `${path} is ${Math.round(size / 1e6)} MB, larger than the ${Math.round(maxBytes / 1e6)} MB that are read`,
      };
    return await vscode.workspace.fs.readFile(target);
  } catch {
    return { refused: `there is no file ${path} beside this .bp file` };
  }
}

const exists = (file: vscode.Uri): Promise<boolean> =>
  Promise.resolve(vscode.workspace.fs.stat(file)).then(
    () => true,
    () => false,
  );

/** The same, as it travels to the language server. */
export async function readDataFile(
  document: vscode.Uri,
  path: string,
  maxBytes: number,
): Promise<{ readonly base64: string } | { readonly refused: string }> {
  const bytes = await readDataBytes(document, path, maxBytes);
  return 'refused' in bytes
    ? bytes
    : { base64: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64') };
}
