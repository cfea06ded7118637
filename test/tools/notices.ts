import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { bundles, metafileOf } from './bundles.ts';
import { inRoot } from './project.ts';

export interface ShippedPackage {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  /** The licence as the package states it; empty where it has no such file. */
  readonly text: string;
}

export const noticesFile = 'dist/thirdPartyNotices.txt';

/** The packages whose code is in a bundle, by name, as esbuild counted them. */
export async function shippedPackages(): Promise<readonly ShippedPackage[]> {
  const folders = new Set<string>();
  for (const bundle of bundles) {
    const { inputs }: { readonly inputs: Readonly<Record<string, unknown>> } = JSON.parse(
      await readFile(inRoot(metafileOf(bundle)), 'utf8'),
    );
    for (const input of Object.keys(inputs)) {
      const [folder] = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input) ?? [];
      if (folder !== undefined) folders.add(folder);
    }
  }
  return Promise.all([...folders].sort().map(shippedPackage));
}

async function shippedPackage(folder: string): Promise<ShippedPackage> {
  const { name, version, license } = JSON.parse(await readFile(inRoot(folder, 'package.json'), 'utf8'));
  const file = (await readdir(inRoot(folder))).sort().find((candidate) => /^licen[cs]e/i.test(candidate));
  const text = file === undefined ? '' : await readFile(inRoot(path.join(folder, file)), 'utf8');
  return { name, version, license: String(license), text: text.trim() };
}

/** Writes the licences of everything that ships beside it, as they ask for. */
export async function writeNotices(): Promise<void> {
  const parts = (await shippedPackages()).map(
    ({ name, version, license, text }) => `${name} ${version} (${license})\n\n${text}\n`,
  );
  const head = 'Backprop Tutor contains code of these packages, under these licences.\n';
  await writeFile(inRoot(noticesFile), [head, ...parts].join(`\n${'-'.repeat(80)}\n\n`));
}
