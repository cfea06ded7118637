import * as vscode from 'vscode';
import { speak } from '../core/base/words.ts';
import { chatTools, openTextTools } from './chat/chatTools.ts';
import { registerCommands } from './commands.ts';
import { GraphPanels } from './graph/graphPanels.ts';
import { keepCaretInView } from './host/caretInView.ts';
import { Pages } from './host/pages.ts';
import type { Platform } from './host/platform.ts';
import { AnswerMarks } from './learner/answerMarks.ts';
import { Confidence } from './learner/confidence.ts';
import { LearnerRecords } from './learner/learnerRecords.ts';
import { LessonProgress, leadingLenses, openLessonLink } from './learner/lessons.ts';
import { LessonsView } from './learner/lessonsView.ts';
import { QuestionTests } from './learner/questionTests.ts';
import { Reviews } from './learner/reviews.ts';
import { Seals } from './learner/seals.ts';
import { StatusBar } from './learner/statusBar.ts';
import { notebooks } from './notebook/notebooks.ts';
import { LineEnds } from './server/lineEnds.ts';
import { pasteAsBp } from './server/pasteAsBp.ts';
import { startClient } from './server/startClient.ts';
import { TrainingDesk } from './training/trainingController.ts';

/** Starts when a `.bp` file opens or a command is called; everything that lives is a subscription. */
export function start(context: vscode.ExtensionContext, platform: Platform): void {
  const { bundle: sentences } = vscode.l10n;
  if (sentences) speak({ code: vscode.env.language, sentences });
  const log = vscode.window.createOutputChannel('Backprop Tutor', { log: true });
  const client = startClient(context, platform, log);
  const progress = new LessonProgress(context);
  const confidence = new Confidence(context);
  const reviews = new Reviews(context, client);
  const graphs = new GraphPanels(context, client, log);
  const pages = new Pages(context.extensionUri);
  const trainings = new TrainingDesk(context, platform, client, log);
  const seals = new Seals(client);
  const tools = openTextTools(context, client, trainings);
  context.subscriptions.push(
    log,
    client,
    graphs,
    trainings,
    pages,
    new LearnerRecords(context, client),
    new LineEnds(context, client),
    keepCaretInView(),
    new AnswerMarks(context.extensionUri, client, (document, marks) => {
      confidence.note(document, marks);
      reviews.note(document, marks);
    }),
    reviews,
    new StatusBar(client, progress),
    seals,
    new QuestionTests(client),
    new LessonsView(context, progress),
    vscode.window.registerUriHandler({ handleUri: (uri) => openLessonLink(context, progress, uri) }),
    pasteAsBp(client),
    ...notebooks(client, trainings),
    ...chatTools(tools),
    ...(platform.offerTools ? [platform.offerTools(tools, log)] : []),
    vscode.languages.registerCodeLensProvider({ language: 'bp' }, leadingLenses(context, progress)),
    vscode.window.registerWebviewPanelSerializer('backprop.graph', graphs),
    vscode.window.registerWebviewPanelSerializer('backprop.training', trainings),
    ...registerCommands({ context, client, progress, confidence, reviews, graphs, pages, trainings, seals, log }),
  );
}
