import { parseDocument } from '../core/syntax/document.ts';
import type { Document } from '../core/syntax/tree.ts';
import { checkJson } from './checkJson.ts';
import { type CheckReport, checkReport, unreadableReport } from './checkReport.ts';
import { checkSummary, checkText } from './checkTable.ts';
import type { CommandLine } from './commandLine.ts';
import { printJson } from './json.ts';
import { evaluateFile, readText } from './openFile.ts';
import { probesLeft } from './probes.ts';
import type { ExitCode } from './run.ts';

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
