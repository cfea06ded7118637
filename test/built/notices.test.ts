import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { noticesFile, shippedPackages } from '../tools/notices.ts';
import { inRoot } from '../tools/project.ts';

/** All ask for their text to be passed on. The language client brings BlueOak-1.0.0 in, the chat's protocol BSD-3-Clause. */
const allowed = new Set(['MIT', 'ISC', 'Apache-2.0', 'BSD-3-Clause', 'BlueOak-1.0.0']);

describe('code of others that ships', () => {
  it('is under a licence that allows it, and states it', async () => {
    const shipped = await shippedPackages();
    expect(shipped.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['preact', 'katex', 'vscode-languageclient']),
    );
    expect(
      shipped.filter(({ license }) => !allowed.has(license)).map(({ name, license }) => `${name}: ${license}`),
    ).toEqual([]);
    expect(shipped.filter(({ text }) => text === '').map(({ name }) => name)).toEqual([]);
  });

  it('stands in the notices with the words of its licence', async () => {
    const notices = await readFile(inRoot(noticesFile), 'utf8');
    const shipped = await shippedPackages();
    expect(
      shipped.filter(({ name, version }) => !notices.includes(`${name} ${version} (`)).map(({ name }) => name),
    ).toEqual([]);
    expect(shipped.filter(({ text }) => !notices.includes(text)).map(({ name }) => name)).toEqual([]);
  });
});
