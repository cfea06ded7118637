import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export interface Lesson {
  readonly name: string;
  readonly text: string;
}

const folder = new URL('../../media/lessons/', import.meta.url);

export const lessons: readonly Lesson[] = readdirSync(fileURLToPath(folder))
  .filter((name) => name.endsWith('.bp'))
  .map((name) => ({ name, text: readFileSync(new URL(name, folder), 'utf8') }));
