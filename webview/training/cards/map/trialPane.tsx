import { scaleLinear, scaleLog } from 'd3-scale';
import { useMemo } from 'preact/hooks';
import { showNumber } from '../../../../src/core/base/show.ts';
import { HeaderButton } from '../../header.tsx';
import { usePanel } from '../../model/panelContext.ts';
import { showSteps } from '../../model/runWords.ts';
import { Axes } from '../../plot/axes.tsx';
import { Contours } from '../../plot/contours.tsx';
import { planeOf } from '../../plot/plane.ts';
import { logTicks, padded } from '../../plot/plotScale.ts';
import { useSize } from '../../plot/useSize.ts';
import type { PairCell } from './pairMap.ts';

type Trial = NonNullable<ReturnType<typeof usePanel>['model']['views']['trial']['value']>['data'];

/** The picked pair's own training: its way over the plane where there is one, and its loss. */
export function TrialPane({ cell }: { readonly cell: PairCell | undefined }) {
  const { model, post } = usePanel();
  const trial = model.views.trial.value?.data;
  if (!cell) return <p class="trial-hint">Point at a pair, or move there with the arrow keys, to see its training.</p>;
  const { lr, momentum } = cell;
  const current = trial && trial.lr === lr && trial.momentum === momentum;
  return (
    <div class={current ? 'trial' : 'trial stale'}>
      <p class="trial-head">
        <b>{`lr = ${showNumber(lr, 3)}, β = ${showNumber(momentum)}`}</b>
        <HeaderButton
          icon="play"
          text="Train this pair"
          title="A new run from the same start, with this learning rate and momentum"
          onClick={() => post({ type: 'try', lr, momentum })}
        />
      </p>
      {trial && trial.x.length > 1 && <TrialWay trial={trial} />}
      {trial && <TrialCurve trial={trial} tall={trial.x.length < 2} />}
    </div>
  );
}

/** The way over the contours that the surface's card shows. */
function TrialWay({ trial }: { readonly trial: Trial }) {
  const { model } = usePanel();
  const surface = model.views.surface.value?.data;
  const { box, size } = useSize<HTMLDivElement>();
  const { width, height } = size.value;
  const plane = useMemo(
    () => (surface && width > 0 ? planeOf(surface.range, { width, height }) : undefined),
    [surface, width, height],
  );
  const points = plane
    ? Array.from(trial.x, (x, index) => `${far(plane.x(x))},${far(plane.y(trial.y[index] ?? 0))}`)
    : [];
  const last = points.at(-1)?.split(',');
  return (
    <div class="picture trial-way" ref={box}>
      {surface && plane && (
        <svg width={width} height={height} aria-hidden="true">
          <clipPath id="trial-clip">
            <rect x={plane.left} y={plane.top} width={plane.width} height={plane.height} />
          </clipPath>
          <g clip-path="url(#trial-clip)">
            <Contours surface={surface} plane={plane} />
            <polyline class="trial-line" points={points.join(' ')} />
            {last && <circle class="trial-now" cx={last[0]} cy={last[1]} r="4" />}
          </g>
          <Axes plane={plane} names={surface.names} />
        </svg>
      )}
    </div>
  );
}

const far = (pixel: number) => Math.round(Math.min(1e5, Math.max(-1e5, pixel)) * 10) / 10;

const MARGIN = { left: 52, right: 10, top: 8, bottom: 20 } as const;

function TrialCurve({ trial, tall }: { readonly trial: Trial; readonly tall: boolean }) {
  const { box, size } = useSize<HTMLDivElement>();
  const { width, height } = size.value;
  const drawn = [...trial.losses].filter(Number.isFinite);
  const [low, high] = [Math.min(...drawn), Math.max(...drawn)];
  const logarithmic = low > 0;
  // A run that flew off is read where it began, not where it ended.
  const top = Math.min(high, Math.max(Math.abs(trial.losses[0] ?? high) * 1e3, low));
  const ends = padded(low, top, logarithmic);
  const to = [height - MARGIN.bottom, MARGIN.top] as const;
  const y = logarithmic ? scaleLog(ends, to) : scaleLinear(ends, to);
  const last = trial.steps.at(-1) ?? 1;
  const x = scaleLinear([0, Math.max(1, last)], [MARGIN.left, width - MARGIN.right]);
  const ticks = logarithmic ? logTicks(...ends) : y.ticks(4);
  const points = Array.from(trial.losses, (loss, index) =>
    Number.isFinite(loss) ? `${far(x(trial.steps[index] ?? 0))},${far(y(loss))}` : '',
  );
  return (
    <div class={tall ? 'picture trial-curve tall' : 'picture trial-curve'} ref={box}>
      {width > 0 && drawn.length > 0 && (
        <svg width={width} height={height} class="axes" aria-hidden="true">
          <clipPath id="trial-curve-clip">
            <rect x={MARGIN.left} y={0} width={Math.max(1, width - MARGIN.left)} height={height - MARGIN.bottom} />
          </clipPath>
          {ticks.map((tick) => (
            <g key={tick}>
              <path class="trial-grid" d={`M${MARGIN.left} ${y(tick)}H${width - MARGIN.right}`} />
              <text x={MARGIN.left - 6} y={y(tick) + 3.5} text-anchor="end">
                {showNumber(tick, 3)}
              </text>
            </g>
          ))}
          <polyline class="trial-line" clip-path="url(#trial-curve-clip)" points={points.join(' ')} />
          <text x={MARGIN.left} y={height - 5}>
            0
          </text>
          <text x={width - MARGIN.right} y={height - 5} text-anchor="end">
            {`step ${showSteps(last)}`}
          </text>
        </svg>
      )}
    </div>
  );
}
