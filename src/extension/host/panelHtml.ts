import * as vscode from 'vscode';
import { xmlText } from '../../core/base/quoting.ts';
import { spokenLanguage } from '../../core/base/words.ts';
import { base64Of } from '../../protocol/base64.ts';
import { htmlPage } from './pageHtml.ts';

/** The tab's icon: the one of a .bp file, in the theme's tone. */
export const panelIcon = (extensionUri: vscode.Uri): { readonly light: vscode.Uri; readonly dark: vscode.Uri } => ({
  light: vscode.Uri.joinPath(extensionUri, 'media', 'icons', 'bp-light.svg'),
  dark: vscode.Uri.joinPath(extensionUri, 'media', 'icons', 'bp-dark.svg'),
});

interface PanelPage {
  readonly webview: vscode.Webview;
  readonly extensionUri: vscode.Uri;
  /** Name of the bundle under `dist/webview`. */
  readonly bundle: 'graph' | 'training';
  readonly title: string;
}

/** The page of a panel: one script, one style sheet, nothing from anywhere else. */
export function panelHtml({ webview, extensionUri, bundle, title }: PanelPage): string {
  const nonce = base64Of(crypto.getRandomValues(new Uint8Array(18)));
  const file = (name: string): string =>
    xmlText(webview.asWebviewUri(vscode.Uri.joinPath(extensionUri, 'dist', 'webview', name)).toString());
  // KaTeX places its glyphs with style attributes, so inline styles are allowed; scripts need the nonce.
  const policy = [
    `default-src 'none'`,
    `script-src 'nonce-${nonce}'`,
    `style-src ${webview.cspSource} 'unsafe-inline'`,
    `font-src ${webview.cspSource}`,
    `img-src ${webview.cspSource} data: blob:`,
    `connect-src ${webview.cspSource}`,
    // A thread is started from bytes that the page has loaded.
    `worker-src blob:`,
  ].join('; ');
  return htmlPage({
    title,
    policy,
    head: `<link rel="stylesheet" href="${file(`${bundle}.css`)}">`,
    body: `<div id="root" data-language="${xmlText(JSON.stringify(spokenLanguage()))}"></div>\n<script nonce="${nonce}" src="${file(`${bundle}.js`)}"></script>`,
  });
}

export const panelOptions = (extensionUri: vscode.Uri): vscode.WebviewOptions => ({
  enableScripts: true,
  localResourceRoots: [vscode.Uri.joinPath(extensionUri, 'dist', 'webview')],
});
