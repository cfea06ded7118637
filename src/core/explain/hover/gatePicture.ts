import { xmlText } from '../../base/quoting.ts';
import type { GateWires, ValueHover, Wire } from './hoverContract.ts';
import { type HoverTheme, hoverColours } from './hoverTheme.ts';

interface HoverPicture {
  readonly svg: string;
  readonly width: number;
  readonly height: number;
  /** What it shows, in words. */
  readonly alt: string;
}

const ROW = 46;
const RADIUS = 20;
const LETTER = 7;
const MOST_INPUTS = 4;

/** A small picture of the gate with its wires: values above, gradients below. Undefined for a leaf. */
export function gatePicture(hover: ValueHover, theme: HoverTheme): HoverPicture | undefined {
  const { wires } = hover;
  return wires && picture(wires, theme);
}

function picture({ symbol, inputs, output, fork = false }: GateWires, theme: HoverTheme): HoverPicture {
  const shown = inputs.slice(0, MOST_INPUTS);
  const left = labelWidth(shown.map((wire) => wire.name));
  const inner = labelWidth(shown.flatMap((wire) => [wire.value, wire.gradient]));
  const outer = labelWidth([output.value, output.gradient]);
  const right = labelWidth([output.name]);
  const height = Math.max(ROW * shown.length, ROW + 8);
  const middle = height / 2;
  const startX = left + 6;
  const gateX = startX + inner + 16 + RADIUS + 14;
  const endX = gateX + RADIUS + outer + 16;
  const width = Math.ceil(endX + right + 10);
  // The picture of a copy gate is the mirror image: one wire comes in, several leave.
  const across = (x: number): number => (fork ? width - x : x);
  const [start, end] = fork ? ['end', 'start'] : ['start', 'end'];
  const ends = shown.map((wire, i) => ({ wire, y: middle + (i - (shown.length - 1) / 2) * ROW }));
  const parts = ends.map(({ wire, y }) => {
    const bend = startX + inner + 12;
    return (
      text(across(left), y + 4, `name ${end}`, wire.name) +
      `<path class="wire" d="M${across(startX)} ${y}H${across(bend)}L${across(gateX)} ${middle}"/>` +
      labels(wire, across((startX + bend) / 2), y)
    );
  });
  const { ink, soft, value, gradient } = hoverColours[theme];
  const style =
    `text{font:12px ui-monospace,Consolas,'DejaVu Sans Mono',monospace;fill:${ink};text-anchor:middle}.end{text-anchor:end}.start{text-anchor:start}` +
    `.value{fill:${value}}.gradient{fill:${gradient}}.symbol{font-size:${symbol.length > 3 ? 11 : 16}px}` +
    `.wire{fill:none;stroke:${soft};stroke-width:1.3}.shape{fill:none;stroke:${ink};stroke-width:1.5}.hole{fill:#000}`;
  const half = Math.max(RADIUS, (Math.min(symbol.length, 8) * LETTER) / 2 + 8);
  const body =
    `<g mask="url(#m)">${parts.join('')}</g>` +
    `<path class="wire" d="M${across(gateX + half)} ${middle}H${across(endX)}"/>` +
    labels(output, across((gateX + half + endX) / 2), middle) +
    text(across(endX + 6), middle + 4, `name ${start}`, output.name) +
    `<rect class="shape" x="${across(gateX) - half}" y="${middle - RADIUS}" width="${2 * half}" height="${2 * RADIUS}" rx="${RADIUS}"/>` +
    text(across(gateX), middle + 5, 'symbol', symbol);
  const mask =
    `<mask id="m"><rect width="100%" height="100%" fill="#fff"/>` +
    `<rect x="${across(gateX) - half}" y="${middle - RADIUS}" width="${2 * half}" height="${2 * RADIUS}" rx="${RADIUS}" class="hole"/></mask>`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"><style>${style}</style>${mask}${body}</svg>`;
  const told = (wire: Wire): string =>
    [wire.name, wire.value === wire.name ? '' : wire.value, wire.gradient && `gradient ${wire.gradient}`]
      .filter((part) => part !== '')
      .join(' ');
  const more = inputs.length > shown.length ? ` and ${inputs.length - shown.length} more` : '';
  if (fork)
    return {
      svg,
      width,
      height,
      alt: `copy gate: ${told(output)}; messages from ${shown.map(told).join('; ')}${more}`,
    };
  return { svg, width, height, alt: `gate ${symbol}: from ${shown.map(told).join('; ')}${more} to ${told(output)}` };
}

const labels = (wire: Wire, x: number, y: number): string =>
  (wire.value === wire.name ? '' : text(x, y - 5, 'value', wire.value)) + text(x, y + 15, 'gradient', wire.gradient);

/** A longer list is written as its shape. */
export const LONGEST_ON_WIRE = 18;
const LONGEST = LONGEST_ON_WIRE;
const shortened = (given: string): string => (given.length > LONGEST ? `${given.slice(0, LONGEST - 1)}…` : given);
const labelWidth = (texts: readonly string[]): number =>
  Math.max(24, ...texts.map((one) => shortened(one).length * LETTER + 4));

const text = (x: number, y: number, role: string, given: string): string =>
  given === '' ? '' : `<text x="${x}" y="${y}" class="${role}">${xmlText(shortened(given))}</text>`;
