import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { packVsix } from '../support/packVsix.ts';
import { inRoot, root } from './project.ts';
import { say, timed } from './report.ts';

/** Addresses that nobody but the project's owner can give; SECURITY.md, SUPPORT.md and CITATION.cff lead to them. */
const ADDRESSES = ['repository', 'homepage', 'bugs'] as const;

interface Manifest {
  readonly version: string;
  readonly publisher: string;
  readonly [field: string]: unknown;
}

/** What must change before people can install it from the Marketplace or from Open VSX. */
function* missing(manifest: Manifest, preRelease: boolean): Generator<string> {
  const absent = ADDRESSES.filter((name) => manifest[name] === undefined);
  if (absent.length > 0)
    yield `Before it is published, package.json needs ${absent.join(', ')}: these addresses are yours to give.`;
  const minor = Number(manifest.version.split('.')[1]);
  // The editor updates to the highest version of either channel, so that the two must not meet.
  if (minor % 2 === 1 && !preRelease)
    yield `Version ${manifest.version} has an odd minor number, as pre-releases have: pack it with --pre-release, or give it an even one.`;
  if (minor % 2 === 0 && preRelease)
    yield `Version ${manifest.version} has an even minor number, as releases have: give a pre-release an odd one.`;
}

const preRelease = process.argv.includes('--pre-release');
await timed('package', async () => {
  const { file, bytes } = await packVsix(inRoot('backprop-tutor.vsix'), preRelease);
  const name = path.relative(root, file);
  say(`${name}  ${Math.round(bytes / 1024)} KB`);
  const manifest: Manifest = JSON.parse(await readFile(inRoot('package.json'), 'utf8'));
  const lacks = [...missing(manifest, preRelease)];
  for (const line of lacks) say(line);
  if (lacks.length > 0) return;
  say(`It can be published, with the tokens of the publisher ${manifest.publisher}:`);
  say(`  npx @vscode/vsce publish --packagePath ${name}${preRelease ? ' --pre-release' : ''}`);
  say(`  npx ovsx publish ${name}`);
});
