import * as vscode from 'vscode';
import { AnswerMarks } from './answerMarks.ts';
import { registerCommands } from './commands.ts';
import { Confidence } from './confidence.ts';
import { GraphPanels } from './graphPanels.ts';
import { LearnerRecords } from './learnerRecords.ts';
import { LineEnds } from './lineEnds.ts';
import { providePages } from './pages.ts';
import { Progress } from './progress.ts';
import { startClient } from './startClient.ts';
import { StatusBar } from './statusBar.ts';
import { TrainingDesk } from './trainingDesk.ts';

/** Starts when a `.bp` file opens or a command is called; everything that lives is a subscription. */
export function activate(context: vscode.ExtensionContext): void {
  const log = vscode.window.createOutputChannel('Backprop Tutor', { log: true });
  const client = startClient(context, log);
  const progress = new Progress(context);
  const confidence = new Confidence(context);
  const graphs = new GraphPanels(context, client, log);
  const trainings = new TrainingDesk(context, client, log);
  context.subscriptions.push(
    log,
    client,
    graphs,
    trainings,
    providePages(),
    new LearnerRecords(context, client),
    new LineEnds(client),
    new AnswerMarks(context.extensionUri, client, (document, marks) => confidence.note(document, marks)),
    new StatusBar(client, progress),
    vscode.window.registerWebviewPanelSerializer('backprop.graph', graphs),
    vscode.window.registerWebviewPanelSerializer('backprop.training', trainings),
    ...registerCommands({ context, client, progress, confidence, graphs, trainings, log }),
  );
}
