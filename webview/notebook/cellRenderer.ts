/** Draws what a notebook shows below a cell: a module that the notebook loads, one for all its cells. */
import { xmlText } from '../../src/core/base/quoting.ts';
import { showNumber } from '../../src/core/base/show.ts';
import { languageFrom, speak, t } from '../../src/core/base/words.ts';
import { svgStyle } from '../../src/core/picture/svgTheme.ts';
import type {
  CellContent,
  CellCurve,
  CellLine,
  CellOutput,
  FromCellRenderer,
  ToCellRenderer,
} from '../../src/protocol/notebook.ts';

/** Of the editor's renderer API, what is used. */
interface RendererContext {
  readonly postMessage?: (message: FromCellRenderer) => void;
  readonly onDidReceiveMessage?: (listener: (message: ToCellRenderer) => void) => unknown;
}
interface OutputItem {
  readonly id: string;
  json(): CellOutput;
}
interface Renderer {
  renderOutputItem(item: OutputItem, element: HTMLElement): void;
  disposeOutputItem(item?: string): void;
}

const STYLE = `
:host { color: var(--vscode-editor-foreground); font-family: var(--vscode-editor-font-family); font-size: var(--vscode-editor-font-size, 13px); }
table { border-collapse: collapse; margin: 2px 0; }
td { padding: 1px 24px 1px 0; vertical-align: top; white-space: pre-wrap; }
td.mark { padding-right: 8px; }
.value { color: var(--vscode-backprop-lineEndValue); }
.gradient { color: var(--vscode-backprop-lineEndGradient); }
.wrong, .broken { color: var(--vscode-editorError-foreground); }
.right, .follows { color: var(--vscode-testing-iconPassed, var(--vscode-backprop-lineEndValue)); }
.picture { margin: 8px 0 2px; max-height: 480px; overflow: auto; }
.picture svg { display: block; }
.curve { fill: none; stroke: var(--vscode-charts-blue); stroke-width: 1.5; vector-effect: non-scaling-stroke; }
.curve1 { stroke: var(--vscode-charts-orange); stroke-dasharray: 6 3; }
.curve2 { stroke: var(--vscode-charts-purple); stroke-dasharray: 2 2; }
.curve3 { stroke: var(--vscode-charts-green); stroke-dasharray: 8 2 2 2; }
.axis { stroke: color-mix(in srgb, var(--vscode-editor-foreground) 45%, var(--vscode-editor-background)); stroke-width: 1; }
.words { fill: var(--vscode-editor-foreground); font-size: 11px; }
.end { text-anchor: end; }
.legend { display: flex; flex-wrap: wrap; gap: 2px 16px; margin: 2px 0; padding: 0; list-style: none; }
.legend svg { vertical-align: middle; margin-right: 6px; }
`;

const marks = (): Readonly<Partial<Record<CellLine['kind'], readonly [sign: string, words: string]>>> => ({
  right: ['✓', t('right')],
  follows: ['✓', t('right, if the answers above were')],
  wrong: ['✗', t('wrong')],
  broken: ['!', t('error')],
});

export function activate({ postMessage, onDidReceiveMessage }: RendererContext): Renderer {
  const shown = new Map<string, { readonly id: string; readonly root: ShadowRoot }>();
  onDidReceiveMessage?.(({ id, content, language }) => {
    if (language) speak(languageFrom(language));
    for (const one of shown.values()) if (one.id === id) draw(one.root, content);
  });
  return {
    renderOutputItem(item, element) {
      const { id } = item.json();
      const root = element.shadowRoot ?? element.attachShadow({ mode: 'open' });
      shown.set(item.id, { id, root });
      postMessage?.({ shown: id });
    },
    disposeOutputItem(item) {
      if (item === undefined) shown.clear();
      else shown.delete(item);
    },
  };
}

function draw(root: ShadowRoot, { lines, graph, curves }: CellContent): void {
  const style = document.createElement('style');
  // After the picture's own, which is for paper.
  style.textContent = STYLE + svgStyle('editor');
  const parts: Node[] = [];
  if (lines.length > 0) parts.push(table(lines));
  if (graph !== '') parts.push(picture(graph));
  if (curves.some(({ points }) => points.length > 1)) parts.push(picture(plot(curves)), ...legend(curves));
  root.replaceChildren(...parts, style);
}

