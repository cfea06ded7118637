import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { xmlText } from '../../core/base/quoting.ts';
import type { CommandLine, ExitCode } from '../commandLine.ts';
import { readText } from '../openFile.ts';
import { complain } from '../terminal.ts';
import { type Made, writeAll } from '../writing.ts';

/** What is built beside this program: the page's own files. */
const PARTS = join(__dirname, 'site');

/** A page that needs no server: it works from a folder, and without a network. */
export function writeSite(line: CommandLine): ExitCode {
  const { files, out } = line;
  if (out === undefined) {
    complain('bp: --out is missing: a folder for the page\n');
    return 2;
  }
  if (!existsSync(PARTS)) {
    complain('bp: this copy of bp has no folder "site" beside it: the npm package has\n');
    return 2;
  }
  const lessons: { readonly name: string; readonly title: string; readonly text: string }[] = [];
  for (const file of files) {
    const text = readText(file);
    if (typeof text !== 'string') {
      complain(`bp: ${text.problem}\n`);
      return 2;
    }
    const name = basename(file);
    if (lessons.some((other) => other.name === name)) {
      complain(`bp: two lessons are called ${name}: the page and its links know them by their names\n`);
      return 2;
    }
    lessons.push({ name, title: /^# %%(?: \[\w+\])? (.+)$/m.exec(text)?.[1] ?? name, text });
  }
  const made: Made[] = partsOf(PARTS, out);
  const title = lessons.length === 1 ? (lessons[0]?.title ?? '') : 'Lessons';
  const page = readFileSync(join(PARTS, 'index.html'), 'utf8').replace('<title>Lessons<', `<title>${xmlText(title)}<`);
  const data = `globalThis.backpropLessons = ${JSON.stringify(lessons)};\n`;
  const code = writeAll(
    [
      ...made.filter(({ file }) => basename(file) !== 'index.html'),
      { file: join(out, 'index.html'), content: page },
      { file: join(out, 'lessons.js'), content: data },
    ],
    line,
  );
  if (code === 0)
    complain(`bp: ${join(out, 'index.html')}: open it in a browser, or put the folder ${out} on a server\n`);
  return code;
}

function partsOf(folder: string, out: string): Made[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => {
      const from = join(parentPath, name);
      return { file: join(out, from.slice(folder.length + 1)), content: new Uint8Array(readFileSync(from)) };
    });
}
