import type { Connection, ServerCapabilities } from 'vscode-languageserver';
import { hover } from '../language/features/hover.ts';
import type { LanguageService } from '../language/service.ts';
import { guarded, type Log } from './guarded.ts';

export const featureCapabilities: ServerCapabilities = {
  hoverProvider: true,
};

/** The features of the standard protocol: each is one function of the language room. */
export function serveFeatures(connection: Connection, service: LanguageService, log: Log): void {
  connection.onHover(
    guarded(log, 'hover', null, ({ textDocument: { uri }, position }) => {
      const state = service.state(uri);
      return state ? hover(state, position, service.settings) : null;
    }),
  );
}
