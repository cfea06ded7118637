import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { FrameLocator, Locator, Page } from 'playwright-core';
import { type BrowserWindow, openBrowser } from '../support/host/chromium.ts';
import {
  type EditorServer,
  installVsix,
  pagesAt,
  type ServedPages,
  startEditorServer,
} from '../support/host/editorServer.ts';
import { installHost } from '../support/host/hostInstall.ts';
import {
  type EditorSettings,
  freshProfile,
  type Profile,
  removeProfile,
  writeSettings,
} from '../support/host/profile.ts';
import { packVsix } from '../support/packVsix.ts';
import { until } from '../support/until.ts';
import { inRoot, resultsFolder } from '../tools/project.ts';

/** As the editor's list of themes shows them. */
export const themes = { light: 'Light Modern', dark: 'Dark Modern', contrast: 'Dark High Contrast' } as const;
export type Theme = keyof typeof themes;

/** What the workbench's outermost element is marked with. */
const themeClass: Readonly<Record<Theme, string>> = { light: '.vs', dark: '.vs-dark', contrast: '.hc-black' };

/** How long a list of the editor is waited for before it is opened anew. */
const soon = { timeout: 5000 };

const screenshots = path.join(resultsFolder, 'e2e');

/** An editor with the packed extension installed, as a user would have it, and a window on it. */
export interface Workbench {
  readonly page: Page;
  readonly outside: ReadonlySet<string>;
  /** Loads the window with this file in front. */
  open(folder: string, file: string): Promise<void>;
  /** The same, without loading the window where it has this folder open. */
  show(folder: string, file: string): Promise<void>;
  setTheme(theme: Theme): Promise<void>;
  /** All lenses of one line, as one element. */
  lens(text: string | RegExp): Locator;
  /** One lens that does something, by its whole title; icons have none. */
  action(title: string): Locator;
  hover(words: string): Promise<Locator>;
  runCommand(title: string): Promise<unknown>;
  /** Presses the keys that the manifest gives a command. */
  pressKeyOf(command: string): Promise<void>;
  /** The document inside the webview that is shown. */
  webview(): FrameLocator;
  screenshot(name: string): Promise<void>;
  close(): Promise<void>;
}

const startSettings: EditorSettings = { 'workbench.colorTheme': themes.light };

/** The editor that most files of tests share, each with a window of its own, and the extension that others install. */
export interface SharedEditor {
  readonly address: string;
  readonly profile: Profile;
}

export interface WorkbenchWishes {
  /** Settings that the editor starts with. */
  readonly settings?: EditorSettings;
  /** The folder that is opened is not trusted. */
  readonly untrusted?: boolean;
  /** Changes the installed extension, whose folder it is given, before the editor starts. */
  readonly prepare?: (extension: string) => Promise<void>;
}

/** An editor with a profile of its own; its extension is a copy of the one that the shared editor has installed. */
async function startOwn(
  shared: SharedEditor,
  { untrusted, prepare, settings }: WorkbenchWishes,
): Promise<EditorServer> {
  const profile = await freshProfile({ ...startSettings, ...(untrusted ? untrustedSettings : {}), ...settings });
  try {
    const from = shared.profile.extensions;
    await cp(from, profile.extensions, { recursive: true });
    const list = path.join(profile.extensions, 'extensions.json');
    await writeFile(list, (await readFile(list, 'utf8')).replaceAll(from, profile.extensions));
    const [installed] = (await readdir(profile.extensions)).filter((name) => name.includes('backprop'));
    if (installed) await prepare?.(path.join(profile.extensions, installed));
    return await startEditorServer({ host: await installHost(), profile, asksForTrust: untrusted === true });
  } catch (error) {
    await removeProfile(profile);
    throw error;
  }
}

/** Nobody is asked: the folder stays as it is. */
const untrustedSettings = {
  'security.workspace.trust.startupPrompt': 'never',
  'security.workspace.trust.banner': 'never',
};

/** Names of keys as the manifest writes them, and as the browser does. */
const browserKeys: Readonly<Record<string, string>> = {
  ctrl: 'Control',
  alt: 'Alt',
  shift: 'Shift',
  '.': 'Period',
  ',': 'Comma',
  home: 'Home',
  end: 'End',
  enter: 'Enter',
};

/** What is pressed one after the other for a command: `ctrl+k g` is two. */
async function keysOf(command: string): Promise<readonly string[]> {
  const { contributes }: { readonly contributes: { readonly keybindings: readonly Keybinding[] } } = JSON.parse(
    await readFile(inRoot('package.json'), 'utf8'),
  );
  const found = contributes.keybindings.find((one) => one.command === command);
  if (found === undefined) throw new Error(`${command} has no key`);
  const inBrowser = (key: string): string => browserKeys[key] ?? `Key${key.toUpperCase()}`;
  return found.key.split(' ').map((chord) => chord.split('+').map(inBrowser).join('+'));
}

interface Keybinding {
  readonly command: string;
  readonly key: string;
}

/** The editor cuts a line into several elements: this is the middle of the words themselves, in pixels. */
const middleOf = (page: Page, words: string) =>
  page.evaluate((wanted) => {
    for (const line of document.querySelectorAll('.view-line')) {
      const at = (line.textContent ?? '').replaceAll('\u00a0', ' ').indexOf(wanted);
      if (at < 0) continue;
      const range = document.createRange();
      const texts = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
      let before = 0;
      for (let text = texts.nextNode(); text; text = texts.nextNode()) {
        const length = text.nodeValue?.length ?? 0;
        const inside = (offset: number) => offset > before && offset <= before + length;
        if (inside(at + 1)) range.setStart(text, at - before);
        if (inside(at + wanted.length)) range.setEnd(text, at + wanted.length - before);
        before += length;
      }
      const box = range.getBoundingClientRect();
      return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
    }
    return undefined;
  }, words);

