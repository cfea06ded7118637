import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import * as vscode from 'vscode';
import { until } from '../support/until.ts';
import { openText, untilLens } from './editing.ts';

describe('the tools for a chat', () => {
  it('are offered to the editor as a server of the Model Context Protocol', async () => {
    const document = await openText('x = -2; y = 5; z = -4\nq = x + y\nf = q * z\n');
    await untilLens(document, 'f = -12');
    // The list asks each extension for its servers; it stays open until it is closed.
    void vscode.commands.executeCommand('workbench.mcp.listServer');
    const offered = () => vscode.lm.tools.filter(({ name }) => name.startsWith('mcp_')).map(({ name }) => name);
    await until('the tools of the server', async () => {
      await vscode.commands.executeCommand('workbench.mcp.startServer', '*', {
        waitForLiveTools: true,
        autoTrustChanges: true,
      });
      return offered().length > 0;
    });
    await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
    assert.deepEqual(
      offered()
        .map((name) => name.replace(/^mcp_[a-z-]+?_(?=explain|evaluate|check|next|make|train)/, ''))
        .toSorted(),
      ['check_answer', 'evaluate', 'explain_gate', 'make_exercise', 'next_hint', 'train_summary'],
    );
  });
});
