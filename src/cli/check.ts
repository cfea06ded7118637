import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { Evaluation } from '../core/evaluate/evaluation.ts';
import { parseDocument } from '../core/syntax/document.ts';
import type { Document } from '../core/syntax/tree.ts';
import { openHunts, PROBES, probeOf } from '../core/tutor/practice/bugHuntCell.ts';
import { toWire } from '../protocol/wire.ts';
import { type CheckReport, checkReport, unreadableReport } from './checkReport.ts';
import { checkSummary, checkText } from './checkTable.ts';
import type { CommandLine } from './commandLine.ts';
import { nested, printJson } from './json.ts';
import { evaluateFile, readText } from './openFile.ts';
import type { ExitCode } from './run.ts';

/** Records of so many hunts are kept, the newest. */
const MOST = 500;

type Kept = readonly (readonly [string, readonly string[]])[];

/** Where programs keep what they remember for a user: never beside the file. */
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

/** One document for a grader. `key`: with the right answers. */
const checkJson = ({ file, problems, answers, gradientChecks, score }: CheckReport, key: boolean): unknown => ({
  version: 1,
  file,
  problems,
  answers: answers.map(({ line, question, given, written, verdict, expected, mistakes, credit, message }) => ({
    line,
    question,
    given: given ? nested(given) : (written ?? null),
    verdict,
    expected: key && expected ? nested(expected) : null,
    mistakes,
    credit,
    message,
  })),
  gradientChecks: gradientChecks.map(({ cell, name, exactError, differenceError, verdict }) => ({
    cell: cell + 1,
    name,
    exactError: toWire(exactError),
    differenceError: toWire(differenceError),
    verdict,
  })),
  score,
});

/** A bar is drawn from so many files on. */
const MANY = 10;
const BAR = 30;

export async function checkFiles({ files, json, key, original }: CommandLine): Promise<ExitCode> {
  const handedOut = original === undefined ? undefined : readOriginal(original);
  if (typeof handedOut === 'string') {
    process.stderr.write(`bp: ${handedOut}\n`);
    return 2;
  }
  const reports: CheckReport[] = [];
  // A learner at a terminal; who marks files, or reads them with the key, is not held to two probes.
  const hunts = files.length === 1 && !json && !key;
  for (const [done, file] of files.entries()) {
    showProgress(done, files.length);
    const text = readText(file);
    const report =
      typeof text === 'string' ? reportOn(file, text, handedOut, hunts) : unreadableReport(file, text.problem);
    hideProgress(files.length);
    if (json) printJson(checkJson(report, key));
    else process.stdout.write(checkText(report, key));
    reports.push(report);
  }
  if (!json && files.length > 1) process.stdout.write(checkSummary(reports));
  return reports.every(({ clean }) => clean) ? 0 : 1;
}

function reportOn(file: string, text: string, original: Document | undefined, hunts: boolean): CheckReport {
  const evaluation = evaluateFile(file, text);
  return checkReport(file, evaluation, original, hunts ? probesLeft(file, evaluation) : undefined);
}

function readOriginal(file: string): Document | string {
  const text = readText(file);
  return typeof text === 'string' ? parseDocument(text) : text.problem;
}

const drawsBar = (count: number): boolean => count >= MANY && process.stderr.isTTY === true;

function showProgress(done: number, count: number): void {
  if (!drawsBar(count)) return;
  const full = Math.round((done / count) * BAR);
  process.stderr.write(`\r[${'#'.repeat(full)}${' '.repeat(BAR - full)}] ${done} of ${count} files`);
}

/** Takes the bar away, so that a report starts on a clean line. */
function hideProgress(count: number): void {
  if (drawsBar(count)) process.stderr.write('\r\x1b[2K');
}
