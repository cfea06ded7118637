import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { format } from 'node:util';
import { openBrowser } from './chromium.ts';
import { startEditorServer } from './editorServer.ts';
import { installHost } from './hostInstall.ts';
import { freshProfile, removeProfile, writeSettings } from './profile.ts';

/**
 * Stands where VS Code's executable would: takes the command line that @vscode/test-electron gives to it, runs the editor's server
 * with a headless browser on it, and ends with the suite's code. 3 says that the editor itself failed.
 */
const editorFailed = 3;
const limit = 300_000;

/** What the workbench tells only the people who make it. */
const chatter =
  /^(Ignoring fetching|Creation of workbench|Resolv(ing|ed) connection|Creating a socket|\[reconnection|Updating additional|\[Service Worker|\[AgentHost|\[AccountPolicy|Timed out waiting for auth|Settings Sync|Started |Completed )/;

interface CommandLine {
  readonly folder: string | undefined;
  readonly development: readonly string[];
  readonly tests: string | undefined;
  readonly userData: string | undefined;
}

function readCommandLine(args: readonly string[]): CommandLine {
  const valuesOf = (name: string) =>
    args.filter((arg) => arg.startsWith(`--${name}=`)).map((arg) => arg.slice(name.length + 3));
  return {
    folder: args.find((arg) => !arg.startsWith('--')),
    development: valuesOf('extensionDevelopmentPath'),
    tests: valuesOf('extensionTestsPath').at(-1),
    userData: valuesOf('user-data-dir').at(-1),
  };
}

export async function launch(args: readonly string[]): Promise<number> {
  const { folder, development, tests, userData } = readCommandLine(args);
  const profile = { ...(await freshProfile()), ...(userData ? { userData: path.resolve(userData) } : {}) };
  await writeSettings(profile.userData, {});
  const server = await startEditorServer({ host: await installHost(), profile, runsTests: true });
  const { browser, page } = await openBrowser();
  const screenshots = process.env.BACKPROP_SCREENSHOTS;

  const takeScreenshot = async (name: string) => {
    const picture = await page.screenshot();
    if (screenshots) await writeFile(path.join(screenshots, `${name}.png`), picture);
  };

  try {
    return await new Promise<number>((resolve, reject) => {
      const fail = (reason: string) => reject(new Error(reason));
      page.once('crash', () => fail("the editor's page crashed"));
      void server.group.ended.then(() => fail("the editor's server ended"));
      setTimeout(fail, limit, `no result after ${limit / 1000} s`).unref();
      for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => fail(signal));

      const log = (kind: string, values: readonly unknown[]) => {
        const line = format(...values).trimEnd();
        const screenshot = /^::screenshot ([\w.-]+)$/.exec(line)?.[1];
        if (screenshot) void takeScreenshot(screenshot).catch((error: Error) => fail(error.message));
        else if (!chatter.test(line)) (kind === 'error' ? process.stderr : process.stdout).write(`${line}\n`);
      };
      const open = async () => {
        // The two functions that the workbench looks for in its page when it runs tests.
        await page.exposeFunction('codeAutomationLog', log);
        await page.exposeFunction('codeAutomationExit', resolve);
        const payload = [
          ...development.map((folder) => ['extensionDevelopmentPath', server.uri(folder)] as const),
          ...(tests ? [['extensionTestsPath', server.uri(tests)] as const] : []),
        ];
        await page.goto(server.page(folder, payload));
      };
      open().catch(reject);
    });
  } catch (error) {
    console.error(`The editor failed: ${error instanceof Error ? error.message : error}`);
    await takeScreenshot('editor-failed').catch(() => undefined);
    return editorFailed;
  } finally {
    await Promise.allSettled([browser.close(), server.group.stop()]);
    await removeProfile(profile);
  }
}
