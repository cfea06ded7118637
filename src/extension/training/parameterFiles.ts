import * as vscode from 'vscode';
import { readSafetensors, writeSafetensors } from '../../protocol/safetensors.ts';
import type { SavedParameter } from '../../protocol/training.ts';
import { sayWritten } from '../learner/sayWritten.ts';

const filters = { Safetensors: ['safetensors'] };

/** `document`: the text that they are of; the file is offered beside it, under its name. */
export async function saveParameterFile(parameters: readonly SavedParameter[], document?: vscode.Uri): Promise<void> {
  const offered = document?.scheme === 'file' || document?.scheme === 'vscode-remote' ? document : undefined;
  const file = await vscode.window.showSaveDialog({
    filters,
    title: 'Save trained parameters',
    ...(offered ? { defaultUri: offered.with({ path: offered.path.replace(/(\.bp)?$/, '.safetensors') }) } : {}),
  });
  if (file === undefined) return;
  try {
    await vscode.workspace.fs.writeFile(file, writeSafetensors(parameters));
    sayWritten(file);
  } catch (problem) {
    void vscode.window.showErrorMessage(
      `The parameters could not be written: ${problem instanceof Error ? problem.message : String(problem)}`,
    );
  }
}

export async function loadParameterFile(): Promise<readonly SavedParameter[] | undefined> {
  const [file] = (await vscode.window.showOpenDialog({ filters, title: 'Load parameters' })) ?? [];
  if (file === undefined) return undefined;
  try {
    const parameters = readSafetensors(await vscode.workspace.fs.readFile(file));
    if (!('problem' in parameters)) return parameters;
    void vscode.window.showErrorMessage(parameters.problem);
  } catch (problem) {
    void vscode.window.showErrorMessage(
      `The parameters could not be read: ${problem instanceof Error ? problem.message : String(problem)}`,
    );
  }
  return undefined;
}
