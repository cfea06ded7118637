import { execFile } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path, { basename, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { exportText } from '../core/graph/exportText.ts';
import { exportFonts, fontRule } from '../core/picture/exportFonts.ts';
import { openSecrets } from '../core/tutor/marking/markDocument.ts';
import type { CommandLine } from './commandLine.ts';
import { evaluateFile, readText } from './openFile.ts';
import { hasErrors, placedProblems, problemLine } from './problems.ts';
import type { ExitCode } from './run.ts';

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
async function paintPng(svg: string): Promise<Uint8Array | { readonly problem: string }> {
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

/** The faces that a picture carries with it; none where the program stands alone, without the fonts beside it. */
function pictureFonts(folder = path.join(__dirname, 'webview', 'fonts')): string {
  const files = exportFonts.map((font) => ({ font, file: path.join(folder, font.file) }));
  if (!files.every(({ file }) => existsSync(file))) return '';
  return files.map(({ font, file }) => fontRule(font, readFileSync(file).toString('base64'))).join('');
}

/** What is written out in numbers; a picture can leave them out. */
const givesAway: ReadonlySet<string> = new Set(['latex', 'pytorch', 'text']);

/** Writes a cell's graph, derivation or script to a file or to the standard output. */
export async function exportFile({ files, to, cell, theme, out, digits, key }: CommandLine): Promise<ExitCode> {
  const [file = ''] = files;
  const text = readText(file);
  if (typeof text !== 'string' || to === undefined) {
    process.stderr.write(`bp: ${typeof text === 'string' ? '--to is missing' : text.problem}\n`);
    return 1;
  }
  const evaluation = evaluateFile(file, text, Number.POSITIVE_INFINITY);
  const problems = placedProblems(evaluation).filter(({ severity }) => severity === 'error');
  for (const problem of problems) process.stderr.write(`${problemLine(file, problem)}\n`);
  const index = cell === undefined ? evaluation.cells.findIndex(({ own }) => own) : cell - 1;
  if (evaluation.cells[index]?.output === undefined) {
    process.stderr.write(
      `bp: ${cell === undefined ? `no cell of ${file}` : `cell ${cell}`} has an output that could be exported\n`,
    );
    return cell === undefined ? 1 : 2;
  }
  const secrets = key ? undefined : openSecrets(evaluation);
  const hidden = secrets && (secrets.values.size > 0 || secrets.gradients.size > 0) ? secrets : undefined;
  if (hidden && givesAway.has(to) && evaluation.document.cells[index]?.kind === 'practice') {
    process.stderr.write(
      `bp: cell ${index + 1} has questions that are open, and this would give their answers away: answer them, or add --key\n`,
    );
    return 1;
  }
  const name = basename(file).replace(/\.bp$/, '');
  const request = {
    uri: file,
    version: 0,
    target: { kind: 'cell', cell: index },
    digits,
    ...(hidden ? { hidden } : {}),
  } as const;
  const svg = { theme, fontCss: to === 'svg' || to === 'png' ? pictureFonts() : '' };
  const made = exportText(evaluation, index, to === 'png' ? 'svg' : to, { request, name, svg });
  if ('reason' in made) {
    process.stderr.write(`bp: ${made.reason}\n`);
    return 1;
  }
  const content = to === 'png' ? await paintPng(made.text) : made.text;
  if (typeof content !== 'string' && 'problem' in content) {
    process.stderr.write(`bp: ${content.problem}\n`);
    return 1;
  }
  if (out === undefined) process.stdout.write(content);
  else writeFileSync(out, content);
  for (const side of made.files) writeFileSync(join(out === undefined ? '.' : dirname(out), side.name), side.bytes);
  for (const note of made.notes) process.stderr.write(`bp: ${note}\n`);
  return hasErrors(problems) ? 1 : 0;
}
