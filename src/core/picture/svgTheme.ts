/** Colours and faces of pictures that leave the panels; `editor`: those of the editor's theme, for a page inside it. */
export type SvgTheme = 'light' | 'dark' | 'editor';

interface Palette {
  readonly paper: string;
  readonly ink: string;
  readonly soft: string;
  readonly faint: string;
  readonly fill: string;
  readonly value: string;
  readonly gradient: string;
  readonly plus: string;
  readonly minus: string;
  readonly active: string;
  readonly error: string;
}

const palettes: Readonly<Record<SvgTheme, Palette>> = {
  light: {
    paper: '#ffffff',
    ink: '#1f2328',
    soft: '#59636e',
    faint: '#a5adb6',
    fill: '#f6f8fa',
    value: '#1a6b2f',
    gradient: '#7b2cbf',
    plus: '#d9730d',
    minus: '#1f6feb',
    active: '#0b62c4',
    error: '#c4262e',
  },
  dark: {
    paper: '#1f1f1f',
    ink: '#e6e6e6',
    soft: '#a5acb3',
    faint: '#5d6369',
    fill: '#2a2d31',
    value: '#8fd694',
    gradient: '#cf9fff',
    plus: '#f0883e',
    minus: '#58a6ff',
    active: '#6cb6ff',
    error: '#ff7b72',
  },
  editor: {
    paper: 'var(--vscode-editor-background)',
    ink: 'var(--vscode-editor-foreground)',
    soft: 'color-mix(in srgb, var(--vscode-editor-foreground) 78%, var(--vscode-editor-background))',
    faint: 'color-mix(in srgb, var(--vscode-editor-foreground) 45%, var(--vscode-editor-background))',
    fill: 'color-mix(in srgb, var(--vscode-editor-foreground) 6%, var(--vscode-editor-background))',
    value: 'var(--vscode-backprop-lineEndValue)',
    gradient: 'var(--vscode-backprop-lineEndGradient)',
    plus: 'var(--vscode-charts-orange)',
    minus: 'var(--vscode-charts-blue)',
    active: 'var(--vscode-focusBorder)',
    error: 'var(--vscode-editorError-foreground)',
  },
};

const TEXT_FACE = "KaTeX_Main,'Latin Modern Roman','CMU Serif',Cambria,'Times New Roman',serif";
const NAME_FACE = "KaTeX_Math,'Latin Modern Math','CMU Serif',Cambria,'Times New Roman',serif";

export function svgStyle(theme: SvgTheme): string {
  const c = palettes[theme];
  const levels = [1, 2, 3, 4, 5, 6].map((level) => `.level${level}{fill-opacity:${(0.12 + level * 0.1).toFixed(2)}}`);
  return [
    `text{font-family:${TEXT_FACE};fill:${c.ink}}`,
    `.paper{fill:${c.paper}}`,
    `.frame{fill:${c.fill};fill-opacity:.5;stroke:${c.faint};stroke-width:1}`,
    `.title{font-size:12px;fill:${c.soft}}`,
    `.forward{fill:none;stroke:${c.soft};stroke-width:1.3}`,
    `.forwardTip{fill:${c.soft}}`,
    `.back{fill:none;stroke:${c.gradient};stroke-width:1;stroke-dasharray:4 3;opacity:.75}`,
    `.backTip{fill:${c.gradient}}`,
    `.quiet .forward{stroke:${c.faint};stroke-width:1}`,
    `.quiet .forwardTip{fill:${c.faint}}`,
    '.label{font-size:13px;text-anchor:middle}',
    `.value{fill:${c.value}}.gradient{fill:${c.gradient}}.nan{fill:${c.gradient};font-weight:bold}`,
    `.unknown{fill:${c.soft}}.quiet .value{fill:${c.soft}}`,
    `.name{fill:${c.ink};font-family:${NAME_FACE};font-style:italic}`,
    `.index{font-size:75%}.constant .name{fill:${c.soft};font-family:${TEXT_FACE};font-style:normal}`,
    `.reason{font-size:10px;fill:${c.soft};text-anchor:middle}`,
    '.start{text-anchor:start}.end{text-anchor:end}',
    `.shape{fill:${c.paper};stroke:${c.ink};stroke-width:1.3}`,
    `.inner{fill:none;stroke:${c.ink};stroke-width:.8}`,
    `.symbol{text-anchor:middle}.leaf .symbol,.input .symbol,.param .symbol,.data .symbol,.output .symbol{font-family:${NAME_FACE};font-style:italic}`,
    `.input .shape,.data .shape,.constant .shape,.output .shape{stroke:none;fill:none}`,
    `.param .shape{stroke:${c.faint};stroke-width:1}`,
    `.constant .symbol,.data .symbol{fill:${c.soft}}`,
    `.split{fill:none;stroke:${c.ink};stroke-width:1.2}`,
    `.active .shape{stroke:${c.active};stroke-width:2.4}`,
    `.waiting .shape{stroke-dasharray:2 3}.blocked .forward{stroke-dasharray:2 4}.broken .shape{stroke:${c.error};stroke-width:2.4;stroke-dasharray:none}`,
    `.gridFrame{fill:none;stroke:${c.faint};stroke-width:.8}`,
    `.plus{fill:${c.plus}}.minus{fill:${c.minus}}.nan.level6{fill:${c.gradient}}`,
    ...levels,
    '.numbered{opacity:.62}',
    '.entry{font-size:10.5px;text-anchor:middle}',
  ].join('');
}
