import * as vscode from 'vscode';
import { t } from '../core/base/words.ts';
import type { StepMove } from '../protocol/graph.ts';
import { cellsRequest, gradientCheckRequest, readerNotification } from '../protocol/language.ts';
import type { GraphPanels } from './graph/graphPanels.ts';
import { inform, note } from './host/messages.ts';
import { type BpText, openText, placeInFront } from './host/notebookText.ts';
import type { Pages } from './host/pages.ts';
import { compareCommands } from './learner/compareCommands.ts';
import { bet, type Confidence } from './learner/confidence.ts';
import type { LessonProgress } from './learner/lessons.ts';
import { openLesson } from './learner/lessons.ts';
import { nextQuestion } from './learner/nextQuestion.ts';
import { practiceCommands } from './learner/practiceCommands.ts';
import {
  explainProblemCommand,
  fadeProgram,
  giveHint,
  giveReason,
  orderProgram,
  revealAnswer,
  showScore,
} from './learner/questionCommands.ts';
import type { Reviews } from './learner/reviews.ts';
import type { Seals } from './learner/seals.ts';
import { importJupyter, openAsNotebook, openAsText } from './notebook/notebooks.ts';
import type { Client } from './server/client.ts';
import { runCell, runCellAndAdvance } from './training/runCell.ts';
import type { TrainingDesk } from './training/trainingController.ts';

interface CommandParts {
  readonly context: vscode.ExtensionContext;
  readonly client: Client;
  readonly progress: LessonProgress;
  readonly confidence: Confidence;
  readonly reviews: Reviews;
  readonly graphs: GraphPanels;
  readonly pages: Pages;
  readonly trainings: TrainingDesk;
  readonly seals: Seals;
  readonly log: vscode.LogOutputChannel;
}

/** Every command, by the name that the manifest gives it. */
export function registerCommands({
  context,
  client,
  progress,
  confidence,
  reviews,
  graphs,
  pages,
  trainings,
  seals,
  log,
}: CommandParts): readonly vscode.Disposable[] {
  const command = (name: string, run: (...args: readonly unknown[]) => unknown): vscode.Disposable =>
    vscode.commands.registerCommand(name, async (...args: unknown[]) => {
      try {
        return await run(...args);
      } catch (problem) {
        log.error(`${name}: ${problem instanceof Error ? (problem.stack ?? problem.message) : String(problem)}`);
        return undefined;
      }
    });
  const showGraph = async (step: StepMove | undefined, args: readonly unknown[]): Promise<void> => {
    const place = await commandPlace(args);
    if (place) graphs.show({ uri: place.document.uri.toString(), selection: place.selection, what: 'auto' }, step);
  };
  const parts = { client, graphs, train: (args: readonly unknown[]) => train({ client, trainings, progress }, args) };
  const step = (to: StepMove) => () => graphs.step(to);
  return [
    command('backprop.showGraph', (...args) => showGraph(undefined, args)),
    command('backprop.stepGraph', (...args) => showGraph('first', args)),
    command('backprop.stepFirst', step('first')),
    command('backprop.stepPrevious', step('previous')),
    command('backprop.stepNext', step('next')),
    command('backprop.stepLast', step('last')),
    command('backprop.play', step('play')),
    command('backprop.train', (...args) => train({ client, trainings, progress }, args)),
    command('backprop.compareMomentum', (...args) =>
      train({ client, trainings, progress }, args, { momentum: [0, 0.99] }),
    ),
    command('backprop.runCell', () => runCell(parts)),
    command('backprop.runCellAndAdvance', () => runCellAndAdvance(parts)),
    command('backprop.showTraining', () => trainings.showPanel()),
    command('backprop.stopTraining', () => trainings.stop()),
    command('backprop.resetParameters', () => trainings.resetParameters()),
    command('backprop.saveParameters', () => trainings.saveParameters()),
    command('backprop.loadParameters', () => trainings.loadParameters()),
    command('backprop.checkGradients', (...args) => checkGradients(client, pages, args)),
    command('backprop.toggleAnnotations', toggleAnnotations),
    command('backprop.aboutGiven', () => aboutGiven(seals)),
    command('backprop.newFile', newFile),
    command('backprop.openAsNotebook', openAsNotebook),
    command('backprop.openAsText', openAsText),
    command('backprop.importJupyter', (file) => importJupyter(client, file)),
    command('backprop.reason', (...args) => giveReason(client, args)),
    command('backprop.fade', async () => {
      const place = await commandPlace([]);
      if (place) await fadeProgram(client, place.document);
    }),
    command('backprop.order', async (seed) => {
      const place = await commandPlace([]);
      if (place) await orderProgram(client, place.document, seed);
    }),
    command('backprop.review', (mistakes) => reviews.open(mistakes)),
    command('backprop.restartServer', () => client.restart()),
    command('backprop.passPause', (uri, cell) =>
      typeof uri === 'string' && typeof cell === 'number'
        ? client.tell(readerNotification, { uri, did: 'passPause', cell })
        : passNextPause(client),
    ),
    command('backprop.nextQuestion', async () => {
      const place = await commandPlace([]);
      if (place) await nextQuestion(client, place.document, place.selection.from);
    }),
    command('backprop.openLesson', (name) =>
      openLesson(context, progress, typeof name === 'string' ? name : undefined),
    ),
    command('backprop.showScore', () => scoreOf(client, pages, false)),
    command('backprop.writeScore', () => scoreOf(client, pages, true)),
    command('backprop.hint', (...args) => giveHint(client, args)),
    command('backprop.reveal', (...args) => revealAnswer(client, args)),
    ...Object.entries(compareCommands(client, pages, commandPlace)).map(([name, run]) => command(name, run)),
    command('backprop.sure', (...args) => bet(client, true, args)),
    command('backprop.unsure', (...args) => bet(client, false, args)),
    ...Object.entries(practiceCommands(client, confidence)).map(([name, run]) => command(name, run)),
    command('backprop.languageReference', () => pages.showLanguageReference()),
    command('backprop.explainProblem', (code) => explainProblemCommand(client, pages, code)),
  ];
}

