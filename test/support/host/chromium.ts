import { existsSync } from 'node:fs';
import path from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { withProgress } from '../../tools/report.ts';
import { run, runOrThrow } from '../run.ts';

const onPath = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'microsoft-edge',
  'microsoft-edge-stable',
];

const macApplications = ['Google Chrome', 'Chromium', 'Microsoft Edge'].map(
  (name) => `/Applications/${name}.app/Contents/MacOS/${name}`,
);

function windowsPrograms(): readonly string[] {
  const folders = [process.env.PROGRAMFILES, process.env['PROGRAMFILES(X86)'], process.env.LOCALAPPDATA].filter(
    (folder) => folder !== undefined,
  );
  const programs = [
    'Google\\Chrome\\Application\\chrome.exe',
    'Chromium\\Application\\chrome.exe',
    'Microsoft\\Edge\\Application\\msedge.exe',
  ];
  return folders.flatMap((folder) => programs.map((program) => path.join(folder, program)));
}

function candidates(): readonly string[] {
  if (process.platform === 'darwin') return macApplications;
  if (process.platform === 'win32') return windowsPrograms();
  const folders = (process.env.PATH ?? '').split(path.delimiter).filter((folder) => folder !== '');
  return onPath.flatMap((name) => folders.map((folder) => path.join(folder, name)));
}

/** An installed Chromium, Chrome or Edge; BACKPROP_CHROMIUM names another. */
export function findChromium(): string | undefined {
  const { BACKPROP_CHROMIUM: wanted } = process.env;
  if (wanted) {
    if (!existsSync(wanted)) throw new Error(`BACKPROP_CHROMIUM names ${wanted}, which is not there`);
    return wanted;
  }
  return candidates().find((program) => existsSync(program));
}

const isRoot = process.getuid?.() === 0;

const aptGet = '/usr/bin/apt-get';

async function installWithApt(): Promise<void> {
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const apt = (...args: readonly string[]) =>
    runOrThrow(aptGet, ['-o', 'DPkg::Lock::Timeout=300', ...args], { env: environment });
  await withProgress('Installing Chromium (apt-get, about 100 MB)', async () => {
    await apt('update');
    await apt('install', '--yes', '--no-install-recommends', 'chromium', 'fonts-dejavu-core');
  });
}

/** The browser that shows the editor to the tests. Installs one where that needs no password, else says what is missing. */
export async function requireChromium(): Promise<string> {
  const found = findChromium();
  if (found) return found;
  if (isRoot && existsSync(aptGet) && existsSync('/etc/debian_version')) {
    await installWithApt();
    const installed = findChromium();
    if (installed) return installed;
  }
  throw new Error(
    'These tests need a browser: install Chromium, Google Chrome or Microsoft Edge (on Debian and Ubuntu: sudo apt-get install chromium), ' +
      'or name one in BACKPROP_CHROMIUM.',
  );
}

export const chromiumVersion = async (program: string): Promise<string> =>
  (await run(program, ['--version'])).output.trim().split('\n').at(-1) ?? '';

export interface BrowserWindow {
  readonly browser: Browser;
  readonly page: Page;
  /** Addresses beyond this machine that a page asked for; none of them is reached. */
  readonly outside: ReadonlySet<string>;
}

const loopback = new Set(['127.0.0.1', 'localhost']);

function isOutside(address: URL): boolean {
  if (!/^(https?|wss?):$/.test(address.protocol) || loopback.has(address.hostname)) return false;
  // Answered by the service worker of the editor's webviews.
  return !address.hostname.endsWith('.vscode-resource.vscode-cdn.net');
}

/** A headless window in which nothing but this machine can be reached. */
export async function openBrowser(viewport = { width: 1280, height: 800 }): Promise<BrowserWindow> {
  const browser = await chromium.launch({
    executablePath: await requireChromium(),
    headless: true,
    args: [
      ...(isRoot ? ['--no-sandbox'] : []),
      ...['--disable-gpu', '--disable-quic', '--no-first-run'],
      ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
      '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE localhost',
    ],
  });
  const context = await browser.newContext({ viewport });
  const outside = new Set<string>();
  context.on('request', (request) => {
    if (isOutside(new URL(request.url()))) outside.add(request.url());
  });
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  return { browser, page, outside };
}
