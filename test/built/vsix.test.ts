import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PackedExtension, packVsix } from '../support/packVsix.ts';
import { listZip } from '../support/zip.ts';

describe('the packed extension', () => {
  let folder: string;
  let packed: PackedExtension;
  let files: readonly string[];

  beforeAll(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'backprop-vsix-'));
    packed = await packVsix(path.join(folder, 'backprop-tutor.vsix'));
    files = await listZip(packed.file);
  }, 60_000);
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('is under 2 MB', () => {
    expect(packed.bytes).toBeLessThan(2 * 1024 * 1024);
  });

  it('holds what users need', () => {
    const wanted = [
      'package.json',
      'package.nls.json',
      'package.nls.de.json',
      'media/l10n/bundle.l10n.de.json',
      'dist/extension.js',
      'dist/thirdPartyNotices.txt',
      'media/bp.tmLanguage.json',
      'media/icons/extension.png',
      'LICENSE.txt',
      'readme.md',
      'changelog.md',
    ];
    expect(wanted.filter((file) => !files.includes(`extension/${file}`))).toEqual([]);
  });

  it('holds nothing that only its makers need', () => {
    expect(files.filter((file) => file.includes('/media/readme/'))).toEqual([]);
    expect(files).not.toContain('extension/dist/bp.js');
    const makers = /^extension\/(src|test|webview|node_modules|\.\w)|\.map$|\.tsx?$|^extension\/dist\/meta\//;
    expect(files.filter((file) => makers.test(file))).toEqual([]);
  });
});
