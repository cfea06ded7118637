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
    readonly keybindings: readonly { readonly command: string; readonly key: string; readonly mac?: string }[];
    readonly configuration: { readonly properties: Readonly<Record<string, unknown>> };
    readonly commands: readonly { readonly command: string; readonly title: string }[];
  };
};

const words = JSON.parse(readFileSync('package.nls.json', 'utf8')) as Readonly<Record<string, string>>;

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
    const titles = Object.values(words);
    const titled = found(taught, /`Backprop: ([^`]+)`/g).filter(({ word }) => !titles.includes(word));
    expect(titled, 'titles of commands').toEqual([]);
    const known = new Set([
      ...Object.keys(manifest.contributes.configuration.properties),
      ...manifest.contributes.commands.map(({ command }) => command),
    ]);
    const settings = found(taught, /`(backprop\.[\w.]+)`/g).filter(({ word }) => !known.has(word));
    expect(settings, 'settings').toEqual([]);
  });
});

describe('the keys', () => {
  const { keybindings, commands: contributed } = manifest.contributes;
  /** `ctrl+k home` as people read it: Ctrl+K Home. */
  const inWords = (key: string): string => key.replaceAll(/\b[a-z]/g, (letter) => letter.toUpperCase());

  it('are no letters of any keyboard: Ctrl with Alt is AltGr', () => {
    const chords = keybindings.flatMap(({ key, mac }) => [key, mac ?? key].flatMap((keys) => keys.split(' ')));
    expect(chords.filter((chord) => /(?:ctrl|cmd)\+alt|alt\+(?:ctrl|cmd)/.test(chord))).toEqual([]);
    expect(chords.filter((chord) => /^alt\+\w/.test(chord))).toEqual([]);
    const all = keybindings.map(({ key }) => key);
    expect(all.filter((key, index) => all.indexOf(key) !== index)).toEqual([]);
    // There Alt writes signs such as ≥.
    const onMac = (key: string): string => key.replace('ctrl', 'cmd').replace('alt', 'ctrl');
    expect(keybindings.filter(({ key, mac }) => mac !== undefined && mac !== onMac(key))).toEqual([]);
  });

  it('are all in the table of README', () => {
    const titleOf = (command: string): string =>
      words[contributed.find((one) => one.command === command)?.title.replaceAll('%', '') ?? ''] ?? '';
    const rows = readFileSync('README.md', 'utf8').matchAll(
      /^\| (\S*(?:Ctrl|Alt|Shift)\+.*?) +\| `Backprop: (.*?)` +\|$/gm,
    );
    expect(Array.from(rows, ([, key, title]) => [key, title]).toSorted()).toEqual(
      keybindings.map(({ key, command }) => [inWords(key), titleOf(command)]).toSorted(),
    );
  });

  it('that documents and lessons name are these', () => {
    const known = [...keybindings.map(({ key }) => inWords(key)), 'Ctrl+K', 'Ctrl+C', 'Alt+Up', 'Alt+Down'];
    const named = found(taught, /((?:Ctrl|Cmd|Alt|Shift)\+(?:\w+|[.,](?= ))(?: (?:[A-Z]|Home|End)\b)?)/g);
    expect(named.length).toBeGreaterThan(10);
    const onMac = ['Ctrl+.', 'Ctrl+,'];
    expect(named.filter(({ word }) => ![...known, ...onMac].includes(word))).toEqual([]);
  });
});
