import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { commands } from '../../src/cli/commandLine.ts';
import { type ProjectFile, projectFiles } from './projectFiles.ts';

const isDocument = ({ path: file }: ProjectFile): boolean => file.endsWith('.md') && !file.startsWith('test/language/');
const documents = projectFiles.filter(isDocument);
/** What learners and instructors read. */
const taught = [...documents, ...projectFiles.filter(({ path: file }) => file.startsWith('media/lessons/'))];
const guides = documents.filter(({ path: file }) => !file.includes('/') && file !== 'CHANGELOG.md');
const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as {
  readonly scripts: Readonly<Record<string, string>>;
  readonly contributes: {
    readonly configuration: { readonly properties: Readonly<Record<string, unknown>> };
    readonly commands: readonly { readonly command: string }[];
  };
};

/** What a pattern's first group finds in texts, with the place. */
const found = (
  files: readonly ProjectFile[],
  pattern: RegExp,
): readonly { readonly at: string; readonly word: string }[] =>
  files.flatMap(({ path: file, text }) =>
    [...text.matchAll(pattern)].map((match) => ({
      at: `${file}:${text.slice(0, match.index).split('\n').length}`,
      word: match[1] ?? '',
    })),
  );

const anchorsIn = (text: string): readonly string[] =>
  [...text.matchAll(/^#+ +(.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );

function leadsNowhere(from: string, link: string): boolean {
  if (/^[a-z]+:/.test(link)) return false;
  const [file = '', anchor] = link.split('#');
  const target = file === '' ? from : path.posix.join(path.posix.dirname(from), file);
  if (!existsSync(target)) return true;
  return anchor !== undefined && !anchorsIn(readFileSync(target, 'utf8')).includes(anchor);
}

describe('documents', () => {
  it('link only to what is there', () => {
    const all = [...found(documents, /\]\(([^)\s]+)\)/g), ...found(documents, /(?:src|srcset|href)="([^"]+)"/g)];
    expect(all.length).toBeGreaterThan(10);
    expect(all.filter(({ at, word }) => leadsNowhere(at.split(':')[0] ?? '', word))).toEqual([]);
  });

  it('name only files that are there', () => {
    const named = found(guides, /`([\w@./-]+\.(?:tsx?|mjs|mts|css|md|bp))`/g).filter(({ word }) => word.includes('/'));
    expect(named.length).toBeGreaterThan(40);
    const isThere = (word: string): boolean =>
      word.startsWith('dist/') || projectFiles.some(({ path: file }) => file === word || file.endsWith(`/${word}`));
    expect(named.filter(({ word }) => !isThere(word))).toEqual([]);
  });

  it('give each constant the file in which it stands', () => {
    const rows = guides.flatMap(({ text }) => [
      ...text.matchAll(/`([A-Za-z_]+)`(?:, `([A-Za-z_]+)`)? in `([\w/.]+\.ts)`/g),
    ]);
    expect(rows.length).toBeGreaterThan(10);
    const isLost = ([, name = '', other, file = '']: RegExpMatchArray): boolean => {
      const text = projectFiles.find((one) => one.path.endsWith(`/${file}`))?.text ?? '';
      return [name, other ?? name].some((word) => !new RegExp(`\\b${word}\\b`).test(text));
    };
    expect(rows.filter(isLost).map(([row]) => row)).toEqual([]);
  });

  it('name only scripts, commands and settings that exist', () => {
    const scripts = found(documents, /npm run ([\w:]+)/g).filter(({ word }) => !Object.hasOwn(manifest.scripts, word));
    expect(scripts, 'npm run').toEqual([]);
    const program = found(guides, /(?:^|`|\$ |dist\/bp\.js )bp ([a-z]+)/gm);
    expect(
      program.filter(({ word }) => !commands.some((one) => one === word)),
      'bp',
    ).toEqual([]);
    const texts = Object.values(JSON.parse(readFileSync('package.nls.json', 'utf8')) as Record<string, string>);
    const titled = found(taught, /`Backprop: ([^`]+)`/g).filter(({ word }) => !texts.includes(word));
    expect(titled, 'titles of commands').toEqual([]);
    const known = new Set([
      ...Object.keys(manifest.contributes.configuration.properties),
      ...manifest.contributes.commands.map(({ command }) => command),
    ]);
    const settings = found(taught, /`(backprop\.[\w.]+)`/g).filter(({ word }) => !known.has(word));
    expect(settings, 'settings').toEqual([]);
  });
});
