import type { ExtensionContext } from 'vscode';
import { nodePlatform } from './host/nodePlatform.ts';
import { start } from './start.ts';

/** On a computer, and on a server that a window is connected to. */
export const activate = (context: ExtensionContext): void => start(context, nodePlatform(context));
