/**
 * What a chat may ask. Every number comes from the engine. While a practice cell (or an exam) has a question that is not answered
 * right, the answers hold no number of the text: a chat can add, double and rename, so that hiding only the asked ones would
 * not hide them. Rules and hints are told then too, without any number that is an answer.
 */
import { lineTable } from '../../core/base/lineTable.ts';
import { showNumber, showShape } from '../../core/base/show.ts';
import { evaluateDocument } from '../../core/evaluate/evaluate.ts';
import type { Evaluation } from '../../core/evaluate/evaluation.ts';
import type { Gate } from '../../core/gates/gate.ts';
import { calls, gateNamed, gateOfOperator } from '../../core/gates/index.ts';
import { parseDocument } from '../../core/syntax/document.ts';
import type { Tensor } from '../../core/tensor/tensor.ts';
import { isRight, type Mark } from '../../core/tutor/marking/answer/mark.ts';
import { answerSpan } from '../../core/tutor/marking/answer/question.ts';
import { markDocument } from '../../core/tutor/marking/markDocument.ts';
import { mistakes } from '../../core/tutor/mistakes/index.ts';
import type { DocumentState } from '../document/documentState.ts';
import { exerciseFor, practiceTopics } from '../document/exercises.ts';
import { hint } from './questions.ts';

interface ToolArgument {
  readonly kind: 'text' | 'number';
  readonly meaning: string;
  readonly optional?: true;
}

export interface ChatTool {
  readonly name: string;
  readonly meaning: string;
  readonly takes: Readonly<Record<string, ToolArgument>>;
}

/** By the names that the manifest gives them, after `backprop_`. */
export const chatTools: readonly ChatTool[] = [
  {
    name: 'explain_gate',
    meaning: 'Explains one gate of the language: what it computes, its backward rule, what becomes of shapes.',
    takes: { gate: { kind: 'text', meaning: 'A function or operator: sigmoid, matmul, *, relu' } },
  },
  {
    name: 'evaluate',
    meaning:
      'Values and gradients of every line of the .bp file, computed by the engine. Gives no numbers while a practice question is open.',
    takes: {},
  },
  {
    name: 'check_answer',
    meaning:
      'Marks one answer to a question of the .bp file, and names the mistake that gives it. Never tells the right answer.',
    takes: {
      question: { kind: 'text', meaning: 'As it is written: grad(x)' },
      answer: { kind: 'text', meaning: "The learner's own answer: a number, a list or a formula" },
    },
  },
  {
    name: 'next_hint',
    meaning: 'The next hint for a question of the .bp file. It counts as help in the learner’s score.',
    takes: { question: { kind: 'text', meaning: 'As it is written: grad(x)' } },
  },
  {
    name: 'make_exercise',
    meaning: 'A new exercise as the text of a .bp file, without its answers.',
    takes: {
      topic: {
        kind: 'text',
        meaning: `One of ${practiceTopics({})
          .map(({ topic }) => topic)
          .join(', ')}`,
      },
      difficulty: { kind: 'number', meaning: '1, 2 or 3', optional: true },
      seed: { kind: 'number', meaning: 'The same seed gives the same exercise', optional: true },
    },
  },
  {
    name: 'train_summary',
    meaning: 'How the last training of the .bp file ended. Gives no numbers while a practice question is open.',
    takes: {},
  },
];

/** Arguments as a client sent them: nothing is known of them. */
export type ToolInput = Readonly<Record<string, unknown>>;

interface ToolAnswer {
  readonly text: string;
  /** A hint that was given: it belongs into the learner's record. */
  readonly hint?: { readonly question: string; readonly level: 1 | 2 | 3 };
}

export interface ChatTexts {
  /** The text that is asked about. */
  readonly state: DocumentState;
  /** All that the learner has open: a question that is open in one is not answered through another. */
  readonly all: readonly DocumentState[];
  readonly train: () => string;
}

const OPEN =
  'A practice question is open, and its numbers are the learner’s to find: ask for a hint, or check an answer.';

export function useChatTool(texts: ChatTexts, name: string, input: ToolInput): ToolAnswer {
  const secrets = texts.all.flatMap(({ evaluation }) => answersToFind(evaluation));
  const isOpen = texts.all.some(({ evaluation }) => openMarks(evaluation).length > 0);
  const answer = answerTo(texts, name, input, { isOpen, secrets });
  return { ...answer, text: withoutNumbers(answer.text, secrets) };
}

