import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path, { basename, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ancestors } from '../core/autodiff/ancestors.ts';
import type { NodeId } from '../core/autodiff/tape/node.ts';
import { lineTable } from '../core/base/lineTable.ts';
import type { Evaluation } from '../core/evaluate/evaluation.ts';
import type { WholeData } from '../core/explain/export/pytorch/scriptHead.ts';
import type { Withheld } from '../core/explain/withheld.ts';
import { exportText } from '../core/graph/exportText.ts';
import { exportFonts, fontRule } from '../core/picture/exportFonts.ts';
import { openSecrets } from '../core/tutor/marking/markDocument.ts';
import { fromJupyter, toJupyter } from '../language/jupyter.ts';
import type { PlanProblem } from '../trainer/plan/plan.ts';
import { isCut, wholeRows } from '../trainer/plan/wholeRows.ts';
import type { CommandLine, ExitCode, Format } from './commandLine.ts';
import { evaluateFile, lackOf, readText, surroundingsOf } from './openFile.ts';
import { placedProblems, problemLine } from './problems.ts';
import { complain, emit } from './terminal.ts';
import { writeAll } from './writing.ts';

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

/** The faces that a picture carries with it; none where the program stands alone, without the fonts in its folder. */
function pictureFonts(folder = path.join(__dirname, 'webview', 'fonts')): string {
  const files = exportFonts.map((font) => ({ font, file: path.join(folder, font.file) }));
  if (!files.every(({ file }) => existsSync(file))) return '';
  return files.map(({ font, file }) => fontRule(font, readFileSync(file).toString('base64'))).join('');
}

/** What is written out in numbers; a picture can leave them out. */
const givesAway: ReadonlySet<string> = new Set(['latex', 'pytorch', 'text']);

/** Whether a cell has, or is worked out from, something that an open question keeps back. */
function tellsOf(evaluation: Evaluation, cell: number, { values, gradients, shapes }: Withheld): boolean {
  const { tape, statements, document } = evaluation;
  const { first = 0, last = 0 } = document.cells[cell] ?? {};
  const isKept = (node: NodeId): boolean => values.has(node) || gradients.has(node) || shapes.has(node);
  for (let node = statements[first]?.first ?? 0; node < (statements[last - 1]?.last ?? 0); node++)
    if (isKept(node)) return true;
  const output = evaluation.cells[cell]?.output;
  return output !== undefined && (values.has(output) || ancestors(tape, output).some(isKept));
}

/** Writes a cell's graph, derivation or script to a file or to the standard output. */
export async function exportFile(line: CommandLine): Promise<ExitCode> {
  const { files, to, cell, theme, digits, key } = line;
  const [file = ''] = files;
  const text = readText(file);
  if (typeof text !== 'string' || to === undefined) {
    complain(`bp: ${typeof text === 'string' ? '--to is missing' : text.problem}\n`);
    return 1;
  }
  const { evaluation, whole } = evaluatedFor(to, file, text);
  const index = cell === undefined ? evaluation.cells.findIndex(({ own }) => own) : cell - 1;
  // Errors further down have no part in a cell that is named.
  const last =
    cell === undefined
      ? Number.POSITIVE_INFINITY
      : (evaluation.document.cells[index]?.last ?? Number.POSITIVE_INFINITY);
  const below = evaluation.document.starts[last] ?? Number.POSITIVE_INFINITY;
  const { document } = evaluation;
  const lastLine = Number.isFinite(below) ? lineTable(document.text).at(below).line : Number.POSITIVE_INFINITY;
  const problems = placedProblems(evaluation).filter(
    ({ severity, line: at }) => severity === 'error' && at <= lastLine,
  );
  for (const problem of problems) complain(`${problemLine(file, problem)}\n`);
  if (problems.length > 0) {
    complain('bp: nothing is written while there are errors\n');
    return 1;
  }
  if (whole !== undefined && 'problem' in whole) {
    complain(`bp: ${whole.problem}\n`);
    return 1;
  }
  if (to === 'ipynb') {
    const open = key ? undefined : openSecrets(evaluation);
    const isSecret = (at: number): boolean => open !== undefined && tellsOf(evaluation, at, open);
    const { text: notebook, ...beside } = toJupyter(evaluation, nameOf(file), isSecret, whole);
    return writeExport({ content: notebook, ...beside }, line);
  }
  if (evaluation.cells[index]?.output === undefined) {
    complain(`bp: ${lackOf('output that could be exported', file, cell, evaluation.document.cells.length)}\n`);
    return cell === undefined ? 1 : 2;
  }
  const secrets = key ? undefined : openSecrets(evaluation);
  const hidden = secrets && (secrets.values.size > 0 || secrets.gradients.size > 0) ? secrets : undefined;
  if (hidden && givesAway.has(to) && tellsOf(evaluation, index, hidden)) {
    complain(`bp: this would give away what questions that are open ask for: answer them, or add --key\n`);
    return 1;
  }
  const request = {
    uri: file,
    version: 0,
    target: { kind: 'cell', cell: index },
    digits,
    ...(hidden ? { hidden } : {}),
  } as const;
  const svg = { theme, fontCss: to === 'svg' || to === 'png' ? pictureFonts() : '' };
  const made = exportText(evaluation, index, to === 'png' ? 'svg' : to, {
    request,
    name: nameOf(file),
    svg,
    ...(whole ? { whole } : {}),
  });
  if ('reason' in made) {
    complain(`bp: ${made.reason}\n`);
    return 1;
  }
  const content = to === 'png' ? await paintPng(made.text) : made.text;
  if (typeof content !== 'string' && 'problem' in content) {
    complain(`bp: ${content.problem}\n`);
    return 1;
  }
  return writeExport({ content, files: made.files, notes: made.notes }, line);
}

