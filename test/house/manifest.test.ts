import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { chatTools } from '../../src/language/features/chatTools.ts';
import { shippedCode } from './projectFiles.ts';

interface Manifest {
  readonly version: string;
  readonly engines: { readonly vscode: string };
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly activationEvents: readonly string[];
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly category?: string; readonly title: string }[];
    readonly configuration?: Configuration | readonly Configuration[];
    readonly menus?: Readonly<Record<string, readonly { readonly command?: string }[]>>;
    readonly keybindings?: readonly { readonly command: string }[];
    readonly views?: Readonly<Record<string, readonly { readonly id: string }[]>>;
    readonly [point: string]: unknown;
  };
}

interface Configuration {
  readonly properties: Readonly<
    Record<
      string,
      {
        readonly description?: string;
        readonly markdownDescription?: string;
        readonly default?: unknown;
        readonly order?: number;
      }
    >
  >;
}

const manifest: Manifest = JSON.parse(readFileSync('package.json', 'utf8'));
const { contributes, version } = manifest;

const commands = contributes.commands.map(({ command }) => command);
const configurations = contributes.configuration === undefined ? [] : [contributes.configuration].flat();
const settings = configurations.flatMap(({ properties }) => Object.keys(properties));

const text = (files: readonly { readonly text: string }[]) => files.map((file) => file.text).join('\n');
const inRooms = (...rooms: readonly string[]) =>
  shippedCode.filter(({ path }) => rooms.some((room) => path.startsWith(room)));
const extensionCode = text(inRooms('src/extension/', 'src/protocol/'));
const settingReaders = text(inRooms('src/extension/', 'src/protocol/', 'src/language/', 'src/server/'));

const quoted = (code: string): ReadonlySet<string> =>
  new Set([...code.matchAll(/['"`](backprop\.[\w.]+)['"`]/g)].map((match) => match[1] ?? ''));
const registered = new Set(
  [...extensionCode.matchAll(/(?:registerCommand|registerTextEditorCommand)\(\s*['"`](backprop\.[\w.]+)['"`]/g)].map(
    (match) => match[1] ?? '',
  ),
);

describe('the manifest and the code', () => {
  it('name the same commands', () => {
    const named = quoted(extensionCode);
    expect(commands.filter((command) => !named.has(command))).toEqual([]);
    // A command that only links and lenses call may stay out of the manifest; one that is offered must be in it.
    const offered = [
      ...Object.values(contributes.menus ?? {}).flatMap((items) => items.flatMap(({ command }) => command ?? [])),
      ...(contributes.keybindings ?? []).map(({ command }) => command),
    ];
    expect(offered.filter((command) => command.startsWith('backprop.') && !commands.includes(command))).toEqual([]);
    expect(commands.filter((command, index) => commands.indexOf(command) !== index)).toEqual([]);
  });

  it('call no command that nothing registers', () => {
    const called = [
      ...text(inRooms('src/')).matchAll(
        /(?:command:|executeCommand(?:<[^>]*>)?\()\s*['"`](?:command:)?(backprop\.[\w.]+)['"`]/g,
      ),
    ];
    const unknown = called
      .map((match) => match[1] ?? '')
      .filter((command) => !registered.has(command) && !commands.includes(command));
    expect(unknown).toEqual([]);
  });

  it('name the same settings', () => {
    const named = quoted(settingReaders);
    const isRead = (setting: string) => {
      const [, ...parts] = setting.split('.');
      return named.has(setting) || new RegExp(`\\b${parts.join('\\??\\.')}\\b`).test(settingReaders);
    };
    expect(settings.filter((setting) => !isRead(setting))).toEqual([]);
  });

  it('show every command under "Backprop:"', () => {
    expect(contributes.commands.filter(({ category }) => category !== 'Backprop')).toEqual([]);
  });

  it('describe every setting and give it a default', () => {
    const bare = configurations
      .flatMap(({ properties }) => Object.entries(properties))
      .filter(
        ([, { description, markdownDescription, default: value }]) =>
          !(description ?? markdownDescription) || value === undefined,
      );
    expect(bare.map(([setting]) => setting)).toEqual([]);
  });

  it('show each setting in a place of its own', () => {
    const orders = configurations.flatMap(({ properties }) => Object.values(properties).map(({ order }) => order));
    expect(orders.toSorted((a = 0, b = 0) => a - b)).toEqual(orders.map((_, index) => index + 1));
  });

  it('name only files that are there', () => {
    const named = [...JSON.stringify(contributes).matchAll(/"\.\/(media\/[^"]+)"/g)].map((match) => match[1] ?? '');
    expect(named.length).toBeGreaterThan(0);
    expect(named.filter((file) => !existsSync(file))).toEqual([]);
  });
});

describe('the tools for a chat', () => {
  it('are in the manifest as the server has them, and registered', () => {
    const offered = contributes.languageModelTools as readonly {
      readonly name: string;
      readonly inputSchema: { readonly properties: object };
    }[];
    expect(offered.map(({ name, inputSchema }) => [name, Object.keys(inputSchema.properties)])).toEqual(
      chatTools.map(({ name, takes }) => [`backprop_${name}`, Object.keys(takes)]),
    );
    const registered = readFileSync('src/extension/chat/chatTools.ts', 'utf8');
    expect(chatTools.filter(({ name }) => !registered.includes(`'${name}'`))).toEqual([]);
  });
});

describe('CITATION.cff', () => {
  it('names the version of the manifest', () => {
    expect(readFileSync('CITATION.cff', 'utf8')).toContain(`\nversion: ${version}\n`);
  });
});

describe('media/lessons.json', () => {
  it('lists every lesson', () => {
    const listed: unknown = JSON.parse(readFileSync('media/lessons.json', 'utf8'));
    expect(listed).toEqual(readdirSync('media/lessons').sort());
  });
});

describe('the dependencies', () => {
  it('are exact, and all of them bundled', () => {
    expect(manifest.dependencies).toBeUndefined();
    expect(Object.entries(manifest.devDependencies).filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual(
      [],
    );
  });

  it('compile against the editor that the manifest asks for', () => {
    expect(`^${manifest.devDependencies['@types/vscode']}`).toBe(manifest.engines.vscode);
  });
});
