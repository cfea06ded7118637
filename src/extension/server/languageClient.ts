import type { LogOutputChannel } from 'vscode';
import {
  CloseAction,
  ErrorAction,
  IPCMessageReader,
  IPCMessageWriter,
  LanguageClient,
  type LanguageClientOptions,
  RevealOutputChannelOn,
} from 'vscode-languageclient/node';
import type { LanguageServer } from './languageServer.ts';

export type ThemeKind = 'light' | 'dark' | 'highContrastLight' | 'highContrastDark';

/** Commands that a link in a hover may run. */
const HOVER_COMMANDS = ['backprop.showGraph'];

interface LanguageClientParts {
  readonly server: LanguageServer;
  readonly log: LogOutputChannel;
  readonly theme: ThemeKind;
  /** Called where the server has ended by itself. */
  readonly ended: () => void;
}

/** What goes wrong is written to the log: what the reader is told says `Client`, in the reader's words. */
class QuietClient extends LanguageClient {
  override error(message: string, data?: unknown): void {
    super.error(message, data, false);
  }
}

/** The client of a server, not yet started. It starts no other one. */
export function languageClient({ server, log, theme, ended }: LanguageClientParts): LanguageClient {
  const options: LanguageClientOptions = {
    documentSelector: [{ language: 'bp' }],
    outputChannel: log,
    revealOutputChannelOn: RevealOutputChannelOn.Never,
    synchronize: { configurationSection: 'backprop' },
    markdown: { isTrusted: { enabledCommands: HOVER_COMMANDS }, supportHtml: true },
    initializationOptions: { theme },
    initializationFailedHandler: () => false,
    errorHandler: {
      error: () => ({ action: ErrorAction.Continue, handled: true }),
      closed() {
        ended();
        return { action: CloseAction.DoNotRestart, handled: true };
      },
    },
  };
  const connect = async () => {
    const process = server.take();
    return { reader: new IPCMessageReader(process), writer: new IPCMessageWriter(process) };
  };
  return new QuietClient('backprop', 'Backprop Tutor', connect, options);
}
