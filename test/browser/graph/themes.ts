/** What an editor gives a webview for its looks: the classes of its body and the colours of a built-in theme. */
export interface Theme {
  readonly bodyClass: string;
  readonly colours: Readonly<Record<string, string>>;
}

const fonts = {
  'font-family': 'system-ui, "Segoe UI", Ubuntu, "Droid Sans", sans-serif',
  'font-size': '13px',
  'editor-font-family': '"Droid Sans Mono", "DejaVu Sans Mono", monospace',
};

/** Dark Modern. */
const dark: Theme = {
  bodyClass: 'vscode-dark',
  colours: {
    ...fonts,
    foreground: '#cccccc',
    'editor-background': '#1f1f1f',
    'editor-foreground': '#cccccc',
    'editorGroup-border': '#ffffff17',
    'editorWidget-background': '#202020',
    'editorWidget-border': '#454545',
    'widget-border': '#313131',
    'widget-shadow': '#0000005c',
    focusBorder: '#0078d4',
    'button-background': '#0078d4',
    'button-foreground': '#ffffff',
    'button-secondaryBackground': '#313131',
    'button-secondaryForeground': '#cccccc',
    'button-secondaryHoverBackground': '#3c3c3c',
    'icon-foreground': '#cccccc',
    'toolbar-hoverBackground': '#5a5d5e50',
    'dropdown-background': '#313131',
    'dropdown-border': '#3c3c3c',
    'menu-background': '#1f1f1f',
    'menu-border': '#454545',
    'inputOption-activeBackground': '#2489db82',
    'inputOption-activeBorder': '#2488db',
    'list-hoverBackground': '#2a2d2e',
    'editor-wordHighlightBackground': '#575757b8',
    'badge-background': '#616161',
    'badge-foreground': '#f8f8f8',
    'editorError-foreground': '#f14c4c',
    'editorWarning-foreground': '#cca700',
    'charts-blue': '#3794ff',
    'charts-orange': '#d18616',
    'charts-green': '#89d185',
    'charts-red': '#f14c4c',
  },
};

/** Light Modern. */
const light: Theme = {
  bodyClass: 'vscode-light',
  colours: {
    ...fonts,
    foreground: '#3b3b3b',
    'editor-background': '#ffffff',
    'editor-foreground': '#3b3b3b',
    'editorGroup-border': '#e5e5e5',
    'editorWidget-background': '#f8f8f8',
    'editorWidget-border': '#c8c8c8',
    'widget-border': '#e5e5e5',
    'widget-shadow': '#00000029',
    focusBorder: '#005fb8',
    'button-background': '#005fb8',
    'button-foreground': '#ffffff',
    'button-secondaryBackground': '#e5e5e5',
    'button-secondaryForeground': '#3b3b3b',
    'button-secondaryHoverBackground': '#cccccc',
    'icon-foreground': '#3b3b3b',
    'toolbar-hoverBackground': '#b8b8b850',
    'dropdown-background': '#ffffff',
    'dropdown-border': '#cecece',
    'menu-background': '#ffffff',
    'menu-border': '#cecece',
    'inputOption-activeBackground': '#bed6ed',
    'inputOption-activeBorder': '#005fb8',
    'list-hoverBackground': '#f2f2f2',
    'editor-wordHighlightBackground': '#57575740',
    'badge-background': '#cccccc',
    'badge-foreground': '#3b3b3b',
    'editorError-foreground': '#e51400',
    'editorWarning-foreground': '#bf8803',
    'charts-blue': '#0063d3',
    'charts-orange': '#d18616',
    'charts-green': '#388a34',
    'charts-red': '#e51400',
  },
};

/** Dark High Contrast. */
const contrast: Theme = {
  bodyClass: 'vscode-high-contrast',
  colours: {
    ...fonts,
    foreground: '#ffffff',
    'editor-background': '#000000',
    'editor-foreground': '#ffffff',
    contrastBorder: '#6fc3df',
    contrastActiveBorder: '#f38518',
    'editorGroup-border': '#6fc3df',
    'editorWidget-background': '#0c141f',
    'editorWidget-border': '#6fc3df',
    'widget-border': '#6fc3df',
    focusBorder: '#f38518',
    'button-background': '#000000',
    'button-border': '#6fc3df',
    'button-foreground': '#ffffff',
    'button-secondaryForeground': '#ffffff',
    'icon-foreground': '#ffffff',
    'dropdown-background': '#000000',
    'dropdown-border': '#6fc3df',
    'menu-background': '#000000',
    'menu-border': '#6fc3df',
    'inputOption-activeBackground': '#00000000',
    'inputOption-activeBorder': '#6fc3df',
    'inputOption-activeForeground': '#ffffff',
    'list-hoverBackground': '#ffffff1a',
    'editor-wordHighlightBorder': '#f38518',
    'badge-background': '#000000',
    'badge-foreground': '#ffffff',
    'editorError-foreground': '#f48771',
    'editorWarning-foreground': '#ffd370',
    'charts-blue': '#3794ff',
    'charts-orange': '#d18616',
    'charts-green': '#89d185',
    'charts-red': '#f14c4c',
  },
};

/** Light High Contrast. */
const contrastLight: Theme = {
  bodyClass: 'vscode-high-contrast-light vscode-high-contrast',
  colours: {
    ...fonts,
    foreground: '#292929',
    'editor-background': '#ffffff',
    'editor-foreground': '#292929',
    contrastBorder: '#0f4a85',
    contrastActiveBorder: '#006bbd',
    'editorGroup-border': '#0f4a85',
    'editorWidget-background': '#ffffff',
    'editorWidget-border': '#0f4a85',
    'widget-border': '#0f4a85',
    focusBorder: '#006bbd',
    'button-background': '#0f4a85',
    'button-foreground': '#ffffff',
    'button-secondaryBackground': '#ffffff',
    'button-secondaryForeground': '#292929',
    'icon-foreground': '#292929',
    'dropdown-background': '#ffffff',
    'dropdown-border': '#0f4a85',
    'menu-background': '#ffffff',
    'menu-border': '#0f4a85',
    'inputOption-activeBackground': '#00000000',
    'inputOption-activeBorder': '#0f4a85',
    'inputOption-activeForeground': '#292929',
    'list-hoverBackground': '#0f4a851a',
    'editor-wordHighlightBorder': '#0f4a85',
    'badge-background': '#0f4a85',
    'badge-foreground': '#ffffff',
    'editorError-foreground': '#b5200d',
    'editorWarning-foreground': '#895503',
    'charts-blue': '#0063d3',
    'charts-orange': '#d18616',
    'charts-green': '#374e06',
    'charts-red': '#b5200d',
  },
};

export const themes = { dark, light, contrast, contrastLight } as const;

export const variablesOf = ({ colours }: Theme): string =>
  Object.entries(colours)
    .map(([name, colour]) => `--vscode-${name}: ${colour};`)
    .join(' ');
