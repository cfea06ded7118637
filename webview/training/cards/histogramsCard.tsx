import { showNumber } from '../../../src/core/base/show.ts';
import type { Histogram, ViewData } from '../../../src/protocol/views.ts';
import { fromWire } from '../../../src/protocol/wire.ts';
import { usePanel } from '../model/panelContext.ts';
import { waitingWords } from '../model/runWords.ts';
import { axisOf, Bars } from '../plot/bars.tsx';
import { CardFrame } from '../plot/card.tsx';
import { DataTable } from '../plot/dataTable.tsx';
import { useViewLabel } from '../plot/useViewLabel.ts';

type Layers = Extract<ViewData, { view: 'histograms' }>;

/** How weights, gradients and activations are spread in each layer, and how large an update is beside its weights. */
export function HistogramsCard() {
  const { model } = usePanel();
  const seen = model.views.histograms.value;
  const data = seen?.data;
  const axes = {
    weights: axisOf(data?.layers.map(({ weights }) => weights) ?? []),
    gradients: axisOf(data?.layers.map(({ gradients }) => gradients) ?? []),
    activations: axisOf(data?.activations.map(({ values }) => values) ?? []),
  };
  return (
    <CardFrame
      id="histograms"
      title="Layers"
      of={useViewLabel(seen)}
      look={{ view: 'histograms' }}
      summary={data ? described(data) : waitingWords(model.live.value)}
      table={() => data && <LayerTable data={data} />}
    >
      {data && (
        <div class="layers">
          <GradientSizes layers={data.layers} />
          <p class="layers-head" aria-hidden="true">
            <span />
            <span>weights</span>
            <span>gradients</span>
            <span>update / weight</span>
          </p>
          {data.layers.map(({ parameter, weights, gradients, updateRatio, isWeight }) => (
            <section class="layer" key={parameter} aria-label={parameter}>
              <h3>{parameter}</h3>
              <Bars histogram={weights} kind="weights" name={`weights of ${parameter}`} axis={axes.weights} />
              <Bars histogram={gradients} kind="gradients" name={`gradients of ${parameter}`} axis={axes.gradients} />
              <RatioGauge ratio={fromWire(updateRatio)} judged={isWeight} />
            </section>
          ))}
          {data.activations.length > 0 && (
            <p class="layers-head activations-head" aria-hidden="true">
              <span />
              <span>activations</span>
              <span>zeros (left out)</span>
              <span>always off</span>
            </p>
          )}
          {data.activations.map(({ name, values, zeroShare, deadShare }) => (
            <section class="layer" key={name} aria-label={`activations ${name}`}>
              <h3>{name}</h3>
              <Bars histogram={values} kind="activations" name={`activations ${name}`} axis={axes.activations} />
              <span class="zeros">{`${showNumber(zeroShare * 100, 2)} %`}</span>
              <DeadShare share={deadShare} />
            </section>
          ))}
        </div>
      )}
    </CardFrame>
  );
}

const LOWEST = -6;
const place = (ratio: number) => Math.min(100, Math.max(0, ((Math.log10(ratio) - LOWEST) / -LOWEST) * 100));

/** On a logarithmic line from 1e-6 to 1, with the stretch about 1e-3 marked. */
function RatioGauge({ ratio, judged }: { readonly ratio: number; readonly judged: boolean }) {
  const known = Number.isFinite(ratio) && ratio > 0;
  return (
    <div class="gauge">
      <span class="gauge-name" aria-hidden="true">
        1e-3
      </span>
      <svg viewBox="0 0 100 12" preserveAspectRatio="none" aria-hidden="true">
        <rect class="gauge-good" x={place(1e-4)} width={place(1e-2) - place(1e-4)} y="3" height="6" />
        <path class="gauge-line" d="M0 6H100" />
        <path class="gauge-aim" d={`M${place(1e-3)} 2V10`} />
        {known && <path class="gauge-now" d={`M${place(ratio)} 0V12`} />}
      </svg>
      <span class="gauge-text">
        <b>{known ? showNumber(ratio, 2) : ratio === 0 ? '0' : '·'}</b> {judged ? ratioWord(ratio) : ''}
      </span>
    </div>
  );
}

function ratioWord(ratio: number): string {
  if (ratio === 0) return 'nothing moves';
  if (!Number.isFinite(ratio)) return '';
  if (ratio < 1e-4) return 'small';
  return ratio > 1e-2 ? 'large' : 'near 1e-3';
}

