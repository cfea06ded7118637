import v8 from 'node:v8';
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { cancelled } from './cancelled.ts';
import { serve } from './serve.ts';

// Garbage is collected when it is half of what is in use, not several times as much. An engine that does not know the flag goes on without.
v8.setFlagsFromString('--heap-growing-percent=50');
serve(createConnection(ProposedFeatures.all, { connectionStrategy: cancelled }));