/** The document and place meant: what a lens hands over (uri, offset), else the active editor's. */
export async function commandPlace(
  args: readonly unknown[],
): Promise<
  { readonly document: BpText; readonly selection: { readonly from: number; readonly to: number } } | undefined
> {
  const [uri, offset] = args;
  if (typeof uri === 'string') {
    const from = typeof offset === 'number' ? offset : 0;
    return { document: await openText(uri), selection: { from, to: from } };
  }
  const editor =
    vscode.window.activeTextEditor ??
    vscode.window.visibleTextEditors.find(({ document }) => document.languageId === 'bp');
  if (editor === undefined || editor.document.languageId !== 'bp') {
    void inform(t('Open a .bp file first.'));
    return undefined;
  }
  return placeInFront(editor);
}

async function train(
  { client, trainings, progress }: Pick<CommandParts, 'client' | 'trainings' | 'progress'>,
  args: readonly unknown[],
  overrides?: Readonly<Record<string, readonly number[]>>,
): Promise<void> {
  const [uri, index] = args;
  const place = await commandPlace(typeof uri === 'string' ? [uri] : []);
  if (place === undefined) return;
  const answer = await client.ask(cellsRequest, { uri: place.document.uri.toString() });
  if (answer === undefined) return;
  const wanted =
    typeof index === 'number'
      ? answer.cells[index]
      : (answer.cells.find(
          ({ from, to, train: training }) => training && place.selection.from >= from && place.selection.from < to,
        ) ?? answer.cells.find(({ train: training }) => training));
  if (wanted?.train === undefined) {
    void inform(t('There is no train(…) in this file: add a line such as train(loss, lr=0.1).'));
    return;
  }
  if (await trainings.start(place.document, wanted, overrides)) await progress.trained(place.document);
}

async function checkGradients(client: Client, pages: Pages, args: readonly unknown[]): Promise<void> {
  const place = await commandPlace(args);
  if (place === undefined) return;
  const uri = place.document.uri.toString();
  const answer = await client.ask(cellsRequest, { uri });
  const cell = answer?.cells.findLast(({ from }) => from <= place.selection.from);
  if (cell === undefined) return;
  const ask = () => client.askPatiently(gradientCheckRequest, { uri, cell: cell.index }, t('Checking the gradients'));
  const check = await ask();
  if (check === undefined) return;
  if (check === null) {
    void inform(t('This cell has no output whose gradients could be checked.'));
    return;
  }
  await pages.show({ markdown: check.markdown, write: async () => (await ask())?.markdown });
}

async function scoreOf(client: Client, pages: Pages, writes: boolean): Promise<void> {
  const place = await commandPlace([]);
  if (place) await showScore(client, pages, place.document, writes);
}

const PLACES = ['codeLens', 'lineEnd', 'both', 'off'] as const;

const placeWords = (): Readonly<Record<(typeof PLACES)[number], string>> => ({
  codeLens: t('Values and gradients: above each line'),
  lineEnd: t('Values and gradients: at the end of each line'),
  both: t('Values and gradients: values above, gradients at the end'),
  off: t('Values and gradients: not shown'),
});

async function toggleAnnotations(): Promise<void> {
  const settings = vscode.workspace.getConfiguration('backprop');
  const now = PLACES.indexOf(settings.get<(typeof PLACES)[number]>('annotations') ?? 'codeLens');
  const next = PLACES[(now + 1) % PLACES.length];
  // What a folder sets would hide what the user sets.
  const given = settings.inspect('annotations');
  const { Global, Workspace, WorkspaceFolder } = vscode.ConfigurationTarget;
  const inFolder = given?.workspaceFolderValue !== undefined;
  const target = inFolder ? WorkspaceFolder : given?.workspaceValue !== undefined ? Workspace : Global;
  await settings.update('annotations', next, target);
  note(placeWords()[next ?? 'off'], { after: 3000 });
}

async function passNextPause(client: Client): Promise<void> {
  const place = await commandPlace([]);
  if (place === undefined) return;
  const uri = place.document.uri.toString();
  const answer = await client.ask(cellsRequest, { uri });
  const pauses = answer?.cells.filter(({ kind }) => kind === 'pause') ?? [];
  const next = pauses.find(({ passed }) => !passed);
  if (next) await client.tell(readerNotification, { uri, did: 'passPause', cell: next.index });
}

/** Says what the lock on a cell means; whoever wrote the file can open it. */
async function aboutGiven(seals: Seals): Promise<void> {
  const document = vscode.window.activeTextEditor?.document;
  if (document === undefined) return;
  const unlock = t('Unlock This File');
  const words = seals.isSealed(document)
    ? t('Given cells stay as they were handed out; you write the answers. Your hand-in is marked in the original text.')
    : t('These cells are marked as given, and are not locked now.');
  const chosen = await inform(words, ...(seals.isSealed(document) ? [unlock] : []));
  if (chosen === unlock) seals.unlock(document);
}

const NEW_FILE = '# %% A first cell\nx = -2; y = 5; z = -4\nq = x + y\nf = q * z\n';

/** A text to begin with, not saved anywhere. */
async function newFile(): Promise<void> {
  const document = await vscode.workspace.openTextDocument({ language: 'bp', content: NEW_FILE });
  await vscode.window.showTextDocument(document);
}