const DeadShare = ({ share }: { readonly share: number }) => (
  <div class="dead">
    <meter min={0} max={1} low={0.2} high={0.5} optimum={0} value={share} aria-label="units that are always off" />
    <span>{share === 0 ? 'none' : `${showNumber(share * 100, 2)} % of the units`}</span>
  </div>
);

function described({ layers }: Layers): string {
  const trend = gradientTrend(layers);
  const odd = layers.filter(({ updateRatio, isWeight }) => {
    const ratio = fromWire(updateRatio);
    return isWeight && (ratio < 1e-4 || ratio > 1e-2);
  });
  const rule = 'Rule of thumb: one update changes a weight by about a thousandth of it (1e-3).';
  if (odd.length === 0) return `${trend}${rule} All weights are near it.`;
  const one = odd
    .slice(0, 3)
    .map(({ parameter, updateRatio }) => `${parameter} ${showNumber(fromWire(updateRatio), 2)}`)
    .join(', ');
  return `${trend}${rule} Away from it: ${one}${odd.length > 3 ? ' and others' : ''}. Much larger: lr may be too high; much smaller: learning is slow.`;
}

/** The sizes of the weights' gradients, on one logarithmic axis, so that layers can be compared. */
function GradientSizes({ layers }: Pick<Layers, 'layers'>) {
  const sizes = layers.filter(({ isWeight }) => isWeight).map(({ gradientSize }) => fromWire(gradientSize));
  const known = sizes.filter((size) => size > 0 && Number.isFinite(size));
  if (known.length < 2) return null;
  const low = Math.floor(Math.log10(Math.min(...known)));
  const high = Math.max(low + 1, Math.ceil(Math.log10(Math.max(...known))));
  const along = (size: number): number => ((Math.log10(size) - low) / (high - low)) * 100;
  return (
    <section class="gradient-sizes" aria-label="Gradient sizes of the weights">
      <p class="sizes-head">
        size of dW (root mean square), on one logarithmic axis from 1e{low} to 1e{high}
      </p>
      {layers
        .filter(({ isWeight }) => isWeight)
        .map(({ parameter, gradientSize }) => {
          const size = fromWire(gradientSize);
          return (
            <p class="gradient-size" key={parameter}>
              <span>{parameter}</span>
              <span class="size-track">
                {size > 0 && <span class="size-bar" style={{ width: `${Math.max(1, along(size))}%` }} />}
              </span>
              <span>{showNumber(size, 2)}</span>
            </p>
          );
        })}
    </section>
  );
}

/** From the last weights back to the first, by how much a layer the gradient changes; empty where that is little. */
function gradientTrend(layers: Layers['layers']): string {
  const sizes = layers.filter(({ isWeight }) => isWeight).map(({ gradientSize }) => fromWire(gradientSize));
  const [first = 0] = sizes;
  const last = sizes.at(-1) ?? 0;
  if (sizes.length < 3 || !(first > 0) || !(last > 0)) return '';
  const factor = (last / first) ** (1 / (sizes.length - 1));
  if (factor > 1.5) return `On the way back the gradient shrinks about ${showNumber(factor, 2)}-fold a layer. `;
  return factor < 1 / 1.5 ? `On the way back the gradient grows about ${showNumber(1 / factor, 2)}-fold a layer. ` : '';
}

function LayerTable({ data }: { readonly data: Layers }) {
  const range = ({ from, to }: Histogram) => `${showNumber(fromWire(from), 3)} to ${showNumber(fromWire(to), 3)}`;
  return (
    <>
      <DataTable
        caption="Parameters"
        columns={['parameter', 'weights', 'gradients', 'size of dW', 'update / weight']}
        rows={data.layers.map(({ parameter, weights, gradients, gradientSize, updateRatio }) => [
          parameter,
          range(weights),
          range(gradients),
          showNumber(fromWire(gradientSize), 3),
          showNumber(fromWire(updateRatio), 3),
        ])}
      />
      {data.activations.length > 0 && (
        <DataTable
          caption="Activations"
          columns={['activation', 'values other than 0', 'share of zeros', 'share of units always off']}
          rows={data.activations.map(({ name, values, zeroShare, deadShare }) => [
            name,
            range(values),
            showNumber(zeroShare, 3),
            showNumber(deadShare, 3),
          ])}
        />
      )}
    </>
  );
}
