import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

/** Everything one run of the editor reads and writes, made anew for each run: an old profile changes results. */
export interface Profile {
  readonly folder: string;
  readonly userData: string;
  readonly extensions: string;
}

export type EditorSettings = Readonly<Record<string, unknown>>;

const quiet: EditorSettings = {
  'chat.disableAIFeatures': true,
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'git.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'workbench.enableExperiments': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
};

export async function writeSettings(userData: string, settings: EditorSettings): Promise<void> {
  await mkdir(path.join(userData, 'User'), { recursive: true });
  await writeFile(path.join(userData, 'User', 'settings.json'), JSON.stringify({ ...quiet, ...settings }, null, 2));
}

export async function freshProfile(settings: EditorSettings = {}): Promise<Profile> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'backprop-editor-'));
  const profile = { folder, userData: path.join(folder, 'user'), extensions: path.join(folder, 'extensions') };
  await mkdir(profile.extensions);
  await writeSettings(profile.userData, settings);
  return profile;
}

export const removeProfile = (profile: Profile): Promise<void> =>
  rm(profile.folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
