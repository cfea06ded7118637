import type { Page } from 'playwright-core';

/** What an editor gives a webview for its looks: the classes of its body and the colours of a built-in theme. */
export interface Theme {
  readonly name: string;
  readonly bodyClass: string;
  readonly colours: Readonly<Record<string, string>>;
}

const font = {
  'font-family': 'system-ui, "Segoe UI", Ubuntu, "Droid Sans", sans-serif',
  'font-size': '13px',
  'editor-font-family': 'monospace',
};

export const dark: Theme = {
  name: 'dark',
  bodyClass: 'vscode-dark',
  colours: {
    ...font,
    foreground: '#cccccc',
    descriptionForeground: '#9d9d9d',
    'editor-background': '#1f1f1f',
    'editor-foreground': '#cccccc',
    'textLink-foreground': '#4daafc',
    focusBorder: '#0078d4',
    'button-background': '#0078d4',
    'button-foreground': '#ffffff',
    'button-hoverBackground': '#026ec1',
    'input-background': '#313131',
    'input-foreground': '#cccccc',
    'input-border': '#3c3c3c',
    'dropdown-background': '#313131',
    'toolbar-hoverBackground': '#5a5d5e50',
    'progressBar-background': '#0078d4',
    'charts-foreground': '#cccccc',
    'charts-blue': '#59a4f9',
    'charts-orange': 'rgba(234, 92, 0, 0.33)',
    'charts-green': '#89d185',
    'charts-purple': '#b180d7',
    'charts-red': '#f14c4c',
    'charts-yellow': '#cca700',
    'charts-lines': '#cccccc80',
  },
};

export const light: Theme = {
  name: 'light',
  bodyClass: 'vscode-light',
  colours: {
    ...font,
    foreground: '#3b3b3b',
    descriptionForeground: '#3b3b3b',
    'editor-background': '#ffffff',
    'editor-foreground': '#3b3b3b',
    'textLink-foreground': '#005fb8',
    focusBorder: '#005fb8',
    'button-background': '#005fb8',
    'button-foreground': '#ffffff',
    'button-hoverBackground': '#0258a8',
    'input-background': '#ffffff',
    'input-foreground': '#3b3b3b',
    'input-border': '#cecece',
    'dropdown-background': '#ffffff',
    'toolbar-hoverBackground': '#b8b8b850',
    'progressBar-background': '#005fb8',
    'charts-foreground': '#3b3b3b',
    'charts-blue': '#0063d3',
    'charts-orange': 'rgba(234, 92, 0, 0.33)',
    'charts-green': '#388a34',
    'charts-purple': '#652d90',
    'charts-red': '#e51400',
    'charts-yellow': '#bf8803',
    'charts-lines': '#3b3b3b80',
  },
};

export const highContrast: Theme = {
  name: 'high-contrast',
  bodyClass: 'vscode-high-contrast',
  colours: {
    ...font,
    foreground: '#ffffff',
    descriptionForeground: '#ffffffb3',
    contrastBorder: '#6fc3df',
    contrastActiveBorder: '#f38518',
    'editor-background': '#000000',
    'editor-foreground': '#ffffff',
    'textLink-foreground': '#21a6ff',
    focusBorder: '#f38518',
    'button-background': '#000000',
    'button-foreground': '#ffffff',
    'button-border': '#6fc3df',
    'input-background': '#000000',
    'input-foreground': '#ffffff',
    'input-border': '#6fc3df',
    'dropdown-background': '#000000',
    'progressBar-background': '#6fc3df',
    'charts-foreground': '#ffffff',
    'charts-blue': '#59a4f9',
    'charts-green': '#89d185',
    'charts-purple': '#b180d7',
    'charts-red': '#f48771',
    'charts-yellow': '#ffd370',
    'charts-lines': '#ffffff80',
  },
};

export const highContrastLight: Theme = {
  name: 'high-contrast-light',
  bodyClass: 'vscode-high-contrast-light vscode-high-contrast',
  colours: {
    ...font,
    foreground: '#292929',
    descriptionForeground: '#292929b3',
    contrastBorder: '#0f4a85',
    contrastActiveBorder: '#006bbd',
    'editor-background': '#ffffff',
    'editor-foreground': '#292929',
    'textLink-foreground': '#0f4a85',
    focusBorder: '#006bbd',
    'button-background': '#0f4a85',
    'button-foreground': '#ffffff',
    'button-border': '#0f4a85',
    'input-background': '#ffffff',
    'input-foreground': '#292929',
    'input-border': '#0f4a85',
    'dropdown-background': '#ffffff',
    'progressBar-background': '#0f4a85',
    'charts-foreground': '#292929',
    'charts-blue': '#0063d3',
    'charts-green': '#374e06',
    'charts-purple': '#652d90',
    'charts-red': '#b5200d',
    'charts-yellow': '#895503',
    'charts-lines': '#29292980',
  },
};

export const themes: readonly Theme[] = [dark, light, highContrast, highContrastLight];

export const variablesOf = ({ colours }: Theme): string =>
  Object.entries(colours)
    .map(([name, value]) => `--vscode-${name}: ${value};`)
    .join(' ');

/** Gives an open page another theme, as the editor does. */
export const applyTheme = (page: Page, theme: Theme): Promise<void> =>
  page.evaluate(
    ([bodyClass, variables]) => {
      document.documentElement.style.cssText = variables;
      document.body.className = bodyClass;
    },
    [theme.bodyClass, variablesOf(theme)] as const,
  );
