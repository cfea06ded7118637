import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { format } from 'node:util';
import type { Page } from 'playwright-core';
import { openBrowser } from './chromium.ts';
import { type EditorServer, startEditorServer } from './editorServer.ts';
import { installHost } from './hostInstall.ts';
import { freshProfile, type Profile, removeProfile, writeSettings } from './profile.ts';

/** What `launch` answers when not the suite but the editor itself failed. */
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

async function takeScreenshot(page: Page, name: string): Promise<void> {
  const folder = process.env.BACKPROP_SCREENSHOTS;
  const picture = await page.screenshot();
  if (folder) await writeFile(path.join(folder, `${name}.png`), picture);
}

/** Opens the folder with the suite in it; settles with the suite's code. */
function runSuite(server: EditorServer, page: Page, { folder, development, tests }: CommandLine): Promise<number> {
  return new Promise((resolve, reject) => {
    const fail = (reason: string) => reject(new Error(reason));
    page.once('crash', () => fail("the editor's page crashed"));
    void server.group.ended.then(() => fail("the editor's server ended"));
    setTimeout(fail, limit, `no result after ${limit / 1000} s`).unref();
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => fail(signal));

    const log = (kind: string, values: readonly unknown[]) => {
      const line = format(...values).trimEnd();
      const screenshot = /^::screenshot ([\w.-]+)$/.exec(line)?.[1];
      if (screenshot) takeScreenshot(page, screenshot).catch(reject);
      else if (!chatter.test(line)) (kind === 'error' ? process.stderr : process.stdout).write(`${line}\n`);
    };
    const open = async () => {
      // The two functions that the workbench looks for in its page when it runs tests.
      await page.exposeFunction('codeAutomationLog', log);
      await page.exposeFunction('codeAutomationExit', resolve);
      const payload = [
        ...development.map((extension) => ['extensionDevelopmentPath', server.uri(extension)] as const),
        ...(tests ? [['extensionTestsPath', server.uri(tests)] as const] : []),
      ];
      await page.goto(server.page(folder, payload));
    };
    open().catch(reject);
  });
}

async function launchIn(profile: Profile, commandLine: CommandLine): Promise<number> {
  const server = await startEditorServer({ host: await installHost(), profile, runsTests: true });
  try {
    const { browser, page } = await openBrowser();
    try {
      return await runSuite(server, page, commandLine);
    } catch (error) {
      await takeScreenshot(page, 'editor-failed').catch(() => undefined);
      throw error;
    } finally {
      await browser.close();
    }
  } finally {
    await server.group.stop();
  }
}

/**
 * Stands where VS Code's executable would: takes the command line that @vscode/test-electron gives to it, runs the editor's server
 * with a headless browser on it, and answers with the suite's exit code.
 */
export async function launch(args: readonly string[]): Promise<number> {
  const commandLine = readCommandLine(args);
  const own = await freshProfile();
  const profile = { ...own, userData: path.resolve(commandLine.userData ?? own.userData) };
  await writeSettings(profile.userData, {});
  try {
    return await launchIn(profile, commandLine);
  } catch (error) {
    console.error(`The editor failed: ${error instanceof Error ? error.message : error}`);
    return editorFailed;
  } finally {
    await removeProfile(profile);
  }
}
