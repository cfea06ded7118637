import * as vscode from 'vscode';
import { chatToolRequest } from '../../protocol/language.ts';
import type { Client } from '../server/client.ts';
import type { TrainingDesk } from '../training/trainingController.ts';

/** As in the manifest. */
const tools = ['explain_gate', 'evaluate', 'check_answer', 'next_hint', 'make_exercise', 'train_summary'] as const;

/** The text in front, else one that is visible, else one that is open. */
const asked = (): vscode.TextDocument | undefined =>
  [
    vscode.window.activeTextEditor?.document,
    ...vscode.window.visibleTextEditors.map(({ document }) => document),
    ...vscode.workspace.textDocuments,
  ].find((document) => document?.languageId === 'bp');

/** What a chat of the editor may ask. The server answers, from the text and the learner's record; an editor without chat has no tools. */
export const chatTools = (client: Client, trainings: TrainingDesk): readonly vscode.Disposable[] =>
  tools.map((tool) =>
    vscode.lm.registerTool<Readonly<Record<string, unknown>>>(`backprop_${tool}`, {
      async invoke({ input }) {
        const uri = asked()?.uri.toString();
        const answer =
          uri && (await client.ask(chatToolRequest, { uri, tool, input, training: trainings.summary(uri) }));
        const text = answer ? answer.text : 'No .bp file is open.';
        return new vscode.LanguageModelToolResult([new vscode.LanguageModelTextPart(text)]);
      },
    }),
  );
