import type { NodeId } from '../core/autodiff/tape/node.ts';
import { lineTable } from '../core/base/lineTable.ts';
import { terminalName } from '../core/base/quoting.ts';
import { showNumber, showShape } from '../core/base/show.ts';
import type { Evaluation } from '../core/evaluate/evaluation.ts';
import { figuresOf, type RowBudget, takenText } from '../core/evaluate/partialRows.ts';
import { partsInPack } from '../core/evaluate/several/packs.ts';
import { type Shape, type Tensor, zeros } from '../core/tensor/tensor.ts';
import { openSecrets } from '../core/tutor/marking/markDocument.ts';
import type { CommandLine, ExitCode } from './commandLine.ts';
import { nested, printJson } from './json.ts';
import { evaluateFile, readText } from './openFile.ts';
import { hasErrors, placedProblems, problemLine, unreadable } from './problems.ts';
import { complain, say } from './terminal.ts';

export async function evalFiles({ files, json, digits, key }: CommandLine): Promise<ExitCode> {
  let code: ExitCode = 0;
  for (const file of files) {
    const text = readText(file);
    if (typeof text !== 'string') {
      code = 1;
      if (json) printJson({ version: 1, file, statements: [], problems: [unreadable(text.problem)] });
      else complain(`bp: ${text.problem}\n`);
      continue;
    }
    const evaluation = evaluateFile(file, text);
    const problems = placedProblems(evaluation, key);
    if (hasErrors(problems)) code = 1;
    if (json) printJson(evalJson(file, evaluation, key));
    else {
      if (files.length > 1) say(`${terminalName(file)}\n`);
      say(annotated(evaluation, digits, key));
      for (const problem of problems) complain(`${problemLine(file, problem)}\n`);
    }
  }
  return code;
}

/** What `bp eval --json` prints of a file. */
export const evalJson = (file: string, evaluation: Evaluation, key = false): unknown => ({
  version: 1,
  file,
  statements: [...valuesOf(evaluation, key)].map(asJson),
  problems: placedProblems(evaluation, key),
});

/** Rows that are not shown are evaluated as well where that takes a second or two. */
const BUDGET: RowBudget = { work: 5e8, entries: 3e7, readsFiles: true };

interface Valued {
  readonly cell: number;
  readonly line: number;
  readonly name: string;
  /** Undefined where an open answer decides it. */
  readonly shape: Shape | undefined;
  /** Undefined where it would give the answer to an open question of a practice cell away. */
  readonly value: Tensor | undefined;
  readonly gradient: Tensor | 'secret' | undefined;
  readonly output: string | undefined;
  /** Rows that value and gradient were computed from and rows that there are, where those are not all. */
  readonly rows: readonly [number, number] | undefined;
}

/** Every value that the text names or shows, in its order; cells and lines from 1. */
function* valuesOf(evaluation: Evaluation, key: boolean): Iterable<Valued> {
  const secrets = key ? undefined : openSecrets(evaluation);
  const { document, statements, tape, cells } = evaluation;
  const lines = lineTable(document.text);
  for (const cell of document.cells) {
    const { output, outputName } = cells[cell.index] ?? { output: undefined, outputName: '' };
    for (let statement = cell.first; statement < cell.last; statement++)
      for (const { name, node } of statements[statement]?.bindings ?? []) {
        if (node === undefined || partsInPack(tape, node) !== undefined) continue;
        const figures = figuresOf(evaluation, statement, node, output, BUDGET);
        const known = gradientOf(
          figures.evaluation,
          figures.node,
          output && figures.evaluation.cells[cell.index]?.output,
        );
        const gradient = known && secrets?.gradients.has(node) ? 'secret' : known;
        yield {
          cell: cell.index + 1,
          line: lines.at(document.starts[statement] ?? 0).line + 1,
          name,
          shape: secrets?.shapes.has(node) ? undefined : tape.shapeOf(node),
          value: secrets?.values.has(node) ? undefined : figures.evaluation.tape.valueOf(figures.node),
          gradient,
          output: gradient && outputName,
          rows: figures.rows,
        };
      }
  }
}

/** Zero where the output does not depend on a value above it; none where nothing can flow. */
function gradientOf({ tape, gradients }: Evaluation, node: NodeId, output: NodeId | undefined): Tensor | undefined {
  if (output === undefined || !tape.isReached(node)) return undefined;
  return gradients(output).of(node) ?? (node < output ? zeros(tape.shapeOf(node)) : undefined);
}

const asJson = ({ cell, line, name, shape, value, gradient, output, rows }: Valued): unknown => ({
  cell,
  line,
  name,
  shape: shape ?? null,
  value: value ? nested(value) : null,
  gradient: gradient && gradient !== 'secret' ? nested(gradient) : null,
  output: output ?? null,
  rows: rows ?? null,
});

const isSeed = ({ shape, data }: Tensor): boolean => shape.length === 0 && data[0] === 1;

/** The text, with values and gradients at the ends of its lines. */
function annotated(evaluation: Evaluation, digits: number, key: boolean): string {
  const lines = evaluation.document.text.split(/\r\n|\n|\r/);
  if (lines.at(-1) === '') lines.pop();
  const byLine = new Map<number, string[]>();
  for (const { line, name, value, gradient, output, rows } of valuesOf(evaluation, key)) {
    const left = name === '' ? `= ${brief(value, digits)}` : `${name} = ${brief(value, digits)}`;
    // What has no name has a gradient to show only where it is the output itself.
    const isShown = gradient !== undefined && (name !== '' || (gradient !== 'secret' && isSeed(gradient)));
    const right = isShown ? `   ∂${output}/∂${name === '' ? output : name} = ${brief(gradient, digits)}` : '';
    byLine.set(line, [...(byLine.get(line) ?? []), left + right + (rows ? `   (${takenText(rows)})` : '')]);
  }
  const width = Math.min(48, Math.max(0, ...lines.map((text, i) => (byLine.has(i + 1) ? text.length : 0))));
  return lines
    .map((text, i) => {
      const [first, ...others] = byLine.get(i + 1) ?? [];
      if (first === undefined) return text;
      const pad = ' '.repeat(width + 3);
      return [`${text.padEnd(width)}   ${first}`, ...others.map((other) => pad + other)].join('\n');
    })
    .map((line) => `${line}\n`)
    .join('');
}

const MOST_ENTRIES = 12;

function brief(tensor: Tensor | 'secret' | undefined, digits: number): string {
  if (tensor === undefined || tensor === 'secret') return '·';
  if (tensor.data.length > MOST_ENTRIES) {
    let sum = 0;
    for (let i = 0; i < tensor.data.length; i++) sum += tensor.data[i] ?? 0;
    return `${showShape(tensor.shape)} mean ${showNumber(sum / tensor.data.length, digits)}`;
  }
  const write = (axis: number, from: number, size: number): string => {
    if (axis === tensor.shape.length) return showNumber(tensor.data[from] ?? Number.NaN, digits);
    const length = tensor.shape[axis] ?? 0;
    const step = length === 0 ? 0 : size / length;
    return `[${Array.from({ length }, (_, i) => write(axis + 1, from + i * step, step)).join(', ')}]`;
  };
  return write(0, 0, tensor.data.length);
}
