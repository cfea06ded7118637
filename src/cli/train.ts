import { setFlagsFromString } from 'node:v8';
import { csvField } from '../core/base/quoting.ts';
import { type Spread, settingOf, spreadOf, withoutSeed } from '../core/base/seeds.ts';
import { showCount } from '../core/base/show.ts';
import type { Evaluation } from '../core/evaluate/evaluation.ts';
import { trainingWithheld } from '../core/explain/withheld.ts';
import { openSecrets } from '../core/tutor/marking/markDocument.ts';
import { dataSets } from '../data/index.ts';
import { dataPaths } from '../language/document/dataPaths.ts';
import { toWire } from '../protocol/wire.ts';
import { isPlanProblem, trainingOf } from '../trainer/plan/plan.ts';
import { rankOf } from '../trainer/run/measure.ts';
import { trainToEnd } from '../trainer/session/trainToEnd.ts';
import type { CommandLine, ExitCode } from './commandLine.ts';
import { nested, printJson } from './json.ts';
import { evaluateFile, filesBeside, lackOf, readText } from './openFile.ts';
import { complain, progress as progressLine, say } from './terminal.ts';
import { writeAll } from './writing.ts';

/** Runs the `train(…)` of one cell, or of every cell that has one. */
export async function trainFile(line: CommandLine): Promise<ExitCode> {
  const { files, json, cell, digits, curves: curvesFile } = line;
  const [file = ''] = files;
  const text = readText(file);
  if (typeof text !== 'string') {
    complain(`bp: ${text.problem}\n`);
    return 1;
  }
  const evaluation = evaluateFile(file, text);
  const cells = evaluation.document.cells
    .filter(({ first, last }) =>
      evaluation.document.statements.slice(first, last).some(({ tree }) => tree.kind === 'train'),
    )
    .map(({ index }) => index)
    .filter((index) => cell === undefined || index === cell - 1);
  if (cells.length === 0) {
    complain(`bp: ${lackOf('train(…) line', file, cell, evaluation.document.cells.length)}\n`);
    return cell === undefined ? 1 : 2;
  }
  const source = filesBeside(file);
  const read = dataPaths(evaluation.document).flatMap((names) => {
    for (const path of names) {
      const state = source.read(path);
      if (state.state === 'ready') return [{ path, bytes: state.bytes }];
    }
    return [];
  });
  const runs: unknown[] = [];
  const curves: string[] = [];
  const spreads: unknown[] = [];
  let code: ExitCode = 0;
  const secrets = line.key ? undefined : openSecrets(evaluation);
  for (const index of cells) {
    const training = trainingOf(evaluation, index);
    const withheld = training && secrets && trainingWithheld(evaluation, secrets, training);
    if (withheld !== undefined) {
      complain(`bp: cell ${index + 1}: ${withheld}, or add --key\n`);
      code = 1;
      continue;
    }
    const progress = new ProgressLines(`cell ${index + 1}`, digits, json);
    const finished = trainToEnd(
      {
        uri: file,
        version: 0,
        text,
        cell: index,
        files: read,
        maxElements: 10_000_000,
        historyBytes: 0,
        threads: 1,
        wideSimd: true,
      },
      (at) => {
        progress.tell(at);
        return true;
      },
      { dataSets, setEngineFlag: setFlagsFromString },
    );
    progress.end();
    if (isPlanProblem(finished)) {
      complain(`bp: cell ${index + 1}: ${finished.problem}\n`);
      code = 1;
      continue;
    }
    const measured = measuredNames(evaluation, index);
    for (const [number, run] of finished.entries()) {
      // A run that diverges has done what the file says, and the output tells of it.
      if (run.end.how === 'failed') code = 1;
      runs.push(runJson(index + 1, run));
      curves.push(...curveRows(index + 1, number + 1, run));
      if (!json)
        say(`cell ${index + 1}${run.label === '' ? '' : ` (${run.label})`}: ${summary(run, digits, measured)}\n`);
    }
    const settings = settingsOf(finished);
    spreads.push(...settings.map((setting) => ({ cell: index + 1, ...setting })));
    if (json) continue;
    for (const setting of settings)
      say(
        `cell ${index + 1}${setting.label === '' ? '' : ` (${setting.label})`}: ${overSeeds(setting, measured, digits)}\n`,
      );
    if (finished.length > 1) say(`cell ${index + 1}: ${bestOf(finished, settings, digits)}\n`);
  }
  if (json) printJson({ version: 1, file, runs, ...(spreads.length > 0 ? { seeds: spreads } : {}) });
  if (curvesFile !== undefined) {
    const content = `${[CURVE_COLUMNS, ...curves].join('\n')}\n`;
    const written = writeAll([{ file: curvesFile, content, replaces: true }], line);
    if (written !== 0) return written;
  }
  return code;
}

type Finished = Exclude<ReturnType<typeof trainToEnd>, { readonly problem: string }>[number];

