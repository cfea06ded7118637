import type { ExtensionContext } from 'vscode';
import { start } from '../start.ts';
import { browserPlatform } from './browserPlatform.ts';

/** In a browser, with nothing installed: vscode.dev and github.dev. */
export const activate = (context: ExtensionContext): void => start(context, browserPlatform(context));
