import type { NodeId } from '../../autodiff/tape/node.ts';
import { idCount, type Mention, mentionsIn } from '../../semantics/mentions.ts';
import type { ParsedStatement } from '../../syntax/tree.ts';
import type { Evaluation } from '../evaluation.ts';

import type { Hint } from './hint.ts';

interface Unread {
  readonly mention: Mention;
  readonly statement: number;
  /** Whether a later line gives the name again. */
  readonly isGivenAgain: boolean;
}

/**
 * Inputs that nothing reads, and values that are given anew before anything has read them. A computed value that nothing
 * reads is no mistake: it stands there to be looked at, as does the last line of a cell.
 */
export function unusedNames(evaluation: Evaluation, told: ReadonlySet<NodeId>): readonly Hint[] {
  const { statements, tape, cells } = evaluation;
  const unread = unreadIn(evaluation);
  if (unread.length === 0) return [];
  const outputs = new Set(cells.map(({ output }) => output));
  const shown = lastOfCells(evaluation);
  let written: ReadonlySet<string> | undefined;
  return unread.flatMap(({ mention: { name, from, to }, statement, isGivenAgain }): readonly Hint[] => {
    const node = statements[statement]?.bindings.find((binding) => binding.name === name)?.node;
    if (node === undefined || told.has(node) || outputs.has(node) || !inCellWithOutput(evaluation, statement))
      return [];
    const role = tape.roleOf(node);
    if (role === 'data' || role === 'labels') return [];
    if (!isGivenAgain && ((role !== 'input' && role !== 'param') || shown.has(statement))) return [];
    written ??= wordsOfBrokenLines(evaluation);
    if (written.has(name)) return [];
    const message = isGivenAgain
      ? `${name} is given again before anything reads this value`
      : `nothing below reads ${name}`;
    return [{ statement, problem: { code: 'unused-name', severity: 'hint', from, to, message, unnecessary: true } }];
  });
}

/** Goes from the last line up: what is read or given below is known where a name is given. */
function unreadIn({ document, mentions: { starts, packed } }: Evaluation): readonly Unread[] {
  const NOTHING = 0;
  const READ = 1;
  const GIVEN = 2;
  const below = new Uint8Array(idCount());
  const found: Unread[] = [];
  for (let statement = document.statements.length - 1; statement >= 0; statement--) {
    const start = starts[statement] ?? 0;
    const end = starts[statement + 1] ?? 0;
    let given = 0;
    for (let i = start; i < end; i++) {
      const packedHere = packed[i] ?? 0;
      if ((packedHere & 1) === 0) continue;
      given++;
      const id = packedHere >> 1;
      const next = below[id] ?? NOTHING;
      const mention = next === READ ? undefined : nthGiven(document.statements[statement], given);
      if (mention) found.push({ mention, statement, isGivenAgain: next === GIVEN });
      below[id] = GIVEN;
    }
    for (let i = start; i < end; i++) {
      const packedHere = packed[i] ?? 0;
      if ((packedHere & 1) === 0) below[packedHere >> 1] = READ;
    }
  }
  return found.reverse();
}

const nthGiven = (parsed: ParsedStatement | undefined, count: number): Mention | undefined =>
  parsed && mentionsIn(parsed).filter(({ does }) => does === 'gives value')[count - 1];

function inCellWithOutput({ document, cells }: Evaluation, statement: number): boolean {
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
