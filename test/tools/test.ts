import { rm } from 'node:fs/promises';
import path from 'node:path';
import { chromiumVersion, requireChromium } from '../support/host/chromium.ts';
import { chosenEditor } from '../support/host/desktopEditor.ts';
import { installHost } from '../support/host/hostInstall.ts';
import { buildExtension } from './buildExtension.ts';
import { checkStyle, checkTypes, runVitest } from './checks.ts';
import { runEditorSuite } from './editorSuite.ts';
import { resultsFolder } from './project.ts';
import { say, sayingTo, sayRaw, seconds } from './report.ts';
import { inWords, none, oneFailed, onePassed, sum, type Tally } from './tally.ts';

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

interface Stage {
  /**
   * Stages of one lane follow each other; the two lanes share the two cores of a small machine. A stage of either lane runs in
   * the first that has finished its own.
   */
  readonly lane: 'processor' | 'windows' | 'either';
  readonly run: (files: readonly string[]) => Promise<Tally>;
  /** Reads what `build` makes. */
  readonly needsBuild?: true;
}

const vitest =
  (project: string): Stage['run'] =>
  (files) =>
    runVitest(project, files);

/** In the order in which they are reported, and in which those of one lane run. */
const stages: Readonly<Record<string, Stage>> = {
  build: { lane: 'windows', run: () => buildExtension().then(() => onePassed) },
  types: { lane: 'processor', run: checkTypes },
  style: { lane: 'processor', run: checkStyle },
  house: { lane: 'processor', run: vitest('house') },
  unit: { lane: 'processor', run: vitest('unit') },
  built: { lane: 'either', run: vitest('built'), needsBuild: true },
  editor: { lane: 'windows', run: prepareEditor },
  vscode: { lane: 'windows', run: runEditorSuite, needsBuild: true },
  e2e: { lane: 'windows', run: endToEnd, needsBuild: true },
  browser: { lane: 'either', run: vitest('browser'), needsBuild: true },
  server: { lane: 'either', run: vitest('server'), needsBuild: true },
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

async function runStage(name: string, files: readonly string[]): Promise<StageResult> {
  await rm(path.join(resultsFolder, name), { recursive: true, force: true });
  const start = performance.now();
  const tally = await stages[name]?.run(files).catch((error: unknown) => {
    return oneFailed(error instanceof Error ? error.message : String(error));
  });
  const result = { name, time: performance.now() - start, ...(tally ?? none) };
  for (const failure of result.failures) say(`Failed: ${failure}`);
  say(`── ${name}: ${inWords(result)}, ${seconds(result.time)}`);
  return result;
}

/** Beside other stages a stage writes all it says when it is over; meanwhile a line now and then says what runs. */
async function runAside(name: string, files: readonly string[]): Promise<StageResult> {
  let said = '';
  const start = performance.now();
  say(`── ${name} begins`);
  const alive = setInterval(() => say(`   … ${name}: ${Math.round((performance.now() - start) / 1000)} s`), 30_000);
  const keep = (text: string) => {
    said += text;
  };
  try {
    return await sayingTo(keep, () => runStage(name, files));
  } finally {
    clearInterval(alive);
    sayRaw(`\n── ${name}\n${said}\n`);
  }
}

async function runAll(names: readonly string[], files: readonly string[]): Promise<readonly StageResult[]> {
  const inLane = (lane: Stage['lane']) => names.filter((name) => stages[name]?.lane === lane);
  const own = (['windows', 'processor'] as const).map(inLane);
  const shared = inLane('either');
  const isAlone = names.length === 1 || (shared.length === 0 && own.some(({ length }) => length === 0));
  const results: StageResult[] = [];
  let built: () => void = () => undefined;
  const build = names.includes('build') ? new Promise<void>((resolve) => (built = resolve)) : Promise.resolve();
  const run = async (name: string) => {
    if (stages[name]?.needsBuild) await build;
    results.push(await (isAlone ? runStage : runAside)(name, files));
    if (name === 'build') built();
  };
  const runLane = async (lane: readonly string[]) => {
    for (const name of lane) await run(name);
    for (let name = shared.shift(); name !== undefined; name = shared.shift()) await run(name);
  };
  await Promise.all(own.map(runLane));
  return names.flatMap((name) => results.find((result) => result.name === name) ?? []);
}

const given = process.argv.slice(2);
const cut = given.includes('--') ? given.indexOf('--') : given.length;
const start = performance.now();
const results = await runAll(chosenStages(given.slice(0, cut)), given.slice(cut + 1));

say('');
for (const result of results) say(`${result.name.padEnd(8)} ${seconds(result.time).padStart(9)}   ${inWords(result)}`);
const all = sum(results);
say(`${'all'.padEnd(8)} ${seconds(performance.now() - start).padStart(9)}`);
for (const test of all.secondTries) say(`\nPassed when tried again: ${test}`);
for (const { name, failures } of results) for (const failure of failures) say(`\n${name}: ${failure}`);
say(`\n${inWords(all)}`);
process.exit(all.failed > 0 || all.passed === 0 ? 1 : 0);
