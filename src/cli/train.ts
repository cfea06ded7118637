import { dataPaths } from '../language/document/dataPaths.ts';
import { toWire } from '../protocol/wire.ts';
import { isPlanProblem } from '../trainer/plan/plan.ts';
import { trainToEnd } from '../trainer/session/trainToEnd.ts';
import type { CommandLine } from './commandLine.ts';
import { nested, printJson } from './json.ts';
import { evaluateFile, filesBeside, readText } from './openFile.ts';
import type { ExitCode } from './run.ts';

/** Runs the `train(…)` of one cell, or of every cell that has one. */
export async function trainFile({ files, json, cell, digits }: CommandLine): Promise<ExitCode> {
  const [file = ''] = files;
  const text = readText(file);
  if (typeof text !== 'string') {
    process.stderr.write(`bp: ${text.problem}\n`);
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
    process.stderr.write(
      `bp: ${cell === undefined ? `${file} has no train(…) line` : `cell ${cell} has no train(…) line`}\n`,
    );
    return cell === undefined ? 1 : 2;
  }
  const source = filesBeside(file);
  const read = dataPaths(evaluation.document).flatMap((path) => {
    const state = source.read(path);
    return state.state === 'ready' ? [{ path, bytes: state.bytes }] : [];
  });
  const runs: unknown[] = [];
  let code: ExitCode = 0;
  for (const index of cells) {
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
      },
      ({ variant, step, totalSteps, loss }) => {
        if (!json && process.stderr.isTTY)
          process.stderr.write(
            `\r${bar(step / totalSteps)} cell ${index + 1} run ${variant + 1}: step ${step}/${totalSteps}, loss ${loss.toPrecision(digits)}   `,
          );
        return true;
      },
    );
    if (!json && process.stderr.isTTY) process.stderr.write('\n');
    if (isPlanProblem(finished)) {
      process.stderr.write(`bp: cell ${index + 1}: ${finished.problem}\n`);
      code = 1;
      continue;
    }
    for (const run of finished) {
      if (run.end.how === 'diverged' || run.end.how === 'failed') code = 1;
      runs.push({
        cell: index + 1,
        options: asWritten(run.options),
        steps: run.steps,
        loss: Array.from(run.loss, toWire),
        parameters: Object.fromEntries(run.parameters.map((parameter) => [parameter.name, nested(parameter)])),
        stopped: run.end.how,
      });
      if (!json)
        process.stdout.write(
          `cell ${index + 1}${run.label === '' ? '' : ` (${run.label})`}: ${summary(run, digits)}\n`,
        );
    }
  }
  if (json) printJson({ version: 1, file, runs });
  return code;
}

type Finished = Exclude<ReturnType<typeof trainToEnd>, { readonly problem: string }>[number];

function summary({ end, steps, loss, metric, validation }: Finished, digits: number): string {
  const first = loss[0]?.toPrecision(digits);
  const last = loss.at(-1)?.toPrecision(digits);
  const more = [
    validation === undefined ? '' : `validation ${validation.toPrecision(digits)}`,
    metric === undefined ? '' : `metric ${metric.toPrecision(digits)}`,
  ]
    .filter((part) => part !== '')
    .map((part) => `, ${part}`)
    .join('');
  if (end.how === 'diverged') return `diverged at step ${end.step}: ${end.advice}`;
  if (end.how === 'failed') return `failed: ${end.reason}`;
  return `${steps} steps, loss ${first} → ${last}${more}`;
}

const bar = (share: number): string => {
  const full = Math.round(Math.min(1, share) * 24);
  return `[${'█'.repeat(full)}${' '.repeat(24 - full)}]`;
};

/** Options by the names that the language gives them. */
const asWritten = ({ weightDecay, lrDecay, ...others }: Finished['options']): unknown => ({
  ...others,
  weight_decay: weightDecay,
  lr_decay: lrDecay,
});
