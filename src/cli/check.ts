import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { jsonText } from '../core/base/quoting.ts';
import type { Evaluation } from '../core/evaluate/evaluation.ts';
import { openHunts, PROBES, probeOf } from '../core/tutor/practice/bugHuntCell.ts';
import { type CheckReport, checkReport, unreadableReport } from './checkReport.ts';
import { checkSummary, checkText, nearTable } from './checkTable.ts';
import type { CommandLine, ExitCode } from './commandLine.ts';
import {
  checkJson,
  classroom50,
  csvReport,
  github,
  gradescope,
  junit,
  markdown,
  prairielearn,
  scoreLines,
} from './grading/formats.ts';
import type { GradingOptions, ReportFormat } from './grading/gradingOptions.ts';
import { type FoundOriginal, filesIn, type HandedOut, originalsIn, readHandedOut } from './grading/handedOut.ts';
import { printJson } from './json.ts';
import { evaluateFile, readText } from './openFile.ts';
import { clearProgress, complain, emit, progress, say } from './terminal.ts';

/** How many hunts are remembered; the newest are. */
const MOST = 500;

type Kept = readonly (readonly [string, readonly string[]])[];

/** Where programs keep what they remember for a user: never next to the file. */
const place = (): string =>
  join(
    process.env.XDG_STATE_HOME ?? process.env.LOCALAPPDATA ?? join(homedir(), '.local', 'state'),
    'backprop-tutor',
    'probes.json',
  );

/**
 * Other numbers that may still be tried in each open bug hunt of a file, by cell; −1: these are beyond the last. The numbers
 * that the file has now are remembered.
 */
function probesLeft(file: string, evaluation: Evaluation): ReadonlyMap<number, number> {
  const kept = new Map(remembered());
  const left = openHunts(evaluation).map((cell): readonly [number, number] => {
    const key = `${resolve(file)}:${evaluation.document.cells[cell]?.title ?? ''}`;
    const numbers = probeOf(evaluation, cell);
    const tried = kept.get(key) ?? [];
    const known = tried.includes(numbers) ? tried : [...tried, numbers];
    if (known.length > PROBES + 1) return [cell, -1];
    kept.delete(key);
    kept.set(key, known);
    return [cell, PROBES + 1 - known.length];
  });
  if (left.length > 0) remember([...kept].slice(-MOST));
  return new Map(left);
}

function remembered(): Kept {
  try {
    const kept: unknown = JSON.parse(readFileSync(place(), 'utf8'));
    return Array.isArray(kept) ? kept.filter(isKept) : [];
  } catch {
    return [];
  }
}

const isKept = (one: unknown): one is Kept[number] =>
  Array.isArray(one) && typeof one[0] === 'string' && Array.isArray(one[1]);

/** Where nothing can be kept, nothing is counted. */
function remember(kept: Kept): void {
  try {
    mkdirSync(dirname(place()), { recursive: true });
    writeFileSync(place(), JSON.stringify(kept));
  } catch {
    // A folder for reading only.
  }
}

/** From this number of files on a bar is drawn. */
const MANY = 10;
const BAR = 30;

export async function checkFiles(line: CommandLine): Promise<ExitCode> {
  const { json, key, grading } = line;
  const format = json ? 'json' : grading.format;
  // A learner at a terminal; who marks files, or reads them with the key, is not held to two probes.
  const marked = markFiles(line, {
    hunts: format === 'table' && !key,
    each: (report) => {
      if (format === 'json') printJson(checkJson(report, key));
      if (format === 'table') say(checkText(report, key));
    },
  });
  if (marked === undefined) return 2;
  emit(together(marked.reports, format, grading));
  return marked.reports.every(({ clean }) => clean) ? 0 : 1;
}

interface MarkingWish {
  /** Whether probes of bug hunts are counted, where it is one file. */
  readonly hunts: boolean;
  readonly each: (report: CheckReport) => void;
}

/** Marks every file of a command line, in the original if there is one; undefined once it is said why that cannot be. */
export function markFiles(
  { files: paths, original, grading }: CommandLine,
  { hunts, each }: MarkingWish,
): { readonly reports: readonly CheckReport[]; readonly handedOut: HandedOut | undefined } | undefined {
  const handedOut = original === undefined ? undefined : readHandedOut(original);
  if (handedOut && 'problem' in handedOut) {
    complain(`bp: ${handedOut.problem}\n`);
    return undefined;
  }
  const originalOf = grading.originals === undefined ? () => handedOut : originalsIn(grading.originals);
  const files = filesIn(paths);
  if (files.length === 0) {
    complain(`bp: there is no .bp file in ${paths.join(', ')}\n`);
    return undefined;
  }
  const reports: CheckReport[] = [];
  for (const [done, file] of files.entries()) {
    showProgress(done, files.length);
    const report = soundReport(file, () => reportOn(file, originalOf, grading, hunts && files.length === 1));
    hideProgress(files.length);
    each(report);
    reports.push(report);
  }
  return { reports, handedOut };
}

/** One file at which marking fails does not keep a class from being marked. */
function soundReport(file: string, make: () => CheckReport): CheckReport {
  try {
    return make();
  } catch (problem) {
    const why = problem instanceof Error ? problem.message : String(problem);
    return unreadableReport(file, `it cannot be marked: ${why}`);
  }
}

function reportOn(
  file: string,
  originalOf: (file: string, text: string) => FoundOriginal | undefined,
  options: GradingOptions,
  hunts: boolean,
): CheckReport {
  const text = readText(file);
  if (typeof text !== 'string') return unreadableReport(file, text.problem);
  const original = originalOf(file, text);
  if (original && 'problem' in original) return unreadableReport(file, original.problem);
  const place = options.dataRoot === undefined ? file : join(options.dataRoot, basename(file));
  const evaluation = evaluateFile(place, text, undefined, { staysInside: true });
  return checkReport(file, evaluation, {
    original,
    options,
    ...(hunts ? { probes: probesLeft(file, evaluation) } : {}),
  });
}

/** What is said of all files at once. */
function together(reports: readonly CheckReport[], format: ReportFormat, { near }: GradingOptions): string {
  const lines = (of: (report: CheckReport) => unknown): string =>
    reports.map((report) => `${jsonText(of(report))}\n`).join('');
  switch (format) {
    case 'json':
      return '';
    case 'table':
      return `${reports.length > 1 ? checkSummary(reports) : ''}${near === undefined ? '' : nearTable(reports, near)}`;
    case 'score':
      return scoreLines(reports);
    case 'csv':
      return csvReport(reports);
    case 'junit':
      return junit(reports);
    case 'markdown':
      return markdown(reports);
    case 'gradescope':
      return lines(gradescope);
    case 'prairielearn':
      return lines(prairielearn);
    case 'classroom50':
      return lines((report) => classroom50(report));
    case 'github':
      return lines(github);
  }
}

const drawsBar = (count: number): boolean => count >= MANY && process.stderr.isTTY === true;

function showProgress(done: number, count: number): void {
  if (!drawsBar(count)) return;
  const full = Math.round((done / count) * BAR);
  progress(`[${'#'.repeat(full)}${' '.repeat(BAR - full)}] ${done} of ${count} files`);
}

/** Takes the bar away, so that a report starts on a clean line. */
function hideProgress(count: number): void {
  if (drawsBar(count)) clearProgress();
}
