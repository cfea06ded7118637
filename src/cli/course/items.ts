/** `bp items`: the questions of a file as items for a learning-management system. */
import { basename } from 'node:path';
import { itemsOf } from '../../core/tutor/course/items.ts';
import { worksheetVariants } from '../../core/tutor/practice/worksheets/variants.ts';
import type { CommandLine, ExitCode } from '../commandLine.ts';
import { evaluateFile, surroundingsOf } from '../openFile.ts';
import { complain, emit } from '../terminal.ts';
import { writeAll } from '../writing.ts';
import { readHomework } from './handOut.ts';
import { type Bank, canBeTyped, itemFiles } from './itemFiles.ts';

const ENDS = { qti12: '.zip', qti21: '.zip', moodle: '.xml', prairielearn: '-questions' } as const;

export function writeItems(line: CommandLine): ExitCode {
  const [file = ''] = line.files;
  const { items: format = 'qti12' } = line.course;
  const text = readHomework(file);
  if (text === undefined) return 1;
  const surroundings = surroundingsOf(file);
  const { seed = 0, variants } = line.practice;
  const texts =
    variants < 1
      ? [text]
      : worksheetVariants(text, { seed, count: variants, surroundings, cells: 'asking', keepsSizes: true });
  const banks = new Map<string, Bank & { readonly items: Bank['items'][number][] }>();
  let refusals = 0;
  for (const [at, one] of texts.entries()) {
    const { items, refused } = itemsOf(evaluateFile(file, one));
    for (const { question, line: where, reason } of refused) {
      refusals++;
      complain(
        `bp: ${file}:${where}: ${question}${variants < 1 ? '' : ` of variant ${at + 1}`} is left out: ${reason}\n`,
      );
    }
    for (const item of items) {
      const key = `${item.cell}\n${item.question}`;
      const bank = banks.get(key) ?? { title: item.cell === '' ? basename(file, '.bp') : item.cell, items: [] };
      bank.items.push(item);
      banks.set(key, bank);
      const [right] = item.options;
      if (!canBeTyped(format, item))
        complain(
          `bp: ${item.question} = ${right?.text}: Canvas turns typed numbers below 0.0001 into 0, so this one is asked by choice only\n`,
        );
    }
  }
  if (banks.size === 0) {
    complain('bp: none of the questions can be exported, so nothing is written\n');
    return 1;
  }
  const name = basename(file, '.bp');
  const out = line.out ?? (format === 'moodle' ? undefined : `${name}-${format}${ENDS[format]}`);
  const files = itemFiles(format, name, [...banks.values()], out ?? '');
  const [only] = files;
  if (out === undefined && only) {
    emit(only.content);
    return 0;
  }
  const code = writeAll(files, line);
  const count = [...banks.values()].reduce((sum, { items }) => sum + items.length, 0);
  if (code === 0)
    complain(
      `bp: ${out}: ${count} questions${refusals > 0 ? `, ${refusals} left out` : ''}, by choice and, where a system can, by typing\n`,
    );
  return code;
}
