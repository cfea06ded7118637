import {
  CloseAction,
  ErrorAction,
  type LanguageClientOptions,
  type MessageTransports,
  RevealOutputChannelOn,
} from 'vscode-languageclient';
import type { ClientParts } from '../host/platform.ts';

export const CLIENT = ['backprop', 'Backprop Tutor'] as const;

/** How a client reaches a server. */
export type Connect = () => Promise<MessageTransports>;

/** Commands that a link in a hover may run. */
const HOVER_COMMANDS = ['backprop.showGraph'];

/** It starts no other server, and tells nobody but the log: what the reader is told says `Client`, in the reader's words. */
export const clientOptions = ({ log, theme, ended, middleware }: ClientParts): LanguageClientOptions => ({
  documentSelector: [{ language: 'bp' }],
  outputChannel: log,
  revealOutputChannelOn: RevealOutputChannelOn.Never,
  synchronize: { configurationSection: 'backprop' },
  markdown: { isTrusted: { enabledCommands: HOVER_COMMANDS }, supportHtml: true },
  initializationOptions: { theme },
  middleware,
  initializationFailedHandler: () => false,
  errorHandler: {
    error: () => ({ action: ErrorAction.Continue, handled: true }),
    closed() {
      ended();
      return { action: CloseAction.DoNotRestart, handled: true };
    },
  },
});
