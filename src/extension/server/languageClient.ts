import { IPCMessageReader, IPCMessageWriter, LanguageClient } from 'vscode-languageclient/node';
import type { ClientParts } from '../host/platform.ts';
import { CLIENT, type Connect, clientOptions } from './clientOptions.ts';
import type { LanguageServer } from './languageServer.ts';

/** What goes wrong is written to the log alone. */
class QuietClient extends LanguageClient {
  override error(message: string, data?: unknown): void {
    super.error(message, data, false);
  }
}

/** The client of a server's process, not yet started. */
export function languageClient(server: LanguageServer, parts: ClientParts): LanguageClient {
  const connect: Connect = async () => {
    const process = server.take();
    return { reader: new IPCMessageReader(process), writer: new IPCMessageWriter(process) };
  };
  return new QuietClient(...CLIENT, connect, clientOptions(parts));
}
