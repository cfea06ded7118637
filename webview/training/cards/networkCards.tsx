import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { showCount, showNumber } from '../../../src/core/base/show.ts';
import type { ViewData } from '../../../src/protocol/views.ts';
import { usePanel } from '../model/panelContext.ts';
import { waitingWords } from '../model/runWords.ts';
import { channels, themeColour, themeRevision } from '../model/theme.ts';
import { CardFrame } from '../plot/card.tsx';
import { DataTable } from '../plot/dataTable.tsx';
import { useViewLabel } from '../plot/useViewLabel.ts';

type Units = Extract<ViewData, { view: 'units' }>;
type Layer = Units['layers'][number];
type Example = Extract<ViewData, { view: 'example' }>;

const MAP = 32;

const TITLES = { inputs: 'Hidden units', weights: 'Weights as pictures', kernels: 'Kernels as pictures' } as const;

/** Hidden units over two inputs, or kernels or the first layer's weights as pictures: what each unit looks for. */
export function UnitsCard() {
  const { model } = usePanel();
  const seen = model.views.units.value;
  const data = seen?.data;
  return (
    <CardFrame
      id="units"
      title={TITLES[data?.of ?? 'inputs']}
      of={useViewLabel(seen)}
      look={{ view: 'units', size: MAP }}
      summary={data ? unitsDescribed(data) : waitingWords(model.live.value)}
      table={() => data && <UnitTable data={data} />}
      full={data !== undefined && data.of !== 'inputs'}
    >
      {data?.layers.map((layer) => (
        <section
          class="unit-layer"
          key={layer.name}
          aria-label={`${data.of === 'kernels' ? 'kernels' : 'units'} of ${layer.name}`}
        >
          <h3>
            {layer.name}
            <span class="unit-count">{countText(layer, data.of)}</span>
          </h3>
          <ul class={data.of === 'inputs' ? 'unit-maps' : 'unit-maps pictures-of-weights'}>
            {Array.from({ length: layer.count }, (_, unit) => (
              <li key={String(unit)}>
                <UnitMap layer={layer} unit={unit} />
                <span class="unit-name">{unitName(layer, unit)}</span>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </CardFrame>
  );
}

/** `32 units`, `the first 64 pictures of 128 units`, `5 kernels of 8 channels`. */
function countText({ parts, units, count }: Layer, of: Units['of']): string {
  const noun = of === 'kernels' ? 'kernels' : 'units';
  const all = parts > 1 ? `${showCount(units / parts)} ${noun} of ${parts} channels` : `${showCount(units)} ${noun}`;
  return count < units ? `the first ${count} pictures of ${all}` : all;
}

/** `3`; of a kernel's channel `3, 1`. */
const unitName = ({ parts }: Layer, unit: number): string =>
  parts === 1 ? String(unit) : `${Math.floor(unit / parts)}, ${unit % parts}`;

/** Largest size of an entry of one unit: each map has a scale of its own, as a unit that is small overall still has a shape. */
function reach({ maps, height, width, channels: depth }: Layer, unit: number): number {
  const size = height * width * depth;
  let most = 0;
  for (let at = unit * size; at < (unit + 1) * size; at++) most = Math.max(most, Math.abs(maps[at] ?? 0));
  return most;
}

function UnitMap({ layer, unit }: { readonly layer: Layer; readonly unit: number }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const theme = themeRevision.value;
  const most = reach(layer, unit);
  useEffect(() => {
    if (canvas.current) paintMap(canvas.current, layer, unit, most);
  }, [layer, unit, most, theme]);
  const words = `${layer.name}, number ${unitName(layer, unit)}: up to ${showNumber(most, 3)} from 0`;
  return <canvas ref={canvas} width={layer.width} height={layer.height} role="img" aria-label={words} title={words} />;
}

/** Blue above 0, orange below, nothing at 0; weights of colour pictures as colours, with grey at 0. */
function paintMap(
  canvas: HTMLCanvasElement,
  { maps, height, width, channels: depth }: Layer,
  unit: number,
  most: number,
): void {
  const context = canvas.getContext('2d');
  if (!context || width * height === 0) return;
  const plane = width * height;
  const image = context.createImageData(width, height);
  const above = channels(themeColour('--bt-blue'));
  const below = channels(themeColour('--bt-run-2'));
  for (let at = 0; at < plane; at++) {
    const first = unit * plane * depth + at;
    if (depth === 3) {
      for (let channel = 0; channel < 3; channel++)
        image.data[4 * at + channel] = 127.5 * (1 + (maps[first + channel * plane] ?? 0) / (most || 1));
      image.data[4 * at + 3] = 255;
      continue;
    }
    const value = (maps[first] ?? 0) / (most || 1);
    const colour = value >= 0 ? above : below;
    for (let channel = 0; channel < 3; channel++) image.data[4 * at + channel] = colour[channel] ?? 0;
    image.data[4 * at + 3] = 255 * Math.min(1, Math.abs(value));
  }
  context.putImageData(image, 0, 0);
}

function unitsDescribed({ of, layers }: Units): string {
  const [first] = layers;
  if (of === 'weights')
    return `Each picture holds the weights of ${first?.name ?? ''} that lead to one unit, laid out as the input is: ${first?.channels === 3 ? 'grey is 0, colours as in the input' : 'blue is above 0, orange below'}, each on its own scale. A unit answers most to an input that looks like its picture.`;
  if (of === 'kernels')
    return `Each picture is a kernel that slides over the layer before it${layers.some(({ parts }) => parts > 1) ? '; kernels of many channels are shown channel by channel (kernel, channel)' : ''}: ${first?.channels === 3 ? `in ${first.name} grey is 0 and colours are as in the input${layers.length > 1 ? ', elsewhere blue is above 0, orange below' : ''}` : 'blue is above 0, orange below'}, each on its own scale. A kernel answers most where the picture looks like it.`;
  return 'The value of each hidden unit over the two inputs, blue above 0 and orange below, each on its own scale. The layers behind put their borders together from these.';
}

const UnitTable = ({ data }: { readonly data: Units }) => (
  <>
    {data.layers.map((layer) => (
      <DataTable
        key={layer.name}
        caption={`${TITLES[data.of]}: ${layer.name}`}
        columns={[data.of === 'kernels' ? 'kernel' : 'unit', 'lowest', 'mean', 'highest']}
        rows={Array.from({ length: layer.count }, (_, unit) => {
          const size = layer.height * layer.width * layer.channels;
          const values = layer.maps.subarray(unit * size, (unit + 1) * size);
          const sum = values.reduce((total, value) => total + value, 0);
          return [
            unitName(layer, unit),
            showNumber(values.reduce((low, value) => Math.min(low, value), Number.POSITIVE_INFINITY)),
            showNumber(sum / Math.max(1, size)),
            showNumber(values.reduce((high, value) => Math.max(high, value), Number.NEGATIVE_INFINITY)),
          ];
        })}
      />
    ))}
  </>
);

/** One example on its way through the network, with the probability of each class. */
export function ExampleCard() {
  const { model } = usePanel();
  const place = useSignal(0);
  const seen = model.views.example.value;
  const data = seen?.data;
  return (
    <CardFrame
      id="example"
      title="One example"
      of={useViewLabel(seen)}
      look={{ view: 'example', place: place.value }}
      summary={data ? exampleDescribed(data) : waitingWords(model.live.value)}
      table={() => data && <ExampleTable data={data} />}
      tools={
        data && (
          <label class="tool-field">
            {data.held ? 'Held-out row' : 'Training row'}
            <input
              class="number"
              type="number"
              min={0}
              max={data.count - 1}
              value={place.value}
              onChange={(event) => {
                const wanted = event.currentTarget.valueAsNumber;
                if (Number.isInteger(wanted)) place.value = Math.max(0, Math.min(data.count - 1, wanted));
              }}
            />
          </label>
        )
      }
    >
      {data && (
        <div class="example">
          <div class="example-input">
            {data.picture ? (
              <PixelPicture picture={data.picture} />
            ) : (
              <p class="example-numbers">{numbersText(data.inputs)}</p>
            )}
            <p>label {data.classes[data.label] ?? String(data.label)}</p>
          </div>
          <div class="example-layers">
            {data.layers.map(({ name, units, values }) => (
              <section key={name} aria-label={`values of ${name}`}>
                <h3>{name}</h3>
                <Strip
                  values={values}
                  name={`${name}: ${units} units, ${values.filter((value) => value !== 0).length} not 0`}
                />
              </section>
            ))}
          </div>
          <ul class="example-classes" aria-label="Probability of each class">
            {data.classes.map((name, label) => {
              const share = data.probabilities[label] ?? 0;
              return (
                <li key={name} class={label === data.label ? 'own' : undefined}>
                  <span class="class-name">{name}</span>
                  <span class="class-track">
                    <span class="class-bar" style={{ width: `${100 * share}%` }} />
                  </span>
                  <span class="class-share">{showNumber(share, 3)}</span>
                </li>
              );
            })}
          </ul>
        </div>
      )}
    </CardFrame>
  );
}

const numbersText = (values: Float32Array): string =>
  `${Array.from(values.subarray(0, 12), (value) => showNumber(value, 3)).join(', ')}${values.length > 12 ? ' …' : ''}`;

/** A row of cells, one for each unit, as dark as its value is large. */
function Strip({ values, name }: { readonly values: Float32Array; readonly name: string }) {
  const most = values.reduce((high, value) => Math.max(high, Math.abs(value)), 0) || 1;
  return (
    <div class="strip" role="img" aria-label={name} title={name}>
      {Array.from(values.subarray(0, 128), (value, unit) => (
        <span
          key={String(unit)}
          class={value >= 0 ? 'cell above' : 'cell below'}
          style={{ opacity: String(Math.abs(value) / most) }}
        />
      ))}
    </div>
  );
}

type Pixels = NonNullable<Example['picture']>;

/** Paints pixels from 0 to 1; standardised data goes beyond. */
export function PixelPicture({ picture }: { readonly picture: Pixels }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    if (canvas.current) paintPixels(canvas.current, picture);
  }, [picture]);
  return <canvas ref={canvas} width={picture.width} height={picture.height} />;
}

function paintPixels(canvas: HTMLCanvasElement, { width, height, channels: depth, pixels }: Pixels): void {
  const context = canvas.getContext('2d');
  if (!context || width * height === 0) return;
  const image = context.createImageData(width, height);
  const plane = width * height;
  let [low, high] = [0, 1];
  for (const value of pixels) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  for (let at = 0; at < plane; at++) {
    for (let channel = 0; channel < 3; channel++) {
      const value = pixels[depth === 3 ? channel * plane + at : at] ?? 0;
      image.data[4 * at + channel] = (255 * (value - low)) / (high - low);
    }
    image.data[4 * at + 3] = 255;
  }
  context.putImageData(image, 0, 0);
}

function exampleDescribed({ classes, label, probabilities, row, held }: Example): string {
  let guess = 0;
  for (const [at, share] of probabilities.entries()) if (share > (probabilities[guess] ?? 0)) guess = at;
  const name = (at: number): string => classes[at] ?? String(at);
  const own = probabilities[label] ?? 0;
  const loss = own > 0 ? `, so −ln p = ${showNumber(-Math.log(own), 3)}` : '';
  const verdict = guess === label ? 'right' : `wrong: it is ${name(label)}`;
  return `Row ${showCount(row)} of the data${held ? ', held out' : ''}: taken for ${name(guess)} with p = ${showNumber(probabilities[guess] ?? 0, 3)}, ${verdict}. The label's probability is ${showNumber(own, 3)}${loss}.`;
}

const ExampleTable = ({ data }: { readonly data: Example }) => (
  <DataTable
    caption={`Probability of each class for row ${showCount(data.row)}`}
    columns={['class', 'probability']}
    rows={data.classes.map((name, label) => [
      label === data.label ? `${name} (label)` : name,
      showNumber(data.probabilities[label] ?? Number.NaN),
    ])}
  />
);
