import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { showNumber } from '../../src/core/base/show.ts';
import type { RunDescription, RunSettingView } from '../../src/protocol/training.ts';
import type { ViewData } from '../../src/protocol/views.ts';
import { Icon } from '../shared/icon.tsx';
import { BoundaryCard } from './cards/boundaryCard.tsx';
import { CompareCard } from './cards/compareCard.tsx';
import { ConfusionCard, hasPictures } from './cards/confusionCard.tsx';
import { FitCard } from './cards/fitCard.tsx';
import { HistogramsCard } from './cards/histogramsCard.tsx';
import { LossCard } from './cards/lossCard.tsx';
import { MapCard } from './cards/map/mapCard.tsx';
import { ExampleCard, UnitsCard } from './cards/networkCards.tsx';
import { SurfaceCard } from './cards/surfaceCard.tsx';
import { TimeTravel } from './cards/timeTravel.tsx';
import { UpdateCard } from './cards/update/updateCard.tsx';
import { SizesCard, SliceCard } from './cards/wayCards.tsx';
import { Header } from './header.tsx';
import { usePanel } from './model/panelContext.ts';
import { endAdvice } from './model/runWords.ts';
import { Legend } from './plot/legend.tsx';

/** Sliders for numbers of the text: letting one go writes it there and runs the cell again. */
function SettingSliders() {
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

/** What the reader should know before looking at the pictures, most urgent first. */
function Notices() {
  const { model } = usePanel();
  model.revision.value;
  const several = model.variants.value.length > 1;
  const ends = model.variants.value.flatMap(({ end, variant }) => {
    const advice = end && endAdvice(end);
    const kind = end?.how === 'diverged' || end?.how === 'failed' ? ('warning' as const) : ('info' as const);
    return advice ? [{ kind, text: several && end?.how !== 'cancelled' ? `${variant.label}: ${advice}` : advice }] : [];
  });
  return (
    <div class="notices" aria-live="polite">
      {model.refusal.value && <Notice kind="warning" text={model.refusal.value} />}
      {[...new Map(ends.map((one) => [one.text, one])).values()].map(({ kind, text }) => (
        <Notice key={text} kind={kind} text={text} />
      ))}
      {model.hints.value.map((text) => (
        <Notice key={text} kind="info" text={text} />
      ))}
      {model.notice.value && <Notice kind="info" text={model.notice.value} />}
    </div>
  );
}

const Notice = ({ kind, text }: { readonly kind: 'warning' | 'info'; readonly text: string }) => (
  <p class={`notice ${kind}`}>
    <Icon name={kind} />
    <span>{text}</span>
  </p>
);

interface OfferedCard {
  readonly name: string;
  readonly Card: () => JSX.Element;
  readonly fits: (description: RunDescription) => boolean;
}

const offers =
  (view: ViewData['view']) =>
  ({ views }: RunDescription): boolean =>
    views.includes(view);

/** In the order in which they stand. */
const allCards: readonly OfferedCard[] = [
  { name: 'loss', Card: LossCard, fits: () => true },
  { name: 'surface', Card: SurfaceCard, fits: offers('surface') },
  { name: 'fit', Card: FitCard, fits: offers('fit') },
  { name: 'boundary', Card: BoundaryCard, fits: offers('boundary') },
  { name: 'update', Card: UpdateCard, fits: offers('update') },
  { name: 'histograms', Card: HistogramsCard, fits: (run) => offers('histograms')(run) && !onlyTwo(run) },
  { name: 'units', Card: UnitsCard, fits: offers('units') },
  { name: 'sizes', Card: SizesCard, fits: offers('sizes') },
  { name: 'example', Card: ExampleCard, fits: offers('example') },
  { name: 'slice', Card: SliceCard, fits: offers('slice') },
  { name: 'confusion', Card: ConfusionCard, fits: offers('confusion') },
];

/** Two numbers need no histogram. */
const onlyTwo = ({ parameters }: RunDescription): boolean =>
  parameters.reduce((sum, { shape }) => sum + shape.reduce((product, side) => product * side, 1), 0) <= 2;

export function TrainingPanel() {
  const { model } = usePanel();
  const description = model.description.value;
  const cards = description ? allCards.filter(({ fits }) => fits(description)) : [];
  const wide =
    (hasPictures(model.views.confusion.value?.data) ? 1 : 0) + (model.views.units.value?.data.of === 'weights' ? 1 : 0);
  return (
    <main>
      <Header />
      <Notices />
      {description ? (
        <>
          <Legend />
          <TimeTravel />
          <SettingSliders />
          <div class={(cards.length - wide) % 2 === 0 ? 'cards' : 'cards odd'}>
            {cards.map(({ name, Card }) => (
              <Card key={name} />
            ))}
            {description.variants.length > 1 && <CompareCard />}
            <MapCard />
          </div>
        </>
      ) : (
        !model.refusal.value && (
          <p class="empty">Nothing has been trained yet. Start a run from the lens above a train(…) line.</p>
        )
      )}
    </main>
  );
}
