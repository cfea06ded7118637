import { writeFileSync } from 'node:fs';
import Mocha from 'mocha';
import * as vscode from 'vscode';
import { failureOf } from '../tools/tally.ts';

/** Called by the editor, inside its extension host. What the suite did is told in a file, as an exit code can lie. */
export async function run(): Promise<void> {
  const kind = vscode.env.uiKind === vscode.UIKind.Desktop ? 'desktop' : 'served to a browser';
  console.log(`Editor: ${vscode.env.appName} ${vscode.version}, ${kind}`);

  const mocha = new Mocha({ ui: 'bdd', timeout: 60_000, color: false });
  mocha.suite.emit('pre-require', globalThis, '', mocha);
  await import('./suites.ts');

  const failures = await new Promise<number>((resolve) => {
    const runner = mocha.run(resolve);
    const pending: string[] = [];
    const failures: string[] = [];
    runner.on('pending', (test) => pending.push(test.fullTitle()));
    runner.on('fail', (test, error: unknown) =>
      failures.push(
        failureOf(test.fullTitle(), error instanceof Error ? (error.stack ?? error.message) : String(error)),
      ),
    );
    runner.once('end', () => {
      const { passes: passed = 0, failures: failed = 0, pending: skipped = 0 } = runner.stats ?? {};
      const counts = { total: runner.total, passed, failed, skipped, skippedTests: pending, failures };
      const result = { editor: vscode.env.appName, version: vscode.version, kind, ...counts };
      if (process.env.BACKPROP_RESULT) writeFileSync(process.env.BACKPROP_RESULT, JSON.stringify(result));
    });
  });
  if (failures > 0) throw new Error(`${failures} tests failed`);
}
