import * as vscode from 'vscode';
import { t } from '../../core/base/words.ts';
import { readingPage } from './pageHtml.ts';
import { panelIcon } from './panelHtml.ts';

/** What a page shows, as Markdown; its first heading is the title of its tab unless `title` says otherwise. */
export interface PageText {
  readonly markdown: string;
  readonly title?: string;
  /** Makes it anew where it has a picture and the theme changes. */
  readonly write?: () => Promise<string | undefined>;
}

interface OpenPage {
  readonly panel: vscode.WebviewPanel;
  text: PageText;
}

/** Pages of the extension's own, in the typography of its panels: nothing to save, nothing to be asked about on closing. */
export class Pages implements vscode.Disposable {
  private readonly extensionUri: vscode.Uri;
  private readonly open = new Map<string, OpenPage>();
  private readonly themes: vscode.Disposable;
  private styleSheet: string | undefined;

  constructor(extensionUri: vscode.Uri) {
    this.extensionUri = extensionUri;
    this.themes = vscode.window.onDidChangeActiveColorTheme(() => {
      for (const page of this.open.values()) void this.rewrite(page);
    });
  }

  /** Beside the text. A page with the same title takes the place of the one before. */
  async show(text: PageText): Promise<void> {
    const title = text.title ?? /^# (.+)$/m.exec(text.markdown)?.[1]?.replace(/[`*\\]/g, '') ?? 'Backprop';
    const known = this.open.get(title);
    // At once: once the page is written the reader may have gone on to another tab.
    known?.panel.reveal(known.panel.viewColumn ?? columnBeside());
    const page = known ?? this.made(title, text);
    page.text = text;
    await this.fill(page);
  }

  /** The description of the language, which ships with the extension. */
  async showLanguageReference(): Promise<void> {
    const file = vscode.Uri.joinPath(this.extensionUri, 'media', 'language.md');
    const markdown = new TextDecoder().decode(await vscode.workspace.fs.readFile(file));
    await this.show({ title: t('Language reference'), markdown });
  }

  dispose(): void {
    this.themes.dispose();
    for (const { panel } of this.open.values()) panel.dispose();
  }

  private made(title: string, text: PageText): OpenPage {
    const panel = vscode.window.createWebviewPanel('backprop.page', title, columnBeside(), {
      enableCommandUris: ['backprop.explainProblem'],
      localResourceRoots: [],
      enableFindWidget: true,
    });
    panel.iconPath = panelIcon(this.extensionUri);
    const page: OpenPage = { panel, text };
    this.open.set(title, page);
    panel.onDidDispose(() => this.open.delete(title));
    return page;
  }

  private async rewrite(page: OpenPage): Promise<void> {
    const markdown = await page.text.write?.();
    if (markdown === undefined) return;
    page.text = { ...page.text, markdown };
    await this.fill(page);
  }

  private async fill({ panel, text }: OpenPage): Promise<void> {
    const [html, style] = await Promise.all([rendered(text.markdown), this.style()]);
    panel.webview.html = readingPage({ title: panel.title, html, style, cspSource: panel.webview.cspSource });
  }

  /** Within the page, so that it is never seen without it. */
  private async style(): Promise<string> {
    this.styleSheet ??= new TextDecoder().decode(
      await vscode.workspace.fs.readFile(vscode.Uri.joinPath(this.extensionUri, 'dist', 'webview', 'page.css')),
    );
    return this.styleSheet;
  }
}

/** The editor's own renderer of Markdown. */
const rendered = (markdown: string): Thenable<string> =>
  vscode.commands.executeCommand<string>('markdown.api.render', markdown.replaceAll(/^(`{3,})bp$/gm, '$1python'));

/** Beside the text, also when a panel there has the focus: it would be beside the panel otherwise. */
function columnBeside(): vscode.ViewColumn {
  const text = vscode.window.visibleTextEditors.find(({ document }) => document.languageId === 'bp');
  return text?.viewColumn === undefined ? vscode.ViewColumn.Beside : text.viewColumn + 1;
}
