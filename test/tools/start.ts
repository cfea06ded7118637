import { spawn } from 'node:child_process';
import { cp, mkdtemp, readdir } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { type ChildGroup, startGroup } from '../support/host/childGroup.ts';
import { chosenEditor, desktopExecutable, type EditorChoice } from '../support/host/desktopEditor.ts';
import { installVsix, startEditorServer } from '../support/host/editorServer.ts';
import { installHost } from '../support/host/hostInstall.ts';
import { freshProfile, type Profile, removeProfile } from '../support/host/profile.ts';
import { packVsix } from '../support/packVsix.ts';
import { buildExtension } from './buildExtension.ts';
import { inRoot, root } from './project.ts';
import { say, timed } from './report.ts';

interface Lessons {
  readonly folder: string;
  readonly first: string;
}

/** The lessons are opened as a copy, so that trying things out leaves the repository as it is. */
async function copyLessons(): Promise<Lessons> {
  const folder = path.join(await mkdtemp(path.join(os.tmpdir(), 'backprop-lessons-')), 'lessons');
  await cp(inRoot('media', 'lessons'), folder, { recursive: true });
  const first = (await readdir(folder)).filter((name) => name.endsWith('.bp')).sort()[0];
  if (first === undefined) throw new Error('there is no lesson in media/lessons');
  return { folder, first: path.join(folder, first) };
}

function showInBrowser(address: string): void {
  if (!process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) return;
  spawn('xdg-open', [address], { stdio: 'ignore', detached: true })
    .once('error', () => undefined)
    .unref();
}

async function openInHost({ folder, first }: Lessons, profile: Profile): Promise<ChildGroup> {
  const host = await installHost();
  await timed('extension', async () => {
    const { file } = await packVsix(path.join(profile.folder, 'backprop-tutor.vsix'));
    await installVsix(host, profile, file);
  });
  const server = await startEditorServer({ host, profile, folder, port: Number(process.env.BACKPROP_PORT ?? 0) });
  const page = server.page(folder, [['openFile', server.uri(first)]]);
  say(`\nOpen this address in a browser on this machine:\n\n  ${page}\n`);
  showInBrowser(page);
  return server.group;
}

async function openOnDesktop(choice: EditorChoice, { folder, first }: Lessons, profile: Profile): Promise<ChildGroup> {
  const executable = await desktopExecutable(choice);
  const own = [
    `--user-data-dir=${profile.userData}`,
    `--extensions-dir=${profile.extensions}`,
    `--extensionDevelopmentPath=${root}`,
  ];
  const group = startGroup(executable, [...own, '--disable-workspace-trust', '--skip-welcome', folder, first], {
    env: process.env,
  });
  group.keeper.stdout?.resume();
  group.keeper.stderr?.resume();
  say(`\nOpened ${executable}\n`);
  return group;
}

async function start(): Promise<void> {
  const interrupted = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve());
  });
  await timed('build', buildExtension);
  const profile = await freshProfile();
  const choice = chosenEditor(process.argv.slice(2));
  const lessons = await copyLessons();
  const opening = choice === 'host' ? openInHost(lessons, profile) : openOnDesktop(choice, lessons, profile);
  try {
    const group = await Promise.race([opening, interrupted]);
    if (!group) return;
    say(`Your copy of the lessons: ${lessons.folder}\nCtrl+C ends the editor.`);
    await Promise.race([group.ended, interrupted]);
  } finally {
    await Promise.race([
      opening.then((group) => group.stop()).catch(() => undefined),
      new Promise((done) => setTimeout(done, 5000)),
    ]);
    await removeProfile(profile);
  }
}

try {
  await start();
  process.exit(0);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
