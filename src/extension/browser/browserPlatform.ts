import type { LogOutputChannel } from 'vscode';
import * as vscode from 'vscode';
import { BrowserMessageReader, BrowserMessageWriter, LanguageClient } from 'vscode-languageclient/browser';
import { bundleWorker } from '../../protocol/bundleWorker.ts';
import type { ClientParts, Platform, ServerProgram, StartedWorker } from '../host/platform.ts';
import { CLIENT, type Connect, clientOptions } from '../server/clientOptions.ts';
import { BrowserThread } from './browserThread.ts';

/** A browser does not say how much memory there is; a page gets about as much. */
const MEMORY = 2e9;

/** A file of the extension, wherever it is kept: a worker is started from its bytes. */
async function bundle(context: vscode.ExtensionContext, name: string): Promise<BlobPart> {
  const bytes = await vscode.workspace.fs.readFile(vscode.Uri.joinPath(context.extensionUri, 'dist', name));
  return new Uint8Array(bytes);
}

/** What goes wrong is written to the log alone. */
class QuietClient extends LanguageClient {
  override error(message: string, data?: unknown): void {
    super.error(message, data, false);
  }
}

/** The language server in a worker, one for each client. */
function languageServer(context: vscode.ExtensionContext, log: LogOutputChannel): ServerProgram {
  let program: Promise<readonly [BlobPart, BlobPart]> | undefined;
  let worker: Worker | undefined;
  return {
    async client(parts: ClientParts) {
      const connect: Connect = async () => {
        program ??= Promise.all([bundle(context, 'server.js'), bundle(context, 'hoverPictures.js')]);
        const [server, hoverPictures] = await program;
        worker?.terminate();
        worker = bundleWorker(server, { 'hoverPictures.js': hoverPictures });
        worker.addEventListener('error', ({ message }) => {
          log.error(`the language server: ${message}`);
          parts.ended();
        });
        return { reader: new BrowserMessageReader(worker), writer: new BrowserMessageWriter(worker) };
      };
      return new QuietClient(...CLIENT, connect, clientOptions(parts));
    },
    dispose: () => worker?.terminate(),
  };
}

/** A browser: no processes, no threads that share memory, and files through the editor alone. */
export const browserPlatform = (context: vscode.ExtensionContext): Platform => ({
  languageServer: (log) => languageServer(context, log),
  startTraining: (): StartedWorker => ({
    worker: new BrowserThread(bundle(context, 'trainingWorker.js')),
    pulse: undefined,
    helpers: undefined,
  }),
  local: undefined,
  offerTools: undefined,
  sharedBytes: async (bytes) => ({ bytes }),
  memory: MEMORY,
  threads: 1,
});
