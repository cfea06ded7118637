import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';
import { type Browser, chromium, type Page } from 'playwright-core';
import { xmlText } from '../../../src/core/base/quoting.ts';
import type { Language } from '../../../src/core/base/words.ts';
import { requireChromium } from '../../support/host/chromium.ts';
import { inRoot, resultsFolder, root } from '../../tools/project.ts';
import { type Theme, themes, variablesOf } from './themes.ts';

const ORIGIN = 'http://panel.test';

interface File {
  readonly body: Buffer;
  readonly contentType: string;
}

const kinds: Readonly<Record<string, string>> = {
  '.css': 'text/css',
  '.js': 'text/javascript',
  '.woff2': 'font/woff2',
};

/** The panel as it ships, and the page's host, bundled once for all tests of a file. */
async function bundle(host: string): Promise<ReadonlyMap<string, File>> {
  const { outputFiles } = await build({
    entryPoints: {
      graph: inRoot('webview/graph/main.tsx'),
      layout: inRoot('webview/graph/canvas/layoutWorker.ts'),
      katex: inRoot('webview/shared/katexChunk.ts'),
      host: inRoot('test/browser/graph', host),
    },
    bundle: true,
    write: false,
    outdir: root,
    format: 'iife',
    target: 'es2023',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    assetNames: 'fonts/[name]',
    loader: { '.wasm': 'binary', '.woff2': 'file', '.woff': 'empty', '.ttf': 'empty' },
    logLevel: 'error',
  });
  return new Map(
    outputFiles.map(({ path: file, contents }) => [
      `/${path.relative(root, file).replaceAll('\\', '/')}`,
      { body: Buffer.from(contents), contentType: kinds[path.extname(file)] ?? 'application/octet-stream' },
    ]),
  );
}

const html = ({ bodyClass }: Theme, language: Language | undefined) => `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Graph</title>
<link rel="stylesheet" href="/theme.css"><link rel="stylesheet" href="/graph.css"></head>
<body class="${bodyClass}"><div id="root" data-language="${xmlText(JSON.stringify(language ?? null))}"></div>
<script nonce="n" src="/host.js"></script><script nonce="n" src="/graph.js"></script></body></html>`;

/** Stricter than a webview's: no style attribute in the page's text has any effect. */
const POLICY = [
  "default-src 'none'",
  "script-src 'nonce-n'",
  `style-src ${ORIGIN}`,
  `font-src ${ORIGIN} data:`,
  `img-src ${ORIGIN} data: blob:`,
  `connect-src ${ORIGIN}`,
  'worker-src blob:',
].join('; ');

export interface PageOptions {
  readonly theme?: Theme;
  readonly width?: number;
  readonly height?: number;
  readonly scale?: number;
  readonly reducedMotion?: boolean;
  /** English, unless another is given. */
  readonly language?: Language;
}

/** A Chromium that shows the graph panel, and everything that went wrong in its pages. */
export class GraphBrowser {
  readonly complaints: string[] = [];
  private readonly browser: Browser;
  private readonly files: ReadonlyMap<string, File>;

  private constructor(browser: Browser, files: ReadonlyMap<string, File>) {
    this.browser = browser;
    this.files = files;
  }

  static async launch(host = 'pageHost.ts'): Promise<GraphBrowser> {
    const [files, browser] = await Promise.all([
      bundle(host),
      chromium.launch({ executablePath: await requireChromium(), args: ['--no-sandbox'] }),
    ]);
    return new GraphBrowser(browser, files);
  }

  async open({
    theme = themes.dark,
    width = 1100,
    height = 640,
    scale = 1,
    reducedMotion = true,
    language,
  }: PageOptions = {}): Promise<Page> {
    const page = await this.browser.newPage({
      viewport: { width, height },
      deviceScaleFactor: scale,
      reducedMotion: reducedMotion ? 'reduce' : 'no-preference',
    });
    page.on('pageerror', (error) => this.complaints.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') this.complaints.push(message.text());
    });
    await page.route(`${ORIGIN}/**`, (route) => {
      const { pathname } = new URL(route.request().url());
      if (pathname === '/') {
        const headers = { 'content-security-policy': POLICY };
        return route.fulfill({ body: html(theme, language), contentType: 'text/html', headers });
      }
      if (pathname === '/theme.css')
        return route.fulfill({ body: `:root { ${variablesOf(theme)} }`, contentType: 'text/css' });
      const file = this.files.get(pathname);
      return file ? route.fulfill(file) : route.fulfill({ status: 404 });
    });
    await page.goto(`${ORIGIN}/`);
    await page.waitForSelector('h1', { state: 'attached' });
    return page;
  }

  close(): Promise<void> {
    return this.browser.close();
  }
}

/** Puts a file beside the screenshots. */
export async function keep(name: string, bytes: Buffer): Promise<void> {
  const folder = path.join(resultsFolder, 'graph');
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, name), bytes);
}

export async function shoot(page: Page, name: string): Promise<void> {
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
  await keep(`${name}.png`, await page.screenshot());
}
