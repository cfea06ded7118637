import { type NamedThing, occurrencesIn } from '../../semantics/occurrences.ts';
import type { Evaluation } from '../evaluation.ts';
import type { NodeId } from '../tape.ts';
import type { Hint } from './hints.ts';

/**
 * Inputs that nothing reads, and values that are given anew before anything has read them. A computed value that nothing
 * reads is no mistake: it stands there to be looked at, as does the last line of a cell.
 */
export function unusedNames(evaluation: Evaluation, told: ReadonlySet<NodeId>): readonly Hint[] {
  const { document, statements, tape, cells } = evaluation;
  const { things } = occurrencesIn(document);
  const given = new Map<string, number>();
  const hints: Hint[] = [];
  const outputs = new Set(cells.map(({ output }) => output));
  const shown = lastOfCells(evaluation);
  let written: ReadonlySet<string> | undefined;
  for (let i = things.length - 1; i >= 0; i--) {
    const thing = things[i];
    if (thing === undefined || thing.kind !== 'value') continue;
    const again = given.get(thing.name);
    given.set(thing.name, thing.statement);
    if (thing.reads.length > 0) continue;
    const node = statements[thing.statement]?.bindings.find(({ name }) => name === thing.name)?.node;
    if (node === undefined || told.has(node) || outputs.has(node) || !inCellWithOutput(evaluation, thing)) continue;
    if (again === undefined && (!isInput(evaluation, node) || shown.has(thing.statement))) continue;
    if (tape.roleOf(node) === 'data' || tape.roleOf(node) === 'labels') continue;
    written ??= wordsOfBrokenLines(evaluation);
    if (written.has(thing.name)) continue;
    const start = document.starts[thing.statement] ?? 0;
    const message =
      again === undefined
        ? `nothing below reads ${thing.name}`
        : `${thing.name} is given again before anything reads this value`;
    hints.push({
      statement: thing.statement,
      problem: {
        code: 'unused-name',
        severity: 'hint',
        from: thing.given.from - start,
        to: thing.given.to - start,
        message,
        unnecessary: true,
      },
    });
  }
  return hints;
}

const isInput = ({ tape }: Evaluation, node: NodeId): boolean =>
  tape.roleOf(node) === 'input' || tape.roleOf(node) === 'param';

function inCellWithOutput({ document, cells }: Evaluation, { statement }: NamedThing): boolean {
  const cell = document.cells.findIndex(({ first, last }) => first <= statement && statement < last);
  return cells[cell]?.output !== undefined;
}

/** The last statement of each cell that names something. */
function lastOfCells({ document, statements }: Evaluation): ReadonlySet<number> {
  const found = new Set<number>();
  for (const { first, last } of document.cells) {
    let statement = last - 1;
    while (statement > first && (statements[statement]?.bindings.length ?? 0) === 0) statement--;
    found.add(statement);
  }
  return found;
}

/** A line with an error of form may read any name that is written in it. */
function wordsOfBrokenLines({ document }: Evaluation): ReadonlySet<string> {
  const words = new Set<string>();
  for (const { problems, text } of document.statements)
    if (problems.some(({ severity }) => severity === 'error'))
      for (const [word] of text.matchAll(/[\p{L}_][\p{L}\p{N}\p{M}_]*/gu)) words.add(word.normalize('NFC'));
  return words;
}
