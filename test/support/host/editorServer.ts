import { createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { runOrThrow } from '../run.ts';
import { type ChildGroup, startGroup } from './childGroup.ts';
import type { Host } from './hostInstall.ts';
import type { Profile } from './profile.ts';

const startLimit = 60_000;

/** How the pages of a server are reached. */
export interface ServedPages {
  /** Where the workbench is served, `http://127.0.0.1:<port>`. */
  readonly address: string;
  /** The page that opens a folder; pairs of `payload` go to the workbench as VS Code's own web pages pass them. */
  page(folder: string | undefined, payload?: readonly (readonly [string, string])[]): string;
  /** A file as the workbench names it. */
  uri(file: string): string;
}

export interface EditorServer extends ServedPages {
  readonly profile: Profile;
  readonly group: ChildGroup;
}

export function pagesAt(address: string): ServedPages {
  return {
    address,
    page(opened, payload = []) {
      const query = new URLSearchParams(opened ? { folder: path.resolve(opened) } : { ew: 'true' });
      if (payload.length > 0) query.set('payload', JSON.stringify(payload));
      return `${address}/?${query}`;
    },
    uri: (file) => `vscode-remote://${new URL(address).host}${path.resolve(file)}`,
  };
}

export interface ServerOptions {
  readonly host: Host;
  readonly profile: Profile;
  /** Without it a built workbench ignores the tests that the page asks for; with it no toasts are shown. */
  readonly runsTests?: boolean;
  /** Any free one if it is left out. */
  readonly port?: number;
  /** Folders are not trusted until the reader says so, as in an editor of one's own; otherwise all are. */
  readonly asksForTrust?: boolean;
  /** What the plain address opens. */
  readonly folder?: string;
}

/** Keeps the developer's home as it is, and the editor away from any gallery of extensions. */
function environment({ folder }: Profile): NodeJS.ProcessEnv {
  const { VSCODE_IPC_HOOK_CLI, ELECTRON_RUN_AS_NODE, NODE_OPTIONS, ...rest } = process.env;
  const own = Object.fromEntries(['CONFIG', 'DATA', 'CACHE', 'STATE'].map((kind) => [`XDG_${kind}_HOME`, folder]));
  return { ...rest, ...own, EXTENSIONS_GALLERY: JSON.stringify({ serviceUrl: '' }) };
}

const commonArguments = (host: Host, profile: Profile): readonly string[] => [
  host.serverMain,
  '--accept-server-license-terms',
  '--disable-telemetry',
  '--server-data-dir',
  path.join(profile.folder, 'server'),
  '--user-data-dir',
  profile.userData,
  '--extensions-dir',
  profile.extensions,
];

/** Installs a packed extension into a profile whose server does not run yet. */
export async function installVsix(host: Host, profile: Profile, vsix: string): Promise<void> {
  const args = [...commonArguments(host, profile), '--install-extension', vsix, '--force'];
  await runOrThrow(host.node, args, { env: environment(profile) });
}

function listening(group: ChildGroup, log: NodeJS.WritableStream): Promise<number> {
  return new Promise((resolve, reject) => {
    let output = '';
    const read = (chunk: Buffer) => {
      log.write(chunk);
      if (output.length < 100_000) output += chunk.toString();
      const port = /Extension host agent listening on (\d+)/.exec(output)?.[1];
      if (port) resolve(Number(port));
    };
    group.keeper.stdout?.on('data', read);
    group.keeper.stderr?.on('data', read);
    const fail = (what: string) => reject(new Error(`the editor's server ${what}\n${output.slice(-3000)}`));
    void group.ended.then(() => fail('ended at once'));
    setTimeout(fail, startLimit, `did not start in ${startLimit / 1000} s`).unref();
  });
}

export async function startEditorServer(options: ServerOptions): Promise<EditorServer> {
  const { host, profile, runsTests = false, asksForTrust = false, port = 0, folder } = options;
  const args = [
    ...commonArguments(host, profile),
    ...['--host', '127.0.0.1', '--port', String(port), '--without-connection-token'],
    '--disable-getting-started-override',
    ...(asksForTrust ? [] : ['--disable-workspace-trust']),
    ...(runsTests ? ['--enable-smoke-test-driver'] : []),
    ...(folder ? ['--default-folder', folder] : []),
  ];
  const group = startGroup(host.node, args, { env: environment(profile) });
  const logFile = path.join(profile.folder, 'server.log');
  const log = createWriteStream(logFile);
  try {
    const address = `http://127.0.0.1:${await listening(group, log)}`;
    // A Node too old for this server shows only here.
    const answer = await fetch(address);
    if (!answer.ok)
      throw new Error(`the editor's page answers ${answer.status}\n${(await readFile(logFile, 'utf8')).slice(-3000)}`);
    return { ...pagesAt(address), profile, group };
  } catch (error) {
    await group.stop();
    throw error;
  }
}
