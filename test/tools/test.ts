import { rm } from 'node:fs/promises';
import path from 'node:path';
import { chromiumVersion, requireChromium } from '../support/host/chromium.ts';
import { chosenEditor } from '../support/host/desktopEditor.ts';
import { installHost } from '../support/host/hostInstall.ts';
import { buildExtension } from './buildExtension.ts';
import { checkStyle, checkTypes, runVitest } from './checks.ts';
import { runEditorSuite } from './editorSuite.ts';
import { resultsFolder } from './project.ts';
import { say, seconds } from './report.ts';
import { none, oneFailed, onePassed, sum, type Tally } from './tally.ts';

/** Fetches what shows the extension to the tests: a browser, and the editor that is served to it. */
async function prepareEditor(): Promise<Tally> {
  const choice = chosenEditor();
  const chromium = await requireChromium();
  if (choice === 'host') await installHost();
  say(`${choice === 'host' ? 'VS Code from npm' : choice}; ${await chromiumVersion(chromium)}`);
  return none;
}

async function endToEnd(): Promise<Tally> {
  if (chosenEditor() === 'host') return runVitest('e2e');
  say('The end-to-end run needs the editor from npm (Linux): not run.');
  return none;
}

/** In the order in which they run. */
const stages: Readonly<Record<string, () => Promise<Tally>>> = {
  types: checkTypes,
  style: checkStyle,
  house: () => runVitest('house'),
  build: () => buildExtension().then(() => onePassed),
  built: () => runVitest('built'),
  unit: () => runVitest('unit'),
  server: () => runVitest('server'),
  editor: prepareEditor,
  browser: () => runVitest('browser'),
  vscode: runEditorSuite,
  e2e: endToEnd,
};

const shorthands: Readonly<Record<string, readonly string[]>> = { check: ['types', 'style', 'house'] };

function chosenStages(args: readonly string[]): readonly string[] {
  const wanted = args.length > 0 ? args.flatMap((name) => shorthands[name] ?? [name]) : Object.keys(stages);
  const unknown = wanted.find((name) => !(name in stages));
  if (unknown)
    throw new Error(
      `there is no stage ${unknown}; there are ${[...Object.keys(shorthands), ...Object.keys(stages)].join(', ')}`,
    );
  return Object.keys(stages).filter((name) => wanted.includes(name));
}

interface StageResult extends Tally {
  readonly name: string;
  readonly time: number;
}

async function runStage(name: string): Promise<StageResult> {
  say(`\n── ${name}`);
  await rm(path.join(resultsFolder, name), { recursive: true, force: true });
  const start = performance.now();
  const tally = await stages[name]?.().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    return oneFailed;
  });
  const result = { name, time: performance.now() - start, ...(tally ?? oneFailed) };
  say(`── ${name}: ${result.passed} passed, ${result.failed} failed, ${seconds(result.time)}`);
  return result;
}

const results: StageResult[] = [];
for (const name of chosenStages(process.argv.slice(2))) results.push(await runStage(name));

say('');
for (const { name, passed, failed, time } of results) {
  say(
    `${name.padEnd(8)} ${String(passed).padStart(7)} passed ${String(failed).padStart(5)} failed ${seconds(time).padStart(9)}`,
  );
}
const { passed, failed } = sum(results);
say(`\n${passed} passed, ${failed} failed`);
process.exit(failed > 0 || passed === 0 ? 1 : 0);