const nameOf = (file: string): string => basename(file).replace(/\.bp$/, '');

interface Export {
  readonly content: string | Uint8Array;
  readonly files: readonly { readonly name: string; readonly bytes: Uint8Array }[];
  readonly notes: readonly string[];
}

/** To the file that was asked for, with the files that it reads beside it; else to the standard output. */
function writeExport(made: Export, line: CommandLine): ExitCode {
  const { content } = made;
  const { out } = line;
  if (out === undefined) {
    emit(content);
    if (made.files.length > 0)
      complain(
        `bp: the ${line.to === 'ipynb' ? 'notebook' : 'script'} reads ${made.files.map((side) => side.name).join(', ')}, which ${made.files.length > 1 ? 'are' : 'is'} written with --out FILE\n`,
      );
  } else {
    const sides = made.files.map(({ name: side, bytes }) => ({ file: join(dirname(out), side), content: bytes }));
    const code = writeAll([{ file: out, content, replaces: true }, ...sides], line);
    if (code !== 0) return code;
  }
  for (const note of made.notes) complain(`bp: ${note}\n`);
  return 0;
}

/** A Jupyter notebook as a text of the language. */
export function importFile(line: CommandLine): ExitCode {
  const [file = ''] = line.files;
  const json = readText(file);
  const made = typeof json === 'string' ? fromJupyter(json) : json;
  if ('problem' in made) {
    complain(`bp: ${typeof json === 'string' ? `${file}: ` : ''}${made.problem}\n`);
    return 1;
  }
  for (const { code, why } of made.left) complain(`bp: stays a comment: ${code.trim()}: ${why}\n`);
  if (line.out !== undefined) return writeAll([{ file: line.out, content: made.text }], line);
  emit(made.text);
  return 0;
}

/**
 * For a script the first rows of data files show all shapes, and all rows are read for the data alone. Where sizes are written
 * for all rows, those must be evaluated.
 */
function evaluatedFor(
  to: Format,
  file: string,
  text: string,
): { readonly evaluation: Evaluation; readonly whole?: WholeData | PlanProblem } {
  const evaluation = evaluateFile(file, text);
  if ((to !== 'pytorch' && to !== 'ipynb') || !isCut(evaluation)) return { evaluation };
  if (placedProblems(evaluation).some(({ severity }) => severity === 'error'))
    return { evaluation: evaluateFile(file, text, Number.POSITIVE_INFINITY) };
  const { tape } = evaluation;
  const cut = [...tape.dataFacts].flatMap(([node, { rows }]) => (rows > (tape.shapeOf(node)[0] ?? 0) ? [node] : []));
  return { evaluation, whole: wholeRows(evaluation, cut, surroundingsOf(file)) };
}