function table(lines: readonly CellLine[]): HTMLTableElement {
  const made = document.createElement('table');
  for (const { text, gradient, kind } of lines) {
    const row = made.insertRow();
    const [sign = '', words = ''] = marks()[kind] ?? [];
    const mark = row.insertCell();
    mark.className = `mark ${kind}`;
    mark.textContent = sign;
    if (words !== '') mark.ariaLabel = words;
    const value = row.insertCell();
    value.className = kind;
    value.textContent = text;
    const slope = row.insertCell();
    slope.className = 'gradient';
    slope.textContent = gradient;
  }
  return made;
}

function picture(svg: string): HTMLElement {
  const frame = document.createElement('div');
  frame.className = 'picture';
  // A large one is scrolled, also with the keyboard.
  frame.tabIndex = 0;
  frame.append(svgOf(svg));
  return frame;
}

const svgOf = (svg: string): Node =>
  document.importNode(new DOMParser().parseFromString(svg, 'image/svg+xml').documentElement, true);

/** Which curve is which; nothing for a single one. */
function legend(curves: readonly CellCurve[]): readonly Node[] {
  if (curves.length < 2) return [];
  const list = document.createElement('ul');
  list.className = 'legend';
  for (const [i, { label }] of curves.entries()) {
    const item = document.createElement('li');
    const line = `<svg xmlns="http://www.w3.org/2000/svg" width="28" height="8" aria-hidden="true"><path class="curve curve${i % 4}" d="M0 4h28"/></svg>`;
    item.append(svgOf(line), label);
    list.append(item);
  }
  return [list];
}

const WIDTH = 420;
const HEIGHT = 160;
const LEFT = 64;
const BELOW = 22;

/** The loss over the steps, each run in a colour and a dash of its own. */
function plot(curves: readonly CellCurve[]): string {
  const points = curves.flatMap((curve) => curve.points);
  const losses = points.map(([, loss]) => loss);
  const steps = Math.max(1, ...points.map(([step]) => step));
  const [low, high] = [Math.min(...losses), Math.max(...losses)];
  const x = (step: number): number => LEFT + ((WIDTH - LEFT - 8) * step) / steps;
  const y = (loss: number): number => 8 + ((HEIGHT - BELOW - 16) * (high - loss)) / (high - low || 1);
  const lines = curves.map(({ points: own }, i) => {
    const path = own.map(([step, loss]) => `${x(step).toFixed(1)},${y(loss).toFixed(1)}`).join(' ');
    return `<polyline class="curve curve${i % 4}" points="${path}"/>`;
  });
  const name = curves.some(({ ofMinibatches }) => ofMinibatches) ? t('minibatch loss') : t('loss');
  const said = curves.map(({ label, points: own }) => {
    const [first, last] = [own[0], own.at(-1)];
    if (first === undefined || last === undefined) return `${label} ${t('nothing to draw')}`;
    return `${label} ${t('{0} {1} at step {2}, {3} at step {4}', name, showNumber(first[1]), first[0], showNumber(last[1]), last[0])}`;
  });
  const words = (at: number, down: number, text: string, end: boolean): string =>
    `<text class="words${end ? ' end' : ''}" x="${at}" y="${down}">${text}</text>`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${xmlText(said.join('; ').trim())}">`,
    `<line class="axis" x1="${LEFT}" y1="4" x2="${LEFT}" y2="${HEIGHT - BELOW}"/>`,
    `<line class="axis" x1="${LEFT}" y1="${HEIGHT - BELOW}" x2="${WIDTH - 4}" y2="${HEIGHT - BELOW}"/>`,
    words(LEFT - 6, 14, showNumber(high), true),
    words(LEFT - 6, HEIGHT - BELOW - 4, showNumber(low), true),
    words(LEFT, HEIGHT - 6, xmlText(t('{0} by step', name)), false),
    words(WIDTH - 4, HEIGHT - 6, String(steps), true),
    ...lines,
    '</svg>',
  ].join('');
}
