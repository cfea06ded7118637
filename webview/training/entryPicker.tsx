import { useEffect, useRef } from 'preact/hooks';
import type { RunDescription, SavedParameter } from '../../src/protocol/training.ts';
import { usePanel } from './panelContext.ts';
import { channels, themeColour, themeRevision } from './theme.ts';

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
      {values && values.data.length > 1 && <ParameterMap parameter={values} entry={entry} />}
    </div>
  );
}

const LARGEST = 128;

/** The entries of a matrix as coloured cells; a click chooses one. Fields beside it do the same by keyboard. */
function ParameterMap({ parameter, entry }: { readonly parameter: SavedParameter; readonly entry: number }) {
  const { choices } = usePanel();
  const canvas = useRef<HTMLCanvasElement>(null);
  const theme = themeRevision.value;
  const { shape, data } = parameter;
  const columns = shape.at(-1) ?? 1;
  const rows = Math.max(1, Math.round(data.length / columns));
  const [shownRows, shownColumns] = [Math.min(rows, LARGEST), Math.min(columns, LARGEST)];
  useEffect(() => {
    if (canvas.current && theme >= 0) paintEntries(canvas.current, data, columns);
  }, [data, columns, theme]);
  return (
    <div class="parameter-map" title={`${parameter.name}: click an entry`}>
      <canvas
        ref={canvas}
        width={shownColumns}
        height={shownRows}
        onClick={(event) => {
          const { left, top, width, height } = event.currentTarget.getBoundingClientRect();
          const column = Math.floor(((event.clientX - left) / width) * shownColumns);
          const row = Math.floor(((event.clientY - top) / height) * shownRows);
          choices.entry.value = Math.min(data.length - 1, row * columns + column);
        }}
      />
      <span
        style={{
          left: `${(100 * (entry % columns)) / shownColumns}%`,
          top: `${(100 * Math.floor(entry / columns)) / shownRows}%`,
          width: `${100 / shownColumns}%`,
          height: `${100 / shownRows}%`,
        }}
      />
    </div>
  );
}

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
