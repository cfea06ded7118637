import { chmod, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { runTests } from '@vscode/test-electron';
import { type BuildOptions, build } from 'esbuild';
import { chosenEditor, desktopExecutable } from '../support/host/desktopEditor.ts';
import { freshProfile, removeProfile } from '../support/host/profile.ts';
import { cacheFolder, inRoot, resultsFolder, root } from './project.ts';
import { say } from './report.ts';
import { clearResult, type RunResult, type Tally, tallyOf } from './tally.ts';

const resultFile = path.join(resultsFolder, 'vscode.json');
const suite = path.join(cacheFolder, 'editorSuite.js');
const launcher = path.join(cacheFolder, 'editorLauncher.mjs');

const common: BuildOptions = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  sourcemap: 'inline',
  logLevel: 'warning',
};

async function buildSuite(): Promise<void> {
  await build({
    ...common,
    entryPoints: [inRoot('test/vscode/index.ts')],
    outfile: suite,
    format: 'cjs',
    external: ['vscode', 'mocha'],
  });
}

/** The launcher is a program of its own: test-electron starts it as it would start VS Code. */
async function buildLauncher(): Promise<string> {
  const shebang = { js: '#!/usr/bin/env node' };
  await build({
    ...common,
    entryPoints: [inRoot('test/tools/launcher.ts')],
    outfile: launcher,
    format: 'esm',
    packages: 'external',
    banner: shebang,
  });
  await chmod(launcher, 0o755);
  return launcher;
}

/** Runs the suite of test/vscode inside a real editor. */
export async function runEditorSuite(): Promise<Tally> {
  await clearResult(resultFile);
  await buildSuite();
  const screenshots = path.join(resultsFolder, 'vscode');
  await mkdir(screenshots, { recursive: true });
  const choice = chosenEditor();
  const inHost = choice === 'host';
  const profile = await freshProfile();
  let code = 0;
  try {
    await runTests({
      vscodeExecutablePath: inHost ? await buildLauncher() : await desktopExecutable(choice),
      extensionDevelopmentPath: root,
      extensionTestsPath: suite,
      launchArgs: [
        inRoot('media', 'lessons'),
        `--user-data-dir=${profile.userData}`,
        `--extensions-dir=${profile.extensions}`,
      ],
      extensionTestsEnv: { BACKPROP_RESULT: resultFile, ...(inHost ? { BACKPROP_SCREENSHOTS: screenshots } : {}) },
    });
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
    code = 1;
  } finally {
    await removeProfile(profile);
  }
  return tallyOf(resultFile, (result: RunResult) => result, code);
}
