import { useSignal } from '@preact/signals';
import { showNumber } from '../../src/core/base/show.ts';
import type { RunSettingView } from '../../src/protocol/training.ts';
import { usePanel } from './model/panelContext.ts';

/** Sliders for numbers of the text: letting one go writes it there and runs the cell again. */
export function SettingSliders() {
  const { model } = usePanel();
  const settings = model.settings.value;
  if (settings.length === 0) return null;
  return (
    <details class="settings">
      <summary>Change and run again</summary>
      <div class="setting-list">
        {settings.map((setting) => (
          <Slider key={setting.name} setting={setting} />
        ))}
      </div>
      <p class="settings-note">
        Each change is one edit of the text, which Undo takes back; the run starts where the text starts.
      </p>
    </details>
  );
}

const STEPS = 200;

/** The place of a value on its slider, which has `STEPS` steps unless its numbers are whole. */
function placeOf({ scale, from, to }: RunSettingView, value: number): number {
  if (scale === 'whole') return value;
  if (scale === 'linear') return Math.round(((value - from) / (to - from)) * STEPS);
  return Math.round((Math.log(value / from) / Math.log(to / from)) * STEPS);
}

/** The number at a place, to two digits: but the ends are exact, as β = 0.999 would round to 1, which no run takes. */
function numberAt({ scale, from, to }: RunSettingView, place: number): number {
  if (scale === 'whole') return Math.round(place);
  if (place === 0 || place === STEPS) return place === 0 ? from : to;
  if (scale === 'linear') return Number((from + ((to - from) * place) / STEPS).toPrecision(2));
  return Number((from * (to / from) ** (place / STEPS)).toPrecision(2));
}

function Slider({ setting }: { readonly setting: RunSettingView }) {
  const { post } = usePanel();
  const { name, value, scale, from, to } = setting;
  const moved = useSignal<number | undefined>(undefined);
  const place = moved.value ?? placeOf(setting, value);
  const shown = moved.value === undefined ? value : numberAt(setting, moved.value);
  return (
    <label class="setting">
      <span class="field-name">{name}</span>
      <input
        type="range"
        min={scale === 'whole' ? from : 0}
        max={scale === 'whole' ? to : STEPS}
        value={place}
        aria-valuetext={showNumber(shown)}
        onInput={(event) => {
          moved.value = event.currentTarget.valueAsNumber;
        }}
        onChange={(event) => {
          const wanted = numberAt(setting, event.currentTarget.valueAsNumber);
          moved.value = undefined;
          if (wanted !== value) post({ type: 'set', name, value: wanted });
        }}
      />
      <output>{showNumber(shown)}</output>
    </label>
  );
}
