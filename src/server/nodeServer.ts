import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { cancelled } from './cancelled.ts';
import { serve } from './serve.ts';

serve(createConnection(ProposedFeatures.all, { connectionStrategy: cancelled }));
