import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requireChromium } from '../../support/host/chromium.ts';
import { run } from '../../support/run.ts';
import { inRoot } from '../../tools/project.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'bp-export-'));
const bp = path.join(folder, 'bp.cjs');
const lesson = path.join(folder, 'simple.bp');

beforeAll(async () => {
  await build({
    entryPoints: [inRoot('src/cli/bp.ts')],
    outfile: bp,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    loader: { '.wasm': 'binary' },
    logLevel: 'error',
  });
  cpSync(inRoot('node_modules/katex/dist/fonts'), path.join(folder, 'webview', 'fonts'), { recursive: true });
  writeFileSync(lesson, 'x = -2; y = 5; z = -4\nq = x + y\nf = q * z\n');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const exported = async (...words: readonly string[]): Promise<string> => {
  const { code, output } = await run(process.execPath, [bp, 'export', lesson, ...words], { cwd: folder });
  return `${code}: ${output}`;
};

describe('bp export', () => {
  it('writes an SVG that carries its fonts, on white paper or on dark', async () => {
    const light = await exported('--to', 'svg');
    expect(light.match(/@font-face/g)?.length).toBe(2);
    expect(light).toContain('.paper{fill:#ffffff}');
    expect(await exported('--to', 'svg', '--theme', 'dark')).toContain('.paper{fill:#1f1f1f}');
    expect(await exported('--to', 'svg', '--theme', 'pink')).toMatch(/^2: bp: --theme takes light or dark/);
  });

  it('paints a PNG of the same picture, two pixels for each', async () => {
    process.env.BP_BROWSER = await requireChromium();
    const target = path.join(folder, 'simple.png');
    expect(await exported('--to', 'png', '--out', target)).toBe('0: ');
    const bytes = readFileSync(target);
    expect(bytes.subarray(1, 4).toString()).toBe('PNG');
    const [, width, height] = /width="(\d+)" height="(\d+)"/.exec(await exported('--to', 'svg')) ?? [];
    expect([bytes.readUInt32BE(16), bytes.readUInt32BE(20)]).toEqual([2 * Number(width), 2 * Number(height)]);
  });

  it('says what is missing where no browser paints', async () => {
    process.env.BP_BROWSER = path.join(folder, 'no-browser');
    expect(await exported('--to', 'png')).toMatch(/^1: bp: .*no-browser painted nothing\n$/);
  });
});
