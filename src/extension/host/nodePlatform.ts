import { availableParallelism, totalmem } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { offerMcpServer } from '../chat/mcpServer.ts';
import { LanguageServer } from '../server/languageServer.ts';
import { readRecords, readShared, sharedBytes } from '../server/sharedBytes.ts';
import { startWorker } from '../training/startWorker.ts';
import type { Platform } from './platform.ts';

const VERSION = 'backprop.compiledVersion';

/**
 * Where the engine may keep what it has compiled of the server; undefined where there is no such place. What an older version
 * of the extension has left there goes.
 */
function compiledFolder(context: vscode.ExtensionContext): string | undefined {
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

/** Node, with processes, threads and files. */
export const nodePlatform = (context: vscode.ExtensionContext): Platform => ({
  languageServer(log) {
    const server = new LanguageServer(context.asAbsolutePath('dist/server.js'), compiledFolder(context), log);
    return {
      async client(parts) {
        // Its packages are most of what the extension loads: a file of their own, read when the extension is active.
        await new Promise(setImmediate);
        const { languageClient } = await import('../server/languageClient.ts');
        return languageClient(server, parts);
      },
      dispose: () => server.dispose(),
    };
  },
  startTraining: () => startWorker(context.asAbsolutePath('dist/trainingWorker.js')),
  local: { readRecords, readShared },
  sharedBytes,
  offerTools: (tools, log) => offerMcpServer(context, tools, log),
  memory: totalmem(),
  threads: availableParallelism(),
});
