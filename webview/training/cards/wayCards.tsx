import { useSignal } from '@preact/signals';
import { showCount, showNumber } from '../../../src/core/base/show.ts';
import type { ViewData } from '../../../src/protocol/views.ts';
import { usePanel } from '../model/panelContext.ts';
import { showSteps, waitingWords } from '../model/runWords.ts';
import { variantStyle } from '../model/variantStyle.ts';
import { Axes } from '../plot/axes.tsx';
import { CardFrame, summaryId } from '../plot/card.tsx';
import { Contours } from '../plot/contours.tsx';
import { DataTable } from '../plot/dataTable.tsx';
import { LineSample } from '../plot/lineSample.tsx';
import { planeOf } from '../plot/plane.ts';
import { useSize } from '../plot/useSize.ts';
import { useViewLabel } from '../plot/useViewLabel.ts';
import { StepPlot } from './lossCard.tsx';

type Sizes = Extract<ViewData, { view: 'sizes' }>;
type Slice = Extract<ViewData, { view: 'slice' }>;

/** Gradients and updates of all weights over the steps, on one logarithmic axis: whether all layers learn alike. */
export function SizesCard() {
  const { model } = usePanel();
  const cursor = useSignal<number | undefined>(undefined);
  const seen = model.views.sizes.value;
  const data = seen?.data;
  return (
    <CardFrame
      id="sizes"
      title="Gradients and updates"
      of={useViewLabel(seen)}
      look={{ view: 'sizes' }}
      summary={data ? sizesDescribed(data) : waitingWords(model.live.value)}
      table={() => data && <SizeTable data={data} />}
    >
      {data && (
        <>
          <p class="line-kinds">
            {data.layers.map(({ parameter }, index) => (
              <span key={parameter}>
                <LineSample variant={index} /> {parameter}
              </span>
            ))}
            <span class="kind">gradient</span>
            <span class="kind dashed">update</span>
          </p>
          <StepPlot
            card="sizes"
            label="Size of gradients and updates over the steps"
            lines={data.layers.flatMap(({ parameter, gradient, update }, index) => {
              const { colour, marker } = variantStyle(index);
              const steps = Array.from(data.steps);
              const line = { colour, width: 1.5, opacity: 1, steps };
              return [
                { ...line, id: `${parameter} gradient`, dash: [], marker, values: Array.from(gradient) },
                { ...line, id: `${parameter} update`, dash: [5, 3], marker: undefined, values: Array.from(update) },
              ];
            })}
            options={{
              logarithmic: true,
              group: 'sizes',
              until: data.steps.at(-1) ?? 0,
              onCursor: (step) => {
                cursor.value = step;
              },
              onZoom: () => undefined,
            }}
            text={sizesAt(data, cursor.value)}
            step={cursor.value}
            height="tall"
          />
          <p class="readout">{sizesAt(data, cursor.value)}</p>
        </>
      )}
    </CardFrame>
  );
}

function placeOf({ steps }: Sizes, step: number | undefined): number {
  if (step === undefined) return steps.length - 1;
  return Math.max(
    0,
    steps.findLastIndex((one) => one <= step),
  );
}

function sizesAt(data: Sizes, step: number | undefined): string {
  const at = placeOf(data, step);
  const each = data.layers.map(
    ({ parameter, gradient, update }) =>
      `${parameter} gradient ${showNumber(gradient[at] ?? 0, 2)}, update ${showNumber(update[at] ?? 0, 2)}`,
  );
  return `step ${showSteps(data.steps[at] ?? 0)}: ${each.join('; ')}`;
}

/** From the last weights back to the first, at the last step: by how much a layer the gradient changes. */
function sizesDescribed({ layers, rows }: Sizes): string {
  const [first, last] = [layers[0]?.gradient.at(-1) ?? 0, layers.at(-1)?.gradient.at(-1) ?? 0];
  const words = `Root mean squares of the entries; gradients of the loss over ${showCount(rows)} training rows.`;
  if (layers.length < 2 || !(first > 0) || !(last > 0)) return words;
  const factor = (last / first) ** (1 / (layers.length - 1));
  if (factor > 1.5)
    return `${words} On the way back the gradient shrinks about ${showNumber(factor, 2)}-fold a layer: the first layers learn slowest.`;
  if (factor < 1 / 1.5)
    return `${words} On the way back the gradient grows about ${showNumber(1 / factor, 2)}-fold a layer.`;
  return `${words} All layers get gradients of about the same size.`;
}

