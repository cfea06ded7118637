import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import {
  listFilesRequest,
  type Notification,
  type Request,
  readFileRequest,
  themeNotification,
} from '../protocol/language.ts';
import type { ThemeKind } from './languageClient.ts';
import { listFolder } from './listFolder.ts';
import { readDataFile } from './readDataFile.ts';
import { watchDataFiles } from './watchDataFiles.ts';

/** The language client, typed by the wire's requests. Requests wait until the server is ready. */
export class Client implements vscode.Disposable {
  private readonly inner: Promise<LanguageClient>;
  private readonly ready: Promise<void>;
  private readonly listeners = new Map<string, Set<(params: unknown) => void>>();
  private readonly log: vscode.LogOutputChannel;

  constructor(inner: Promise<LanguageClient>, log: vscode.LogOutputChannel) {
    this.inner = inner;
    this.log = log;
    // One turn later than the handlers that are given while the extension is activated.
    this.ready = inner.then(async (client) => {
      await Promise.resolve();
      return client.start();
    });
    this.ready.catch((problem: unknown) => log.error(`the language server did not start: ${String(problem)}`));
  }

  /** Undefined where the server could not answer; one line in the log says why. */
  async ask<Params, Result>(request: Request<Params, Result>, params: Params): Promise<Result | undefined> {
    try {
      await this.ready;
      return await (await this.inner).sendRequest<Result>(request.method, params);
    } catch (problem) {
      this.log.warn(`${request.method}: ${problem instanceof Error ? problem.message : String(problem)}`);
      return undefined;
    }
  }

  async tell<Params>(notification: Notification<Params>, params: Params): Promise<void> {
    try {
      await this.ready;
      await (await this.inner).sendNotification(notification.method, params);
    } catch (problem) {
      this.log.warn(`${notification.method}: ${problem instanceof Error ? problem.message : String(problem)}`);
    }
  }

  /** The connection keeps one listener for a method, the last: so it has one, which tells all. */
  on<Params>(notification: Notification<Params>, react: (params: Params) => void): vscode.Disposable {
    const known = this.listeners.get(notification.method);
    const listeners = known ?? new Set<(params: unknown) => void>();
    if (known === undefined) {
      this.listeners.set(notification.method, listeners);
      void this.whenLoaded((client) =>
        client.onNotification(notification.method, (params: unknown) => {
          for (const tell of listeners) tell(params);
        }),
      );
    }
    const listener = (params: unknown): void => react(params as Params);
    listeners.add(listener);
    return new vscode.Disposable(() => listeners.delete(listener));
  }

  answer<Params, Result extends object>(
    request: Request<Params, Result>,
    react: (params: Params) => Promise<Result>,
  ): vscode.Disposable {
    const registered = this.whenLoaded((client) =>
      client.onRequest(request.method, (params: Params): Promise<object> => react(params)),
    );
    return new vscode.Disposable(() => void registered.then((handler) => handler?.dispose()));
  }

  /** Undefined where the client cannot be loaded: that is said once, by who waits for the server. */
  private whenLoaded<Result>(use: (client: LanguageClient) => Result): Promise<Result | undefined> {
    return this.inner.then(use, () => undefined);
  }

  /** Resolves when the first document can be answered about. */
  whenReady(): Promise<void> {
    return this.ready;
  }

  dispose(): void {
    void this.whenLoaded((client) => client.dispose()).catch(() => undefined);
  }
}

export function startClient(context: vscode.ExtensionContext, log: vscode.LogOutputChannel): Client {
  const client = new Client(loadedClient(context.asAbsolutePath('dist/server.js'), log), log);
  context.subscriptions.push(
    client.answer(listFilesRequest, ({ uri, folder }) => listFolder(vscode.Uri.parse(uri), folder)),
    client.answer(readFileRequest, ({ uri, path, maxBytes, head }) =>
      readDataFile(vscode.Uri.parse(uri), path, maxBytes, head),
    ),
    ...watchDataFiles(client),
    vscode.window.onDidChangeActiveColorTheme(() => void client.tell(themeNotification, { kind: themeKind() })),
  );
  return client;
}

/** Its packages are most of what the extension loads: a file of its own, read when the extension is active. */
async function loadedClient(module: string, log: vscode.LogOutputChannel): Promise<LanguageClient> {
  await new Promise(setImmediate);
  const { languageClient } = await import('./languageClient.ts');
  return languageClient(module, log, themeKind());
}

function themeKind(): ThemeKind {
  switch (vscode.window.activeColorTheme.kind) {
    case vscode.ColorThemeKind.Light:
      return 'light';
    case vscode.ColorThemeKind.HighContrast:
      return 'highContrastDark';
    case vscode.ColorThemeKind.HighContrastLight:
      return 'highContrastLight';
    case vscode.ColorThemeKind.Dark:
      return 'dark';
  }
}
