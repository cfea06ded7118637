import type { LogOutputChannel } from 'vscode';
import { LanguageClient, RevealOutputChannelOn, TransportKind } from 'vscode-languageclient/node';
import { serverProcess } from './serverProcess.ts';

export type ThemeKind = 'light' | 'dark' | 'highContrastLight' | 'highContrastDark';

/** Commands that a link in a hover may run. */
const HOVER_COMMANDS = ['backprop.showGraph'];

/** The client of the server in `module`, not yet started. */
export const languageClient = (module: string, log: LogOutputChannel, theme: ThemeKind): LanguageClient =>
  new LanguageClient(
    'backprop',
    'Backprop Tutor',
    {
      // The client writes into the options.
      run: { module, transport: TransportKind.ipc, options: { ...serverProcess } },
      debug: { module, transport: TransportKind.ipc, options: { execArgv: ['--nolazy', '--inspect=6011'] } },
    },
    {
      documentSelector: [{ language: 'bp' }],
      outputChannel: log,
      revealOutputChannelOn: RevealOutputChannelOn.Never,
      synchronize: { configurationSection: 'backprop' },
      markdown: { isTrusted: { enabledCommands: HOVER_COMMANDS }, supportHtml: true },
      initializationOptions: { theme },
    },
  );
