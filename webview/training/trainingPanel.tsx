import { BoundaryCard } from './boundaryCard.tsx';
import { CompareCard } from './compareCard.tsx';
import { ConfusionCard } from './confusionCard.tsx';
import { Header } from './header.tsx';
import { HistogramsCard } from './histogramsCard.tsx';
import { Legend } from './legend.tsx';
import { LossCard } from './lossCard.tsx';
import { Notices } from './notices.tsx';
import { usePanel } from './panelContext.ts';
import { SurfaceCard } from './surfaceCard.tsx';
import { TimeTravel } from './timeTravel.tsx';
import { UpdateCard } from './updateCard.tsx';

export function TrainingPanel() {
  const { model } = usePanel();
  const description = model.description.value;
  const offers = (view: string) => description?.views.some((offered) => offered === view) ?? false;
  return (
    <>
      <Header />
      <Notices />
      {description ? (
        <>
          <Legend />
          <TimeTravel />
          <div class="cards">
            <LossCard />
            {offers('surface') && <SurfaceCard />}
            {offers('boundary') && <BoundaryCard />}
            {offers('update') && <UpdateCard />}
            {offers('histograms') && <HistogramsCard />}
            {offers('confusion') && <ConfusionCard />}
            {description.variants.length > 1 && <CompareCard />}
          </div>
        </>
      ) : (
        <p class="empty">Nothing has been trained yet. Start a run from the lens above a train(…) line.</p>
      )}
    </>
  );
}
