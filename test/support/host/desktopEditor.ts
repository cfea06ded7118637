import { existsSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { downloadAndUnzipVSCode } from '@vscode/test-electron';
import { hostRunsHere } from './hostInstall.ts';

/**
 * Which editor to open: `host`, VS Code from npm in a browser; `code`, the installed one; `download`, the one that test-electron fetches;
 * or the path of an executable.
 */
export type EditorChoice = 'host' | 'code' | 'download' | (string & {});

/** The command `code` lies beside the application; this is where, from its folder, the application itself stands. */
const beside: Partial<Record<NodeJS.Platform, readonly [command: string, executable: string]>> = {
  linux: ['code', '../code'],
  darwin: ['code', '../../../MacOS/Electron'],
  win32: ['code.cmd', '../Code.exe'],
};

/** The executable of the VS Code that is installed, found through the command `code`. */
export function installedCode(): string | undefined {
  const [command, executable] = beside[process.platform] ?? ['code', '../code'];
  for (const folder of (process.env.PATH ?? '').split(path.delimiter)) {
    const found = path.join(folder, command);
    if (folder === '' || !existsSync(found)) continue;
    const application = path.resolve(path.dirname(realpathSync(found)), executable);
    if (existsSync(application)) return application;
  }
  const macApplication = '/Applications/Visual Studio Code.app/Contents/MacOS/Electron';
  return existsSync(macApplication) ? macApplication : undefined;
}

export function chosenEditor(args: readonly string[] = []): EditorChoice {
  if (args.includes('--code')) return 'code';
  return process.env.BACKPROP_EDITOR ?? (hostRunsHere() ? 'host' : (installedCode() ?? 'download'));
}

/** The executable of a desktop VS Code. */
export async function desktopExecutable(choice: EditorChoice): Promise<string> {
  if (choice === 'download') return downloadAndUnzipVSCode();
  const executable = choice === 'code' ? installedCode() : choice;
  if (!executable || !existsSync(executable)) {
    throw new Error(
      choice === 'code'
        ? 'No VS Code is installed here: the command `code` is not on the PATH.'
        : `There is no editor at ${choice}.`,
    );
  }
  return executable;
}