interface Closed {
  readonly isOpen: boolean;
  readonly secrets: readonly number[];
}

function answerTo(texts: ChatTexts, name: string, input: ToolInput, { isOpen, secrets }: Closed): ToolAnswer {
  const word = (key: string): string => (typeof input[key] === 'string' ? input[key].slice(0, 1000) : '');
  const count = (key: string, initial: number): number =>
    typeof input[key] === 'number' && Number.isSafeInteger(input[key]) && input[key] >= 0 ? input[key] : initial;
  switch (name) {
    case 'explain_gate':
      return { text: explained(word('gate')) };
    case 'evaluate':
      return { text: isOpen ? OPEN : valuesOf(texts.state.evaluation) };
    case 'train_summary':
      return { text: isOpen ? OPEN : texts.train() };
    case 'check_answer':
      return { text: checked(texts.state, word('question'), word('answer')) };
    case 'next_hint':
      return hinted(texts.state, word('question'));
    case 'make_exercise':
      return { text: exercise(word('topic'), count('difficulty', 1), count('seed', 1), secrets) };
    default:
      return { text: `There is no tool ${name}.` };
  }
}

/** Questions of practice cells that are neither answered right nor revealed. */
const openMarks = (evaluation: Evaluation): readonly Mark[] =>
  markDocument(evaluation).filter(
    (mark) => evaluation.document.cells[mark.cell]?.kind === 'practice' && !isRight(mark) && !mark.revealed,
  );

const answersToFind = (evaluation: Evaluation): readonly number[] =>
  openMarks(evaluation).flatMap(({ expected }) => Array.from(expected?.data ?? []));

/** A number by itself, not a part of a name; the display has a typographic minus. */
const NUMBER = /(?<![\p{L}\p{N}_.])[-−+]?(?:\d+(?:[.,]\d+)?|\.\d+)(?:e[-−+]?\d+)?(?![\p{L}\p{N}_])/giu;

/** Rounded to three digits, and without its sign: who reads the other sign reads the answer. */
const isSame = (a: number, b: number): boolean =>
  Math.abs(Math.abs(a) - Math.abs(b)) <= 5e-3 * Math.max(Math.abs(a), Math.abs(b)) + 1e-12;

/** The net under all the rest: no number that is an answer leaves, wherever it comes from. */
function withoutNumbers(text: string, secrets: readonly number[]): string {
  if (secrets.length === 0) return text;
  return text.replace(NUMBER, (written) => {
    const number = Number(written.replaceAll('−', '-').replace(',', '.'));
    return secrets.some((secret) => isSame(secret, number)) ? '·' : written;
  });
}

function explained(word: string): string {
  const asked = word.trim();
  const gate: Gate | undefined = gateNamed(asked) ?? calls.get(asked)?.[0] ?? gateOfOperator(asked);
  if (gate === undefined) return 'There is no such gate in the language.';
  const rules = gate.rules.map((rule, i) => (rule === '' ? '' : `- gradient of ${gate.params[i]}: \`${rule}\``));
  const locals = (gate.locals ?? []).map((local, i) => `- slope for ${gate.params[i]}: \`${local}\``);
  return [
    `**${gate.name}**${gate.pattern ? ` (${gate.pattern})` : ''}: ${gate.prose.summary}`,
    gate.prose.insight,
    `Shapes: ${gate.prose.shapes}`,
    ...(locals.length > 0 ? locals : rules).filter((line) => line !== ''),
  ]
    .filter((line) => line !== '')
    .join('\n');
}

const MOST_LINES = 200;
const MOST_ENTRIES = 16;

