import { useSignal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import { showNumber } from '../../../../src/core/base/show.ts';
import type { Sweep, SweepPlan } from '../../../../src/protocol/training.ts';
import { HeaderButton } from '../../header.tsx';
import { usePanel } from '../../model/panelContext.ts';
import { showSteps } from '../../model/runWords.ts';
import { markerPath } from '../../model/variantStyle.ts';
import { CardFrame } from '../../plot/card.tsx';
import { DataTable } from '../../plot/dataTable.tsx';
import { type PairCell, type PairMap, pairMapOf } from './pairMap.ts';
import { PairPicture } from './pairPicture.tsx';
import { TrialPane } from './trialPane.tsx';

/** What the map's colours, hatching and marks mean. */
function MapLegend({ map, sweep: { curvature, border } }: { readonly map: PairMap; readonly sweep: Sweep }) {
  return (
    <ul class="map-legend">
      <li>
        <span>{`start ${showNumber(map.start, 3)}`}</span>
        <i class="ramp" />
        <span>{map.best ? `lowest ${showNumber(map.best.loss ?? 0, 3)}` : 'lowest'}</span>
      </li>
      <li>
        <i class="swatch above" />
        above the start
      </li>
      <li>
        <svg class="swatch" width="14" height="14" aria-hidden="true">
          <rect class="pair-diverged" width="14" height="14" />
        </svg>
        diverged
      </li>
      <li>
        <svg width="14" height="14" viewBox="-7 -7 14 14" aria-hidden="true">
          <path class="pair-best" d={markerPath('circle', 3)} />
        </svg>
        best lr of a β
      </li>
      <li>
        <svg width="16" height="16" viewBox="-8 -8 16 16" aria-hidden="true">
          <path class="pair-best" d={markerPath('star', 6)} />
        </svg>
        best of all
      </li>
      {border && curvature !== undefined && (
        <li>
          <svg width="22" height="14" aria-hidden="true">
            <path class="pair-border" d="M0 7H22" />
          </svg>
          {`stable border, from λmax = ${showNumber(curvature)}`}
        </li>
      )}
    </ul>
  );
}

/** The loss that each pair of lr and β ends with, as a heat map: swept on demand, and each pair's training at a touch. */
export function MapCard() {
  const { model } = usePanel();
  const { map: plan, mapTooCostly } = model.description.value ?? {};
  if (plan) return <PlannedMap plan={plan} />;
  return mapTooCostly ? (
    <CardFrame id="map" title="lr × β" full summary={undefined}>
      <p class="map-offer">
        A map of learning rates and momenta would take minutes here: one update of this network is too much work. A
        smaller batch or a smaller network has one.
      </p>
    </CardFrame>
  ) : null;
}

function PlannedMap({ plan }: { readonly plan: SweepPlan }) {
  const { model, post } = usePanel();
  const sweep = model.sweep.value;
  const pointed = useSignal<readonly [number, number] | undefined>(undefined);
  const map = useMemo(() => pairMapOf(plan, sweep), [plan, sweep]);
  const running = sweep?.status === 'running';
  const [row = -1, column = -1] = pointed.value ?? [];
  const picked = sweep && (map.rows[row]?.[column] ?? (running ? undefined : map.best));
  return (
    <CardFrame
      id="map"
      title="lr × β"
      of={`loss after ${showSteps(plan.steps)} steps`}
      full
      look={picked && { view: 'trial', lr: picked.lr, momentum: picked.momentum }}
      summary={sweep ? described(map, sweep, picked) : undefined}
      table={sweep && (() => <MapTable plan={plan} map={map} />)}
      tools={
        sweep && (
          <>
            {running && <progress class="sweep-progress" max={map.total} value={map.tried} aria-label="Pairs tried" />}
            {running ? (
              <HeaderButton icon="stop" text="Stop the sweep" onClick={() => post({ type: 'stopSweep' })} />
            ) : (
              <HeaderButton icon="restart" text="Sweep again" onClick={() => post({ type: 'sweep' })} />
            )}
          </>
        )
      }
    >
      {sweep ? (
        <div class="map">
          <div class="map-side">
            <PairPicture
              plan={plan}
              map={map}
              border={sweep.border}
              picked={picked}
              text={picked ? pairText(picked) : 'no pair'}
              onPick={(cell) => {
                pointed.value = [cell.row, cell.column];
              }}
            />
            <MapLegend map={map} sweep={sweep} />
          </div>
          <TrialPane cell={picked} />
        </div>
      ) : (
        <Offer plan={plan} />
      )}
    </CardFrame>
  );
}

function Offer({ plan: { rates, momenta, steps } }: { readonly plan: SweepPlan }) {
  const { post } = usePanel();
  const [low = 0] = rates;
  return (
    <div class="map-offer">
      <p>
        {`Which learning rate suits which momentum? This trains ${rates.length} rates from ${showNumber(low, 2)} to ${showNumber(rates.at(-1) ?? 0, 2)} with each of ${momenta.length} momenta, for ${showSteps(steps)} steps from this run's start, and paints where each ends.`}
      </p>
      <HeaderButton icon="play" text="Sweep" primary onClick={() => post({ type: 'sweep' })} />
    </div>
  );
}

/** `lr 0.0631, β 0.9: loss 1.2e-7` */
const pairText = ({ lr, momentum, loss }: PairCell): string =>
  `lr ${showNumber(lr, 3)}, β ${showNumber(momentum)}: ${lossText(loss)}`;

const lossText = (loss: number | undefined): string =>
  loss === undefined ? 'not tried yet' : Number.isFinite(loss) ? `loss ${showNumber(loss, 3)}` : 'diverged';

function described(
  { best, bests, tried, total }: PairMap,
  { status, border }: Sweep,
  picked: PairCell | undefined,
): string {
  const done =
    status === 'done'
      ? ''
      : ` ${showSteps(tried)} of ${showSteps(total)} pairs tried${status === 'stopped' ? ', then stopped' : ' so far'}.`;
  if (!best) return `No pair has come to its end yet.${done}`;
  const others = [bests[0], bests.at(-1)].flatMap((cell) => (cell && cell !== best ? [cell] : []));
  const rest = others.map(
    ({ lr, momentum, loss }) => `${lossText(loss)} with β ${showNumber(momentum)} at its best lr ${showNumber(lr, 3)}`,
  );
  const known = border ? '' : ' The stable border is known for paraboloids only.';
  const now = picked && picked !== best ? ` Picked: ${pairText(picked)}.` : '';
  return `Lowest: ${pairText(best)}${rest.length > 0 ? `; ${rest.join(', ')}` : ''}.${known}${done}${now}`;
}

function MapTable({ plan, map }: { readonly plan: SweepPlan; readonly map: PairMap }) {
  return (
    <DataTable
      caption={`The loss after ${showSteps(plan.steps)} steps`}
      columns={['lr', ...plan.momenta.map((momentum) => `β = ${showNumber(momentum)}`)]}
      rows={plan.rates.map((lr, column) => [
        showNumber(lr, 3),
        ...map.rows.map((row) => {
          const cell = row[column];
          const text = cellText(cell?.loss);
          return cell && map.bests.includes(cell) ? <b key="best">{text}</b> : text;
        }),
      ])}
    />
  );
}

const cellText = (loss: number | undefined): string =>
  loss === undefined ? '·' : Number.isFinite(loss) ? showNumber(loss, 3) : 'diverged';
