/** The program of the language server: a process of its own over Node's IPC or stdio, or a worker of a browser. */
import type { ConnectionStrategy, Message } from 'vscode-languageserver';
import { loadHoverPictures } from './hoverPictures.ts';
import { serve } from './serve.ts';

interface Asked extends Message {
  readonly id?: number | string | null;
}

const REQUEST_CANCELLED = -32800;

/** A request that is withdrawn before its turn has come is answered at once and never computed. */
const connectionStrategy: ConnectionStrategy = {
  cancelUndispatched: (message: Asked) => ({
    jsonrpc: '2.0',
    id: message.id ?? null,
    error: { code: REQUEST_CANCELLED, message: 'withdrawn' },
  }),
};

/** The first lenses are there by then, and the mouse is hardly at rest over a name. */
const AT_LEISURE = 2000;

/** What only Node has is loaded here, so that the same file runs where there is no Node. */
async function serveInNode(): Promise<void> {
  const [{ default: module }, { default: v8 }, { createConnection, ProposedFeatures }] = await Promise.all([
    import('node:module'),
    import('node:v8'),
    import('vscode-languageserver/node'),
  ]);
  // Garbage is collected when it is half of what is in use, not several times as much. An engine that does not know the flag goes on without.
  v8.setFlagsFromString('--heap-growing-percent=50');
  const log = (line: string): void => connection.console.error(line);
  // What the transport throws about a message that it cannot read. Handlers never throw: `guarded` sees to that.
  process.on('uncaughtException', (problem: NodeJS.ErrnoException) => {
    // Nobody is there to read it.
    if (problem.code === 'EPIPE' || problem.code === 'ERR_IPC_CHANNEL_CLOSED') process.exit(1);
    log(`a message could not be read: ${problem.stack ?? String(problem)}`);
  });
  process.on('unhandledRejection', (problem) => log(`a message could not be answered: ${String(problem)}`));
  const connection = createConnection(ProposedFeatures.all, { connectionStrategy });
  serve(connection);
  setTimeout(async () => {
    await loadHoverPictures(log);
    // Engines that keep what they have compiled for the next start do so when a program ends by itself, which a server seldom does.
    (module as { readonly flushCompileCache?: () => void }).flushCompileCache?.();
  }, AT_LEISURE);
}

async function serveInBrowser(): Promise<void> {
  const { BrowserMessageReader, BrowserMessageWriter, createConnection, ProposedFeatures } = await import(
    'vscode-languageserver/browser'
  );
  const scope = globalThis as unknown as DedicatedWorkerGlobalScope;
  const [reader, writer] = [new BrowserMessageReader(scope), new BrowserMessageWriter(scope)];
  const connection = createConnection(ProposedFeatures.all, reader, writer, { connectionStrategy });
  serve(connection);
  setTimeout(() => void loadHoverPictures((line) => connection.console.error(line)), AT_LEISURE);
}

void ('process' in globalThis ? serveInNode() : serveInBrowser());
