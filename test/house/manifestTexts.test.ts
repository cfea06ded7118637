import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const texts: Readonly<Record<string, string>> = JSON.parse(readFileSync('package.nls.json', 'utf8'));
const manifest = readFileSync('package.json', 'utf8');
const { contributes } = JSON.parse(manifest);
const keys = [...manifest.matchAll(/"%([^%"]+)%"/g)].map((match) => match[1] ?? '');

interface Offered {
  readonly command: string;
  readonly when?: string;
}

describe('the texts of the manifest', () => {
  it('are all there, and none is left over', () => {
    expect(keys.filter((key) => !texts[key])).toEqual([]);
    expect(Object.keys(texts).filter((key) => !keys.includes(key))).toEqual([]);
  });

  it('name each command once', () => {
    const titles = Object.entries(texts)
      .filter(([key]) => key.startsWith('command.'))
      .map(([, title]) => title);
    expect(titles.filter((title, index) => titles.indexOf(title) !== index)).toEqual([]);
  });
});

describe('the palette', () => {
  const palette: readonly Offered[] = contributes.menus.commandPalette;
  const commands: readonly string[] = contributes.commands.map(({ command }: Offered) => command);

  it('speaks of commands that exist, each once', () => {
    const named = palette.map(({ command }) => command);
    expect(named.filter((command) => !commands.includes(command))).toEqual([]);
    expect(new Set(named).size).toBe(named.length);
  });

  it('always offers a lesson, and other commands only where there is a file for them', () => {
    const always = commands.filter((command) => palette.find((item) => item.command === command)?.when === undefined);
    expect(always).toContain('backprop.openLesson');
    expect(always).not.toContain('backprop.showGraph');
    for (const { command, when } of palette)
      expect(when, command).toMatch(/\b(editorLangId|resourceLangId) == bp\b|false/);
  });
});

describe('the walkthrough', () => {
  it('has a picture, a text for those who do not see it, and a way to be done, in each step', () => {
    const steps: readonly {
      readonly media: { readonly svg: string; readonly altText: string };
      readonly completionEvents?: readonly string[];
    }[] = contributes.walkthroughs.flatMap(({ steps }: { steps: readonly unknown[] }) => steps);
    expect(steps.length).toBeGreaterThanOrEqual(6);
    for (const { media, completionEvents } of steps) {
      const picture = readFileSync(media.svg, 'utf8');
      // Styles and scripts are refused where the editor shows the picture; colours are the theme's.
      expect(picture).not.toMatch(/<style|\sstyle=|<script|\shref=/);
      expect(picture).toContain('var(--vscode-foreground');
      expect(texts[media.altText.slice(1, -1)]?.length).toBeGreaterThan(20);
      expect(completionEvents?.length).toBeGreaterThan(0);
    }
  });
});
