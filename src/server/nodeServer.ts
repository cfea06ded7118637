import module from 'node:module';
import v8 from 'node:v8';
import type { ConnectionStrategy, Message } from 'vscode-languageserver';
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { hoverPictures } from './hoverPictures.ts';
import { serve } from './serve.ts';

interface Asked extends Message {
  readonly id?: number | string | null;
}

const REQUEST_CANCELLED = -32800;

/** A request that is withdrawn before its turn has come is answered at once and never computed. */
const cancelled: ConnectionStrategy = {
  cancelUndispatched: (message: Asked) => ({
    jsonrpc: '2.0',
    id: message.id ?? null,
    error: { code: REQUEST_CANCELLED, message: 'withdrawn' },
  }),
};

/** The first lenses are there by then, and the mouse is hardly at rest over a name. */
const AT_LEISURE = 2000;

// Garbage is collected when it is half of what is in use, not several times as much. An engine that does not know the flag goes on without.
v8.setFlagsFromString('--heap-growing-percent=50');
const connection = createConnection(ProposedFeatures.all, { connectionStrategy: cancelled });
serve(connection);
setTimeout(async () => {
  await hoverPictures((line) => connection.console.error(line));
  // Engines that keep what they have compiled for the next start do so when a program ends by itself, which a server seldom does.
  (module as { readonly flushCompileCache?: () => void }).flushCompileCache?.();
}, AT_LEISURE);
