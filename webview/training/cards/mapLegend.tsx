import { showNumber } from '../../../src/core/base/show.ts';
import type { Sweep } from '../../../src/protocol/training.ts';
import { markerPath } from '../model/variantStyle.ts';
import type { PairMap } from './pairMap.ts';

/** What the map's colours, hatching and marks mean. */
export function MapLegend({ map, sweep: { curvature, border } }: { readonly map: PairMap; readonly sweep: Sweep }) {
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
