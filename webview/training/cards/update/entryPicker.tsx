import { useEffect, useRef } from 'preact/hooks';
import { showNumber } from '../../../../src/core/base/show.ts';
import type { RunDescription, SavedParameter } from '../../../../src/protocol/training.ts';
import { isCommandKey } from '../../../shared/editorHost.ts';
import { usePanel } from '../../model/panelContext.ts';
import { channels, themeColour, themeRevision } from '../../model/theme.ts';

interface Place {
  readonly shape: readonly number[];
  readonly entry: number;
}

/** `W1[3, 2]`, `b[0]`, or the name alone of a scalar. */
export function entryName(name: string, { shape, entry }: Place): string {
  const indices = unravel(shape, entry);
  return indices.length === 0 ? name : `${name}[${indices.join(', ')}]`;
}

export function unravel(shape: readonly number[], entry: number): number[] {
  let rest = entry;
  return shape.map((side, axis) => {
    const stride = shape.slice(axis + 1).reduce((product, next) => product * next, 1);
    const index = Math.floor(rest / stride);
    rest -= index * stride;
    return Math.min(index, side - 1);
  });
}

const ravel = (shape: readonly number[], indices: readonly number[]): number =>
  shape.reduce((entry, side, axis) => entry * side + Math.min(side - 1, Math.max(0, indices[axis] ?? 0)), 0);

type Parameters = RunDescription['parameters'];

/** The one chosen, else the last matrix: no unit that is off stands between its gradient and the loss. */
export const chosenParameter = (parameters: Parameters, name: string): Parameters[number] | undefined =>
  parameters.find((parameter) => parameter.name === name) ??
  parameters.findLast(({ shape }) => shape.length > 1) ??
  parameters[0];

/** Which entry of which parameter: by name and indices, or by a click on the parameter's picture. */
export function EntryPicker() {
  const { model, choices } = usePanel();
  model.revision.value;
  const parameters = model.description.value?.parameters ?? [];
  const chosen = chosenParameter(parameters, choices.parameter.value);
  if (!chosen) return null;
  const { shape, name } = chosen;
  const entry = Math.max(0, choices.shownEntry);
  const indices = unravel(shape, entry);
  const values = model.variants.value[choices.variant.value]?.parameters.find((saved) => saved.name === name);
  return (
    <div class="entry-picker">
      <label>
        <span class="field-name">Entry</span>
        <select value={name} onChange={(event) => choices.chooseParameter(event.currentTarget.value)}>
          {parameters.map((parameter) => (
            <option key={parameter.name} value={parameter.name}>
              {parameter.name}
            </option>
          ))}
        </select>
      </label>
      {shape.map((side, axis) => (
        <input
          key={`axis ${String(axis)}`}
          class="number"
          type="number"
          min={0}
          max={side - 1}
          value={indices[axis]}
          aria-label={`index ${axis} of ${name}, 0 to ${side - 1}`}
          onInput={(event) => {
            const to = event.currentTarget.valueAsNumber;
            if (Number.isInteger(to)) choices.entry.value = ravel(shape, indices.with(axis, to));
          }}
        />
      ))}
      {values && values.data.length > 1 && <ParameterMap corner={values} shape={shape} entry={entry} />}
    </div>
  );
}

const LARGEST = 128;

interface ParameterMapProps {
  /** The parameter, or where it is large its first rows and columns. */
  readonly corner: SavedParameter;
  /** Of the whole parameter. */
  readonly shape: readonly number[];
  readonly entry: number;
}

/** The entries of a matrix as coloured cells, of which one is chosen by a click or by the arrow keys. */
function ParameterMap({ corner, shape, entry }: ParameterMapProps) {
  const { choices } = usePanel();
  const canvas = useRef<HTMLCanvasElement>(null);
  const theme = themeRevision.value;
  const { name, data } = corner;
  const columns = corner.shape.at(-1) ?? 1;
  const rows = Math.max(1, Math.round(data.length / columns));
  const [shownRows, shownColumns] = [Math.min(rows, LARGEST), Math.min(columns, LARGEST)];
  const width = shape.at(-1) ?? 1;
  const [row, column] = [Math.floor(entry / width), entry % width];
  const choose = (toRow: number, toColumn: number) => {
    choices.entry.value = clamped(toRow, shownRows) * width + clamped(toColumn, shownColumns);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const move = moves.get(event.key);
    if (!move || isCommandKey(event)) return;
    event.preventDefault();
    const stride = event.shiftKey ? 8 : 1;
    choose(row + stride * move[0], column + stride * move[1]);
  };
  useEffect(() => {
    if (canvas.current && theme >= 0) paintEntries(canvas.current, data, columns);
  }, [data, columns, theme]);
  return (
    <div
      class="parameter-map"
      title={`${name}: click an entry, or move by the arrow keys`}
      role="slider"
      tabIndex={0}
      aria-label={`Entries of ${name}; arrow keys choose another`}
      aria-valuemin={0}
      aria-valuemax={shape.reduce((product, side) => product * side, 1) - 1}
      aria-valuenow={entry}
      aria-valuetext={entryText(name, { shape, entry }, data[row * columns + column])}
      onKeyDown={onKeyDown}
    >
      <canvas
        ref={canvas}
        width={shownColumns}
        height={shownRows}
        onClick={(event) => {
          const { left, top, width: room, height } = event.currentTarget.getBoundingClientRect();
          choose(((event.clientY - top) / height) * shownRows, ((event.clientX - left) / room) * shownColumns);
        }}
      />
      {row < shownRows && column < shownColumns && (
        <span
          style={{
            left: `${(100 * column) / shownColumns}%`,
            top: `${(100 * row) / shownRows}%`,
            width: `${100 / shownColumns}%`,
            height: `${100 / shownRows}%`,
          }}
        />
      )}
    </div>
  );
}

/** `W1[3, 2] is 0.1234`; large parameters are not known beyond their first rows and columns. */
const entryText = (name: string, place: Place, value: number | undefined): string =>
  `${entryName(name, place)}${value === undefined ? '' : ` is ${showNumber(value)}`}`;

const moves: ReadonlyMap<string, readonly [number, number]> = new Map([
  ['ArrowUp', [-1, 0]],
  ['ArrowDown', [1, 0]],
  ['ArrowLeft', [0, -1]],
  ['ArrowRight', [0, 1]],
  ['Home', [0, -LARGEST]],
  ['End', [0, LARGEST]],
  ['PageUp', [-LARGEST, 0]],
  ['PageDown', [LARGEST, 0]],
]);

const clamped = (index: number, length: number): number => Math.max(0, Math.min(length - 1, Math.floor(index)));

function paintEntries(canvas: HTMLCanvasElement, data: Float64Array, columns: number): void {
  const context = canvas.getContext('2d');
  if (!context) return;
  const image = context.createImageData(canvas.width, canvas.height);
  const positive = channels(themeColour('--bt-blue'));
  const negative = channels(themeColour('--bt-orange'));
  const most = data.reduce((high, value) => Math.max(high, Math.abs(value)), 1e-300);
  for (let row = 0; row < canvas.height; row++) {
    for (let column = 0; column < canvas.width; column++) {
      const value = data[row * columns + column] ?? 0;
      const pixel = (row * canvas.width + column) * 4;
      image.data.set(value < 0 ? negative : positive, pixel);
      image.data[pixel + 3] = 30 + 225 * (Math.abs(value) / most);
    }
  }
  context.putImageData(image, 0, 0);
}
