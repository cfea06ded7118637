/** `bp class`: a folder of hand-ins as one page, or as JSON, and a practice sheet for each student. */
import { basename, join, resolve } from 'node:path';
import { fileNameText } from '../../core/base/quoting.ts';
import { markFiles } from '../check.ts';
import type { CommandLine, ExitCode } from '../commandLine.ts';
import { printJson } from '../json.ts';
import { complain, say } from '../terminal.ts';
import { type Made, writeAll } from '../writing.ts';
import { classPage } from './classPage.ts';
import { type ClassReport, classReport } from './classReport.ts';

export function reportOnClass(line: CommandLine): ExitCode {
  const marked = markFiles(line, { hunts: false, each: () => undefined });
  if (marked === undefined) return 2;
  const titles = marked.handedOut?.document.cells.map(({ title }) => title) ?? [];
  const report = classReport(marked.reports, { titles, seed: line.practice.seed ?? 0 });
  const files: Made[] = sheetsOf(report, line.course.sheets);
  if (line.out !== undefined) {
    const isJson = line.out.endsWith('.json');
    const title = `${basename(line.original ?? resolve(line.files[0] ?? '.')).replace(/\.bp$/, '')}: the class`;
    files.push({ file: line.out, content: isJson ? `${JSON.stringify(report, null, 2)}\n` : classPage(report, title) });
  }
  const code = writeAll(files, line);
  if (code !== 0) return code;
  for (const { file } of files.slice(-1)) complain(`bp: ${file}: ${report.students.length} hand-ins\n`);
  if (line.json) printJson(report);
  else say(report.remarks.map((words, i) => `${i + 1}. ${words}\n`).join(''));
  return 0;
}

function sheetsOf({ students }: ClassReport, folder: string | undefined): Made[] {
  if (folder === undefined) return [];
  const used = new Set<string>();
  return students.flatMap(({ id, file, sheet }) => {
    if (sheet === null) return [];
    const plain = fileNameText(id === '' ? basename(file, '.bp') : id);
    let name = plain;
    for (let i = 2; used.has(name.toLowerCase()); i++) name = `${plain}-${i}`;
    used.add(name.toLowerCase());
    return [{ file: join(folder, `${name}.bp`), content: sheet.text }];
  });
}