function drive(server: ServedPages, { page, browser, outside }: BrowserWindow, end: () => Promise<void>): Workbench {
  // By keyboard, as rows move while the list is being filled.
  const pick = async (typed: string, row: string) => {
    await page.locator('.quick-input-widget input.input').fill(typed, soon);
    await page.locator('.quick-input-list .label-name').getByText(row, { exact: true }).first().waitFor(soon);
    const chosen = page.locator('.quick-input-list .monaco-list-row.focused .label-name');
    for (let turn = 0; (await chosen.textContent(soon))?.replaceAll('\u00a0', ' ').trim() !== row; turn++) {
      // Once the list is closed, keys would go to the text.
      if (turn === 50 || !(await chosen.isVisible())) throw new Error(`the row ${row} cannot be chosen`);
      await page.keyboard.press('ArrowDown');
    }
    await page.keyboard.press('Enter');
  };
  const pickCommand = async (title: string) => {
    await page.keyboard.press('F1');
    await pick(`>${title}`, title);
  };
  /** A list closes when something else takes the focus, as an editor does that has just opened: then it is opened anew. */
  const again = (awaited: string, act: () => Promise<void>) =>
    until(awaited, async () => {
      await page.keyboard.press('Escape');
      await act();
      return true;
    });
  const runCommand = (title: string) => again(title, () => pickCommand(title));
  let loaded: string | undefined;
  const open = async (folder: string, file: string) => {
    await page.goto(server.page(folder, [['openFile', server.uri(path.join(folder, file))]]));
    await page.locator('.tab.active', { hasText: file }).waitFor();
    await page.locator('.monaco-editor.focused').waitFor();
    loaded = folder;
  };
  return {
    page,
    outside,
    open,
    async show(folder, file) {
      if (loaded !== folder) return open(folder, file);
      await again(file, async () => {
        await page.keyboard.press('Control+KeyP');
        await page.locator('.quick-input-widget input.input').fill(file, soon);
        await page.locator('.quick-input-list .monaco-list-row.focused', { hasText: file }).waitFor(soon);
        await page.keyboard.press('Enter');
        await page.locator('.tab.active', { hasText: file }).waitFor(soon);
      });
      await page.locator('.monaco-editor.focused').waitFor();
    },
    async setTheme(theme) {
      await again(themes[theme], async () => {
        await pickCommand('Preferences: Color Theme');
        // What is typed before the list of themes is there would still go to the list of commands.
        await page.locator('.quick-input-widget input.input[placeholder*="Color Theme"]').waitFor(soon);
        await pick(themes[theme], themes[theme]);
        await page.locator(`.monaco-workbench${themeClass[theme]}`).waitFor(soon);
      });
    },
    lens: (text) => page.locator('.codelens-decoration', { hasText: text }).first(),
    action: (title) => page.locator('.codelens-decoration a', { hasText: new RegExp(`^\\W*${title}$`) }).first(),
    async hover(words) {
      const shown = page.locator('.monaco-hover:not(.hidden)').first();
      // Lenses that arrive late push lines down: then another line is below the mouse, and it aims again.
      await until(`a hover of ${words}`, async () => {
        const target = await middleOf(page, words);
        if (!target) throw new Error(`"${words}" is not in the editor`);
        await page.mouse.move(target.x - 40, target.y + 120);
        await page.mouse.move(target.x, target.y, { steps: 4 });
        await shown.waitFor(soon);
        return (await middleOf(page, words))?.y === target.y;
      });
      return shown;
    },
    runCommand,
    async pressKeyOf(command) {
      for (const chord of await keysOf(command)) await page.keyboard.press(chord);
    },
    webview: () => page.frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame'),
    async screenshot(name) {
      await mkdir(screenshots, { recursive: true });
      await page.screenshot({ path: path.join(screenshots, `${name}.png`) });
    },
    async close() {
      // A window that is left ends its extension host; one that is torn away keeps it for a while.
      await page.goto('about:blank').catch(() => undefined);
      await browser.close().catch(() => undefined);
      await end();
    },
  };
}

/** Starts the editor that is shared, with the packed extension installed. */
export async function startSharedEditor(): Promise<{
  readonly editor: SharedEditor;
  readonly stop: () => Promise<void>;
}> {
  const profile = await freshProfile(startSettings);
  try {
    const host = await installHost();
    const { file } = await packVsix(path.join(profile.folder, 'backprop-tutor.vsix'));
    await installVsix(host, profile, file);
    const server = await startEditorServer({ host, profile });
    const stop = async () => {
      await server.group.stop();
      await removeProfile(profile);
    };
    return { editor: { address: server.address, profile }, stop };
  } catch (error) {
    await removeProfile(profile);
    throw error;
  }
}

/** A window of the shared editor; with wishes, of an editor of its own. */
export async function startWorkbench(shared: SharedEditor, wishes: WorkbenchWishes = {}): Promise<Workbench> {
  if (Object.keys(wishes).length === 0) {
    // As it was at the start, whatever a test before has chosen.
    await writeSettings(shared.profile.userData, startSettings);
    return drive(pagesAt(shared.address), await openBrowser(), async () => undefined);
  }
  const server = await startOwn(shared, wishes);
  const end = async () => {
    await server.group.stop();
    await removeProfile(server.profile);
  };
  try {
    return drive(server, await openBrowser(), end);
  } catch (error) {
    await end();
    throw error;
  }
}
