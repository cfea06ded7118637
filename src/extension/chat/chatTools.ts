import * as vscode from 'vscode';
import { chatToolRequest, type OfferedTool, type Toolbox } from '../../protocol/language.ts';
import { textOfCell } from '../host/notebookText.ts';
import type { Client } from '../server/client.ts';
import type { TrainingDesk } from '../training/trainingController.ts';

/** As in the manifest. */
const names = ['explain_gate', 'evaluate', 'check_answer', 'next_hint', 'make_exercise', 'train_summary'] as const;

const inManifest = (name: string): string => `backprop_${name}`;

/** The text in front, else one that is visible, else one that is open. */
const asked = (): vscode.TextDocument | undefined =>
  [
    vscode.window.activeTextEditor?.document,
    ...vscode.window.visibleTextEditors.map(({ document }) => document),
    ...vscode.workspace.textDocuments,
  ].find((document) => document?.languageId === 'bp');

interface Manifest {
  readonly version: string;
  readonly contributes: {
    readonly languageModelTools: readonly {
      readonly name: string;
      readonly modelDescription: string;
      readonly inputSchema: OfferedTool['inputSchema'];
    }[];
  };
}

/** What a chat may ask about the text in front. The language server answers, from the text and the learner's record. */
export function openTextTools(
  { extension }: vscode.ExtensionContext,
  client: Client,
  trainings: TrainingDesk,
): Toolbox {
  const { version, contributes }: Manifest = extension.packageJSON;
  return {
    version,
    tools: names.flatMap((name) => {
      const declared = contributes.languageModelTools.find((tool) => tool.name === inManifest(name));
      return declared ? { name, description: declared.modelDescription, inputSchema: declared.inputSchema } : [];
    }),
    async use(tool, input) {
      const address = asked()?.uri.toString();
      const uri = address && (textOfCell(address)?.lines.uri ?? address);
      const answer = uri && (await client.ask(chatToolRequest, { uri, tool, input, training: trainings.summary(uri) }));
      return answer ? answer.text : 'No .bp file is open.';
    },
  };
}

/** The tools for the editor's own chat; an editor without chat has none. */
export const chatTools = ({ use }: Toolbox): readonly vscode.Disposable[] =>
  names.map((name) =>
    vscode.lm.registerTool<Readonly<Record<string, unknown>>>(inManifest(name), {
      invoke: async ({ input }) =>
        new vscode.LanguageModelToolResult([new vscode.LanguageModelTextPart(await use(name, input))]),
    }),
  );
