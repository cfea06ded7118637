import { readFile } from 'node:fs/promises';
import { packVsix } from '../support/packVsix.ts';
import { inRoot } from './project.ts';
import { say, timed } from './report.ts';

/** Addresses that nobody but the project's owner can give; SECURITY.md, SUPPORT.md and CITATION.cff lead to them. */
const ADDRESSES = ['repository', 'homepage', 'bugs'] as const;

await timed('package', async () => {
  const { file, bytes } = await packVsix(inRoot('backprop-tutor.vsix'));
  say(`${file}  ${Math.round(bytes / 1024)} KB`);
  const manifest: Readonly<Record<string, unknown>> = JSON.parse(await readFile(inRoot('package.json'), 'utf8'));
  const missing = ADDRESSES.filter((name) => manifest[name] === undefined);
  if (missing.length > 0)
    say(`Before it is published, package.json needs ${missing.join(', ')}: these addresses are yours to give.`);
});
