import { basename, dirname, resolve } from 'node:path';

/** Whose file it is, as far as it says. */
export interface Student {
  readonly name: string;
  readonly id: string;
}

const HEADER_LINES = 20;

/** From comments such as `# name: Ada` and `# id: adal` in the first lines; else the id is the name of the folder the file lies in. */
export function studentOf(file: string, text: string): Student {
  const head = text.split(/\r\n|\n|\r/, HEADER_LINES);
  const said = (words: string): string =>
    head
      .map((line) => new RegExp(`^\\s*#\\s*(?:${words})\\s*:\\s*(.+?)\\s*$`, 'i').exec(line)?.[1])
      .find((found) => found) ?? '';
  const name = said('name|student');
  const id = said('id|uniqname|student id|matriculation');
  return { name, id: id === '' && name === '' ? folderOf(file) : id };
}

const folderOf = (file: string): string => basename(dirname(resolve(file)));
