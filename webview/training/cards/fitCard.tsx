import { showNumber } from '../../../src/core/base/show.ts';
import type { ViewData } from '../../../src/protocol/views.ts';
import { fromWire } from '../../../src/protocol/wire.ts';
import { usePanel } from '../model/panelContext.ts';
import { showSteps, waitingWords } from '../model/runWords.ts';
import { Axes } from '../plot/axes.tsx';
import { CardFrame } from '../plot/card.tsx';
import { DataTable } from '../plot/dataTable.tsx';
import { type Box, type Plane, planeOf } from '../plot/plane.ts';
import { useSize } from '../plot/useSize.ts';
import { useViewLabel } from '../plot/useViewLabel.ts';

type Fit = Extract<ViewData, { view: 'fit' }>;

/** The prediction as a curve through the points with its residuals; of several inputs, beside the target. */
export function FitCard() {
  const { model } = usePanel();
  const seen = model.views.fit.value;
  const data = seen?.data;
  const { box, size } = useSize<HTMLDivElement>();
  const { width, height } = size.value;
  const plane = data && width > 0 ? planeOf(boxOf(data), size.value) : undefined;
  return (
    <CardFrame
      id="fit"
      title={data?.over === 'target' ? 'Prediction against target' : 'Fit'}
      of={useViewLabel(seen)}
      look={{ view: 'fit' }}
      summary={data ? described(data) : waitingWords(model.live.value)}
      table={() => data && <FitTable data={data} />}
    >
      <div class="plane fit" ref={box} role="img" aria-label={data ? described(data) : 'Fit'}>
        {data && plane && (
          <svg width={width} height={height} aria-hidden="true">
            <Axes plane={plane} names={data.over === 'input' ? [data.name, 'y'] : ['target', 'prediction']} />
            <Drawing data={data} plane={plane} />
          </svg>
        )}
      </div>
    </CardFrame>
  );
}

function Drawing({ data, plane }: { readonly data: Fit; readonly plane: Plane }) {
  const { x, target, predicted, held, curveX, curveY, over } = data;
  const line =
    over === 'input'
      ? Array.from(curveX, (at, i) => `${i === 0 ? 'M' : 'L'}${plane.x(at)} ${plane.y(curveY[i] ?? 0)}`).join('')
      : diagonal(boxOf(data), plane);
  const finite = (i: number): boolean => Number.isFinite(predicted[i]) && Number.isFinite(target[i]);
  const residuals = Array.from(x, (at, i) =>
    finite(i) ? `M${plane.x(at)} ${plane.y(target[i] ?? 0)}V${plane.y(predicted[i] ?? 0)}` : '',
  ).join('');
  return (
    <>
      <path class="residuals" d={residuals} />
      <path class={over === 'input' ? 'fitted' : 'exact'} d={line} />
      {Array.from(x, (at, i) =>
        finite(i) ? (
          <circle
            key={String(i)}
            class={held[i] === 1 ? 'point held' : 'point'}
            cx={plane.x(at)}
            cy={plane.y((over === 'input' ? target[i] : predicted[i]) ?? 0)}
            r={3}
          />
        ) : null,
      )}
    </>
  );
}

/** Where prediction and target are the same. */
function diagonal([x0, x1, y0, y1]: Box, plane: Plane): string {
  const [from, to] = [Math.max(x0, y0), Math.min(x1, y1)];
  return `M${plane.x(from)} ${plane.y(from)}L${plane.x(to)} ${plane.y(to)}`;
}

function boxOf({ x, target, predicted, curveX, curveY, over }: Fit): Box {
  const across = extent([...x, ...curveX]);
  const up = extent(over === 'input' ? [...target, ...curveY] : [...predicted]);
  return [...across, ...up];
}

function extent(values: readonly number[]): readonly [number, number] {
  const finite = values.filter(Number.isFinite);
  if (finite.length === 0) return [0, 1];
  const [low, high] = [Math.min(...finite), Math.max(...finite)];
  const aside = (high - low) / 20 || 1;
  return [low - aside, high + aside];
}

function described({ over, x, held, rows, heldOut, rms }: Fit): string {
  const hollow = held.filter((flag) => flag === 1).length;
  const drawn = x.length - hollow;
  const points = `${showSteps(drawn)}${drawn < rows ? ` of ${showSteps(rows)}` : ''} training points`;
  const others =
    heldOut > 0
      ? ` and ${showSteps(hollow)}${hollow < heldOut ? ` of ${showSteps(heldOut)}` : ''} held out (hollow)`
      : '';
  const lines = over === 'input' ? 'Upright lines are residuals.' : 'On the dashed line a prediction is its target.';
  const errors = `Root mean squared residual ${showNumber(fromWire(rms.training), 3)}${rms.held === null ? '' : `, held out ${showNumber(fromWire(rms.held), 3)}`}.`;
  return `${points}${others}. ${lines} ${errors}`;
}

function FitTable({ data: { x, target, predicted, held, name, over } }: { readonly data: Fit }) {
  return (
    <DataTable
      caption="Targets and predictions"
      columns={[...(over === 'input' ? [name] : []), 'target', 'prediction', 'residual', 'held out']}
      rows={Array.from(x, (at, i) => [
        ...(over === 'input' ? [showNumber(at)] : []),
        showNumber(target[i] ?? Number.NaN),
        showNumber(predicted[i] ?? Number.NaN),
        showNumber((predicted[i] ?? 0) - (target[i] ?? 0)),
        held[i] === 1 ? 'yes' : '',
      ])}
    />
  );
}
