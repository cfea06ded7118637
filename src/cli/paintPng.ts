import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge', 'msedge'];
const elsewhere = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  ...['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA'].flatMap((variable) =>
    ['Google\\Chrome\\Application\\chrome.exe', 'Microsoft\\Edge\\Application\\msedge.exe'].map(
      (program) => `${process.env[variable] ?? ''}\\${program}`,
    ),
  ),
];

function browser(): string | undefined {
  const { BP_BROWSER: wanted, PATH = '' } = process.env;
  if (wanted) return wanted;
  const onPath = PATH.split(path.delimiter).flatMap((folder) => names.map((name) => path.join(folder, name)));
  return [...onPath, ...elsewhere].find((program) => path.isAbsolute(program) && existsSync(program));
}

const SHARPNESS = 2;
/** Milliseconds; a browser that hangs is ended. */
const LONGEST = 60_000;

/** Paints an SVG picture with an installed browser, two pixels for each. */
export async function paintPng(svg: string): Promise<Uint8Array | { readonly problem: string }> {
  const [, width = '', height = ''] = /<svg[^>]* width="(\d+)" height="(\d+)"/.exec(svg) ?? [];
  const program = browser();
  if (program === undefined)
    return { problem: 'a PNG is painted by Chrome, Chromium or Edge, and none was found; BP_BROWSER can name one' };
  const folder = await mkdtemp(path.join(tmpdir(), 'bp-png-'));
  try {
    const source = path.join(folder, 'graph.svg');
    const target = path.join(folder, 'graph.png');
    await writeFile(source, svg);
    await run(program, [
      '--headless',
      '--disable-gpu',
      '--hide-scrollbars',
      // A browser refuses to shut itself in when it is run by root; the page is our own.
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      `--user-data-dir=${path.join(folder, 'profile')}`,
      `--force-device-scale-factor=${SHARPNESS}`,
      `--window-size=${width},${height}`,
      `--screenshot=${target}`,
      pathToFileURL(source).href,
    ]);
    return existsSync(target) ? await readFile(target) : { problem: `${program} painted nothing` };
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

/** Whether it went well shows in what was painted: browsers end with all kinds of codes. */
const run = (program: string, words: readonly string[]): Promise<void> =>
  new Promise((resolve) => {
    execFile(program, words, { timeout: LONGEST }, () => resolve());
  });
