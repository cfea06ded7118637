import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';
import { type Browser, chromium, type Locator, type Page } from 'playwright-core';
import { xmlText } from '../../../src/core/base/quoting.ts';
import type { Language } from '../../../src/core/base/words.ts';
import { requireChromium } from '../../support/host/chromium.ts';
import { inRoot, resultsFolder, root } from '../../tools/project.ts';
import { dark, type Theme, variablesOf } from './themes.ts';

const ORIGIN = 'http://panel.test';

interface Bundled {
  readonly files: ReadonlyMap<string, { readonly body: string; readonly contentType: string }>;
}

/** The panel as it ships, the page's host and the trainer's worker, bundled once for all tests of a file. */
async function bundle(): Promise<Bundled> {
  const { outputFiles } = await build({
    entryPoints: {
      training: inRoot('webview/training/main.tsx'),
      katex: inRoot('webview/shared/katexChunk.ts'),
      host: inRoot('test/browser/training/pageHost.ts'),
      worker: inRoot('test/browser/training/pageWorker.ts'),
    },
    bundle: true,
    write: false,
    outdir: root,
    format: 'iife',
    target: 'es2023',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    loader: { '.wasm': 'binary', '.woff2': 'dataurl', '.woff': 'empty', '.ttf': 'empty' },
    logLevel: 'error',
  });
  return {
    files: new Map(
      outputFiles.map(({ path: file, text }) => [
        `/${path.basename(file)}`,
        { body: text, contentType: file.endsWith('.css') ? 'text/css' : 'text/javascript' },
      ]),
    ),
  };
}

const html = ({ bodyClass }: Theme, language: Language | undefined) => `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Training</title>
<link rel="stylesheet" href="/theme.css"><link rel="stylesheet" href="/training.css"></head>
<body class="${bodyClass}"><div id="root" data-language="${xmlText(JSON.stringify(language ?? null))}"></div>
<script nonce="n" src="/host.js"></script><script nonce="n" src="/training.js"></script></body></html>`;

/** As strict as a webview's, but for the test's own worker. */
const POLICY = `default-src 'none'; script-src 'nonce-n'; worker-src ${ORIGIN}; style-src ${ORIGIN}; font-src ${ORIGIN} data:; img-src ${ORIGIN} data: blob:`;

export interface PageOptions {
  readonly theme?: Theme;
  readonly width?: number;
  readonly height?: number;
  readonly scale?: number;
  readonly reducedMotion?: boolean;
  /** English, unless another is given. */
  readonly language?: Language;
}

/** A Chromium that shows the training panel, and everything that went wrong in its pages. */
export class PanelBrowser {
  readonly complaints: string[] = [];
  private readonly browser: Browser;
  private readonly bundled: Bundled;

  private constructor(browser: Browser, bundled: Bundled) {
    this.browser = browser;
    this.bundled = bundled;
  }

  static async launch(): Promise<PanelBrowser> {
    const [bundled, browser] = await Promise.all([
      bundle(),
      chromium.launch({ executablePath: await requireChromium(), args: ['--no-sandbox'] }),
    ]);
    return new PanelBrowser(browser, bundled);
  }

  async open({
    theme = dark,
    width = 1280,
    height = 900,
    scale = 1,
    reducedMotion = false,
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
        return route.fulfill({
          body: html(theme, language),
          contentType: 'text/html',
          headers: { 'content-security-policy': POLICY },
        });
      }
      if (pathname === '/theme.css')
        return route.fulfill({ body: `:root { ${variablesOf(theme)} }`, contentType: 'text/css' });
      const file = this.bundled.files.get(pathname);
      return file ? route.fulfill(file) : route.fulfill({ status: 404 });
    });
    await page.goto(`${ORIGIN}/`);
    await page.waitForSelector('h1');
    return page;
  }

  close(): Promise<void> {
    return this.browser.close();
  }
}

export async function shoot(page: Page, name: string): Promise<void> {
  const folder = path.join(resultsFolder, 'training');
  await mkdir(folder, { recursive: true });
  await page.screenshot({ path: path.join(folder, `${name}.png`), fullPage: true });
}

export const train = (
  page: Page,
  text: string,
  files: Readonly<Record<string, readonly number[]>> = {},
): Promise<void> =>
  page.evaluate(([program, beside]) => globalThis.trainingHost.train(program, beside), [text, files] as const);

/** Until the run has ended and the panel says so. */
export const ended = (page: Page) =>
  page.waitForFunction(() => globalThis.trainingHost.events.some(({ type }) => type === 'ended'));

export const textOf = async (locator: Locator): Promise<string> => (await locator.textContent()) ?? '';
