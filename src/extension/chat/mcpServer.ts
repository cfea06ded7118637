import * as vscode from 'vscode';
import type { Toolbox } from '../../protocol/language.ts';
import { ToolSocket } from './toolSocket.ts';

/** As in the manifest. */
const PROVIDER = 'backprop.tutor';

/** Offers the tools to the editor as a server of the Model Context Protocol. In a workspace that is not trusted there is none. */
export function offerMcpServer(
  context: vscode.ExtensionContext,
  tools: Toolbox,
  log: vscode.LogOutputChannel,
): vscode.Disposable {
  const socket = new ToolSocket(tools, (problem) => log.warn(problem));
  const changed = new vscode.EventEmitter<void>();
  const relay = context.asAbsolutePath('dist/mcpRelay.js');
  return vscode.Disposable.from(
    socket,
    changed,
    vscode.workspace.onDidGrantWorkspaceTrust(() => changed.fire()),
    vscode.lm.registerMcpServerDefinitionProvider(PROVIDER, {
      onDidChangeMcpServerDefinitions: changed.event,
      provideMcpServerDefinitions: () =>
        vscode.workspace.isTrusted
          ? [
              new vscode.McpStdioServerDefinition(
                'Backprop Tutor',
                process.execPath,
                [relay],
                { ELECTRON_RUN_AS_NODE: '1' },
                tools.version,
              ),
            ]
          : [],
      // Called when the server is about to be started.
      async resolveMcpServerDefinition(definition) {
        if (definition instanceof vscode.McpStdioServerDefinition) definition.args = [relay, await socket.address()];
        return definition;
      },
    }),
  );
}
