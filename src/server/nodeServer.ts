import module from 'node:module';
import v8 from 'node:v8';
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { cancelled } from './cancelled.ts';
import { hoverPictures } from './hoverPictures.ts';
import { serve } from './serve.ts';

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
