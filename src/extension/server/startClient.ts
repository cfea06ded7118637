import * as vscode from 'vscode';
import { listFilesRequest, readFileRequest, themeNotification } from '../../protocol/language.ts';
import { Client } from './client.ts';
import { compiledFolder } from './compiledFolder.ts';
import type { ThemeKind } from './languageClient.ts';
import { LanguageServer } from './languageServer.ts';
import { listFolder } from './listFolder.ts';
import { readDataFile } from './readDataFile.ts';
import { watchDataFiles } from './watchDataFiles.ts';

/** Starts the server and its client; what it is asked for by the server it can answer from the first moment. */
export function startClient(context: vscode.ExtensionContext, log: vscode.LogOutputChannel): Client {
  const server = new LanguageServer(context.asAbsolutePath('dist/server.js'), compiledFolder(context), log);
  const client = new Client(async (ended) => {
    // Its packages are most of what the extension loads: a file of their own, read when the extension is active.
    await new Promise(setImmediate);
    const { languageClient } = await import('./languageClient.ts');
    return languageClient({ server, log, theme: themeKind(), ended });
  }, log);
  client.answer(listFilesRequest, ({ uri, folder }) => listFolder(vscode.Uri.parse(uri), folder));
  client.answer(readFileRequest, ({ uri, path, maxBytes, head }) =>
    readDataFile(vscode.Uri.parse(uri), path, maxBytes, head),
  );
  context.subscriptions.push(
    server,
    ...watchDataFiles(client),
    vscode.window.onDidChangeActiveColorTheme(() => void client.tell(themeNotification, { kind: themeKind() })),
  );
  return client;
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