interface MeasuredNames {
  readonly metric: string;
  readonly test: string;
}

function measuredNames(evaluation: Evaluation, cell: number): MeasuredNames {
  const training = trainingOf(evaluation, cell);
  const named = (node: number | undefined): string | undefined =>
    node === undefined ? undefined : evaluation.nameOf(node);
  return { metric: named(training?.metric) ?? 'metric', test: named(training?.test) ?? 'test' };
}

const pairs = (run: Finished, of: 'validation' | 'metric' | 'test'): readonly unknown[] =>
  run.standings.flatMap((standing) => {
    const value = standing[of];
    return value === undefined ? [] : [[standing.step, toWire(value)]];
  });

function runJson(cell: number, run: Finished): unknown {
  const { standing, best } = run;
  return {
    cell,
    options: asWritten(run.options),
    steps: run.steps,
    loss: Array.from(run.loss, toWire),
    parameters: Object.fromEntries(run.parameters.map((parameter) => [parameter.name, nested(parameter)])),
    stopped: run.end.how,
    validation: pairs(run, 'validation'),
    metric: pairs(run, 'metric'),
    test: pairs(run, 'test'),
    finalLoss: standing?.training === undefined ? null : toWire(standing.training),
    best: best === undefined ? null : { step: best.step, loss: toWire(best.loss) },
    ...(run.clipped === undefined ? {} : { clipped: run.clipped }),
  };
}

const CURVE_COLUMNS = 'cell,run,label,step,loss,lr,training_loss,training_rows,validation,metric,test';

/** A row for each step, and one for the parameters after the last: `loss` is of the step's minibatch, the others as measured. */
function curveRows(
  cell: number,
  number: number,
  { label, loss, rates, options, standings, standing }: Finished,
): string[] {
  const measured = new Map(standings.map((one) => [one.step, one]));
  const shown = (value: number | undefined): string => (value === undefined ? '' : String(value));
  const quoted = csvField(label);
  const last = standing && standing.step >= loss.length ? standing : measured.get(loss.length);
  const rows = Array.from({ length: loss.length + (last ? 1 : 0) }, (_, step) => {
    const at = step === loss.length ? last : measured.get(step);
    const lr = step < loss.length ? (rates?.[step] ?? options.lr) : undefined;
    return [
      ...[cell, number, quoted, step, shown(loss[step]), shown(lr), shown(at?.training)],
      ...[shown(at?.sampled), shown(at?.validation), shown(at?.metric), shown(at?.test)],
    ].join(',');
  });
  return rows;
}

function summary(
  { end, steps, loss, options, standing, standings, clipped }: Finished,
  digits: number,
  names: MeasuredNames,
): string {
  const said = (value: number | undefined): string => (value === undefined ? '·' : value.toPrecision(digits));
  if (end.how === 'diverged') return `diverged at step ${end.step}: ${end.advice}`;
  if (end.how === 'failed') return `failed: ${end.reason}`;
  const [first] = standings;
  const start = first?.step === 0 ? first.training : loss[0];
  const sampled =
    first?.sampled === undefined
      ? ''
      : ` (${showCount(first.sampled)} training rows drawn at the start, all at the end)`;
  const measured = [
    ...(standing?.validation === undefined ? [] : [`validation ${said(standing.validation)}`]),
    ...(standing?.metric === undefined ? [] : [`${names.metric} ${said(standing.metric)}`]),
    ...(standing?.test === undefined ? [] : [`${names.test} ${said(standing.test)}`]),
    ...(clipped === undefined ? [] : [`gradient shortened in ${showCount(clipped)} of ${showCount(steps)} updates`]),
  ];
  const kept = end.how === 'done' ? end.kept : undefined;
  const ended = kept?.early
    ? `stopped after ${showCount(steps)} steps: the validation loss had not fallen for ${counted(options.patience ?? 0, 'epoch')}; parameters of step ${showCount(kept.step)}`
    : `${counted(steps, 'step')}${kept ? `; parameters of step ${showCount(kept.step)}, of the lowest validation loss` : ''}`;
  return [`${ended}, loss ${said(start)} → ${said(standing?.training)}${sampled}`, ...measured].join(', ');
}

const counted = (count: number, noun: string): string => `${showCount(count)} ${noun}${count === 1 ? '' : 's'}`;

const FIGURES = ['training', 'validation', 'metric', 'test'] as const;
type Figure = (typeof FIGURES)[number];

interface Setting {
  /** What it does not share with the other settings; empty where there is one. */
  readonly label: string;
  readonly runs: number;
  readonly diverged: number;
  /** At the end: over all training rows, over the rows held out, of the metric and of the test. */
  readonly spreads: Readonly<Partial<Record<Figure, Spread>>>;
}