function valuesOf(evaluation: Evaluation): string {
  const { document, statements, cells, tape } = evaluation;
  const rows: string[] = [];
  const lines = lineTable(document.text);
  for (const cell of document.cells) {
    const { output, outputName } = cells[cell.index] ?? { output: undefined, outputName: '' };
    for (let statement = cell.first; statement < cell.last; statement++)
      for (const { name, node } of statements[statement]?.bindings ?? []) {
        if (node === undefined || name === '') continue;
        const line = lines.at(document.starts[statement] ?? 0).line + 1;
        const gradient =
          output === undefined || !tape.isReached(node) ? undefined : evaluation.gradients(output).of(node);
        rows.push(
          `line ${line}: ${name} = ${brief(tape.valueOf(node))}${gradient ? `, ∂${outputName}/∂${name} = ${brief(gradient)}` : ''}`,
        );
      }
  }
  if (rows.length === 0) return 'The file has no values.';
  return rows.slice(0, MOST_LINES).join('\n');
}

function brief({ shape, data }: Tensor): string {
  if (data.length === 1) return showNumber(data[0] ?? Number.NaN);
  const entries = Array.from(data.subarray(0, MOST_ENTRIES), (entry) => showNumber(entry)).join(', ');
  return `${showShape(shape)} [${entries}${data.length > MOST_ENTRIES ? ', …' : ''}]`;
}

/** The question that is written so; the first that is open where several are. */
function questionNamed({ document, evaluation }: DocumentState, written: string): Mark | undefined {
  const bare = (text: string): string => text.replaceAll(/\s/g, '').replace(/=.*$/, '');
  const found = markDocument(evaluation).filter(({ question }) => bare(question) === bare(written));
  return found.find((mark) => !isRight(mark) && document.cells[mark.cell]?.kind === 'practice') ?? found[0];
}

const NO_QUESTION = 'There is no such question in the file.';

function checked(state: DocumentState, question: string, answer: string): string {
  const { document, surroundings } = state;
  const mark = questionNamed(state, question);
  const parsed = mark && document.statements[mark.statement];
  const span = parsed && answerSpan(parsed);
  if (mark === undefined || span === undefined) return NO_QUESTION;
  if (document.cells[mark.cell]?.marks.includes('exam')) return 'This is an exam: it is marked when it is handed in.';
  // One line, and no comment in it, or the answer would be another program.
  if (answer.trim() === '' || /[\n\r#;]/.test(answer)) return 'An answer is one number, list or formula.';
  const { from, to } = state.inText(mark.statement, span);
  const tried = evaluateDocument(
    parseDocument(document.text.slice(0, from) + answer.trim() + document.text.slice(to)),
    surroundings,
  );
  const now = markDocument(tried).find(({ statement }) => statement === mark.statement);
  if (now === undefined || now.verdict === 'invalid' || now.verdict === 'unanswered')
    return 'This answer cannot be compared: it has an error or another shape.';
  if (now.verdict === 'right') return 'Right.';
  if (now.verdict === 'rounded') return 'Right, up to rounding.';
  if (now.followed) return 'Wrong by itself, and right given an earlier answer of the learner’s own.';
  const titles = now.mistakes.flatMap((code) => mistakes.find((mistake) => mistake.code === code)?.title ?? []);
  return titles.length > 0 ? `Wrong. It is what this mistake gives: ${titles[0]}.` : 'Wrong.';
}

/** The third hint has the numbers of the answer in it: it is in the editor, and not in a chat. */
const MOST_HINTS = 2;

function hinted(state: DocumentState, question: string): ToolAnswer {
  const mark = questionNamed(state, question);
  if (mark === undefined) return { text: NO_QUESTION };
  const start = state.document.starts[mark.statement] ?? 0;
  const next = hint(state, start);
  if (next === null) return { text: 'There is no hint for this question.' };
  if (next === 'answered') return { text: 'This question is answered right already.' };
  if (next === 'exam') return { text: 'This is an exam: it gives no help.' };
  if (next.level > MOST_HINTS) return { text: 'The last hint has the numbers in it: it is in the editor.' };
  return { text: next.text, hint: { question: next.question, level: next.level } };
}

const MOST_TRIES = 40;

/** One whose numbers are none of the answers that are still to be found. */
function exercise(topic: string, difficulty: number, seed: number, secrets: readonly number[]): string {
  for (let tried = 0; tried < MOST_TRIES; tried++) {
    const made = exerciseFor(topic.trim(), difficulty, seed + tried);
    if (made === null)
      return `There is no topic like this: there are ${practiceTopics({})
        .map((one) => one.topic)
        .join(', ')}.`;
    if (withoutNumbers(made.text, secrets) === made.text) return made.text;
  }
  return OPEN;
}