const SizeTable = ({ data }: { readonly data: Sizes }) => (
  <DataTable
    caption="Gradients and updates over the steps"
    columns={[
      'step',
      ...data.layers.flatMap(({ parameter }) => [`gradient of ${parameter}`, `update of ${parameter}`]),
    ]}
    rows={Array.from(data.steps, (step, at) => [
      showSteps(step),
      ...data.layers.flatMap(({ gradient, update }) => [
        showNumber(gradient[at] ?? Number.NaN, 3),
        showNumber(update[at] ?? Number.NaN, 3),
      ]),
    ])}
  />
);

const GRID = 31;

/** The loss on a plane through the parameters, with the way that the run took. Asked for by a button: it takes a while. */
export function SliceCard() {
  const { model } = usePanel();
  const asked = useSignal(0);
  const seen = model.views.slice.value;
  const data = seen?.data;
  const wanted = asked.value === model.run.value && asked.value > 0;
  return (
    <CardFrame
      id="slice"
      title="Slice of the loss"
      of={useViewLabel(seen)}
      look={wanted ? { view: 'slice', size: GRID } : undefined}
      summary={
        data
          ? sliceDescribed(data)
          : 'The loss on the plane of the two directions in which the parameters moved most, with their way in it.'
      }
      table={data ? () => <SliceTable data={data} /> : undefined}
    >
      {data ? (
        <SlicePicture data={data} />
      ) : (
        <p class="slice-offer">
          <button
            type="button"
            class="button primary"
            disabled={wanted}
            onClick={() => {
              asked.value = model.run.value;
            }}
          >
            {wanted ? 'Computing …' : 'Compute the slice'}
          </button>
        </p>
      )}
    </CardFrame>
  );
}

function SlicePicture({ data }: { readonly data: Slice }) {
  const { box, size } = useSize<HTMLDivElement>();
  const plane = size.value.width > 0 ? planeOf(data.range, size.value) : undefined;
  const { colour } = variantStyle(1);
  const points = Array.from(data.x, (x, at) => [x, data.y[at] ?? 0] as const);
  const path = plane ? points.map(([x, y]) => `${plane.x(x)},${plane.y(y)}`).join(' ') : '';
  const [start, end] = [points[0] ?? [0, 0], points.at(-1) ?? [0, 0]];
  return (
    <div class="picture" ref={box}>
      {plane && (
        <svg
          width={size.value.width}
          height={size.value.height}
          role="img"
          aria-describedby={summaryId('slice')}
          aria-label="Slice of the loss with the way of the run"
        >
          <Contours surface={surfaceOf(data)} plane={plane} />
          <Axes plane={plane} names={['d₁', 'd₂']} />
          <g class="trail" style={{ color: `var(${colour})` }}>
            <polyline class="trail-line" points={path} />
            <circle class="trail-now" cx={plane.x(start[0])} cy={plane.y(start[1])} r="4" />
            <path
              class="trail-now"
              transform={`translate(${plane.x(end[0])} ${plane.y(end[1])})`}
              d="M-5 0L0 -6L5 0L0 6Z"
            />
          </g>
        </svg>
      )}
    </div>
  );
}

const surfaceOf = ({ range, size, grid, x, y }: Slice) => ({
  view: 'surface' as const,
  names: ['direction 1', 'direction 2'] as const,
  range,
  size,
  grid,
  trajectories: [{ variant: 0, x, y }],
});

function sliceDescribed({ share, rows, of, steps, x, y, grid }: Slice): string {
  const lowest = grid.reduce((low, value) => Math.min(low, value), Number.POSITIVE_INFINITY);
  const over =
    rows < of ? `${showCount(rows)} of ${showCount(of)} training rows` : `all ${showCount(of)} training rows`;
  if (x.every((value, at) => value === 0 && y[at] === 0))
    return `Loss over ${over}, along the first two entries of the parameters (d₁ and d₂): up to step ${showSteps(steps.at(-1) ?? 0)} no parameter has moved.`;
  return `Loss over ${over}, on the plane through the last place (diamond) along the two directions d₁ and d₂ in which the way from the start (circle) spread most. ${showNumber(100 * share, 3)} % of the way's squared length lies in this plane; ${steps.length} places up to step ${showSteps(steps.at(-1) ?? 0)} are drawn. The lowest loss of the picture is ${showNumber(lowest, 3)}: the other directions are not seen.`;
}

const SliceTable = ({ data }: { readonly data: Slice }) => (
  <DataTable
    caption="The way in the plane"
    columns={['step', 'direction 1', 'direction 2']}
    rows={Array.from(data.steps, (step, at) => [
      showSteps(step),
      showNumber(data.x[at] ?? Number.NaN),
      showNumber(data.y[at] ?? Number.NaN),
    ])}
  />
);