/** Settings of several seeds. */
function settingsOf(finished: readonly Finished[]): readonly Setting[] {
  const groups = new Map<string, Finished[]>();
  for (const run of finished) groups.set(settingOf(run), [...(groups.get(settingOf(run)) ?? []), run]);
  return [...groups.values()].flatMap((runs) => {
    const [first] = runs;
    if (first === undefined || runs.length < 2) return [];
    const spreads: Partial<Record<Figure, Spread>> = {};
    for (const of of FIGURES) {
      const spread = spreadOf(runs.map(({ standing }) => standing?.[of] ?? Number.NaN));
      if (spread) spreads[of] = spread;
    }
    const diverged = runs.filter(({ end }) => end.how === 'diverged').length;
    return [{ label: withoutSeed(first), runs: runs.length, diverged, spreads }];
  });
}

/** `over 5 seeds, mean ± standard deviation: loss 0.0855 ± 0.002 (0.0831 to 0.088)`. */
function overSeeds({ runs, diverged, spreads }: Setting, names: MeasuredNames, digits: number): string {
  const said = (value: number): string => value.toPrecision(digits);
  if (diverged > 0) return `over ${runs} seeds: ${diverged} diverged`;
  const named = { training: 'loss', validation: 'validation', ...names };
  const figures = FIGURES.flatMap((of) => {
    const spread = spreads[of];
    if (spread === undefined) return [];
    return `${named[of]} ${said(spread.mean)} ± ${spread.deviation.toPrecision(2)} (${said(spread.low)} to ${said(spread.high)})`;
  });
  return `over ${runs} seeds, mean ± standard deviation: ${figures.join(', ')}`;
}

/** Which run ended lowest: by the rows held out where there are any, else by all training rows. */
function bestOf(runs: readonly Finished[], settings: readonly Setting[], digits: number): string {
  if (settings.length > 1) return bestSetting(settings, digits);
  const ranked = runs
    .filter(({ standing }) => standing && Number.isFinite(rankOf(standing)))
    .toSorted((a, b) => (a.standing ? rankOf(a.standing) : 0) - (b.standing ? rankOf(b.standing) : 0));
  const [best] = ranked;
  if (best?.standing === undefined) return 'no run came to its end';
  const { validation } = best.standing;
  const of = validation === undefined ? 'loss over all training rows' : 'validation loss';
  return `lowest ${of} at the end: ${best.label}, ${rankOf(best.standing).toPrecision(digits)}`;
}

/** Which setting is lowest on average, and whether that is more than the seeds differ among themselves. */
function bestSetting(settings: readonly Setting[], digits: number): string {
  const ranked = settings
    .flatMap(({ label, spreads: { validation, training } }) => {
      const spread = validation ?? training;
      return spread ? [{ label, spread, of: validation ? 'validation loss' : 'loss over all training rows' }] : [];
    })
    .toSorted((a, b) => a.spread.mean - b.spread.mean);
  const [first, second] = ranked;
  if (first === undefined) return 'no setting came to its end with all its seeds';
  const mean = `lowest mean ${first.of} at the end: ${first.label}, ${first.spread.mean.toPrecision(digits)}`;
  if (second === undefined) return mean;
  return first.spread.high < second.spread.low
    ? `${mean}; each of its seeds is below each of ${second.label}`
    : `${mean}; some seeds of ${second.label} are below some of its own, so the difference may be luck`;
}

/** How far a run has come: a bar in a terminal, and lines now and then in a log. */
class ProgressLines {
  private readonly name: string;
  private readonly digits: number;
  private readonly quiet: boolean;
  private readonly terminal = process.stderr.isTTY === true;
  private saidAt = performance.now();

  constructor(name: string, digits: number, json: boolean) {
    this.name = name;
    this.digits = digits;
    this.quiet = json && this.terminal;
  }

  tell({ variant, step, totalSteps, loss }: Parameters<NonNullable<Parameters<typeof trainToEnd>[1]>>[0]): void {
    if (this.quiet) return;
    const place = `${this.name} run ${variant + 1}: step ${step}/${totalSteps}, minibatch loss ${loss.toPrecision(this.digits)}`;
    if (this.terminal) progressLine(`${bar(step / totalSteps)} ${place}   `);
    else if (performance.now() - this.saidAt >= LOG_EVERY) {
      this.saidAt = performance.now();
      complain(`${place}\n`);
    }
  }

  end(): void {
    if (!this.quiet && this.terminal) complain('\n');
  }
}

/** Milliseconds between two lines of a log. */
const LOG_EVERY = 5000;

const bar = (share: number): string => {
  const full = Math.round(Math.min(1, share) * 24);
  return `[${'█'.repeat(full)}${' '.repeat(24 - full)}]`;
};

/** Options by the names that the language gives them. */
const asWritten = ({ weightDecay, lrDecay, clipNorm, ...others }: Finished['options']): unknown => ({
  ...others,
  weight_decay: weightDecay,
  lr_decay: lrDecay,
  clip_norm: clipNorm,
});
