import type { JSX } from 'preact';
import type { RunDescription, ViewData } from '../../src/protocol/training.ts';
import { BoundaryCard } from './cards/boundaryCard.tsx';
import { CompareCard } from './cards/compareCard.tsx';
import { ConfusionCard, hasPictures } from './cards/confusionCard.tsx';
import { FitCard } from './cards/fitCard.tsx';
import { HistogramsCard } from './cards/histogramsCard.tsx';
import { LossCard } from './cards/lossCard.tsx';
import { MapCard } from './cards/mapCard.tsx';
import { ExampleCard, UnitsCard } from './cards/networkCards.tsx';
import { SurfaceCard } from './cards/surfaceCard.tsx';
import { TimeTravel } from './cards/timeTravel.tsx';
import { UpdateCard } from './cards/updateCard.tsx';
import { SizesCard, SliceCard } from './cards/wayCards.tsx';
import { Header } from './header.tsx';
import { usePanel } from './model/panelContext.ts';
import { Notices } from './notices.tsx';
import { Legend } from './plot/legend.tsx';
import { SettingSliders } from './settings.tsx';

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
