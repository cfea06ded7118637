import { t } from '../../src/core/base/words.ts';
import { AnswerBoxes } from './canvas/answerBoxes.tsx';
import { LayeredView } from './canvas/layeredView.tsx';
import { Minimap } from './canvas/minimap.tsx';
import { PictureView } from './canvas/pictureView.tsx';
import { PromiseChip } from './canvas/promiseChip.tsx';
import { ChosenCard } from './cards/chosenCard.tsx';
import { Dock } from './cards/dock.tsx';
import { Notes } from './cards/notes.tsx';
import { Outline } from './cards/outline.tsx';
import { SheetView } from './cards/sheet.tsx';
import type { GraphModel } from './model/graphModel.ts';
import type { PanelFocus } from './model/panelFocus.ts';
import { Button, Toolbar } from './toolbar.tsx';

export function App({ model }: { readonly model: GraphModel }) {
  const { value: drawing } = model.drawing;
  const { value: snapshot } = model.snapshot;
  const { value: columns } = model.columnsShown;
  if (!drawing || !snapshot)
    return <Empty reason={model.noGraph.value ?? (model.layouts.busy.value ? t('Drawing …') : undefined)} />;
  return (
    <main
      class={`graphPanel${snapshot.stale ? ' stale' : ''}`}
      tabIndex={-1}
      data-version={snapshot.version}
      aria-busy={model.layouts.busy.value}
    >
      <h1 class="unseen">{t('Computational graph of {0}', snapshot.title)}</h1>
      <Toolbar model={model} />
      <Notes model={model} />
      <KeysHint keys={model.keys} />
      <div class="stage">
        <div class="view">
          {columns ? <LayeredView model={model} columns={columns} /> : <PictureView model={model} drawing={drawing} />}
          {!columns && <AnswerBoxes model={model} />}
          <PromiseChip model={model} />
          {!columns && <Minimap model={model} />}
          {!columns && <ReadingHelp model={model} />}
          <ChosenCard model={model} />
        </div>
        <SheetView model={model} />
      </div>
      <Dock model={model} />
      <Outline model={model} />
    </main>
  );
}

/** The reader has asked to step, and the keys still go elsewhere. */
function KeysHint({ keys }: { readonly keys: PanelFocus }) {
  if (!keys.missing.value) return null;
  return (
    <button type="button" class="note keysHint" onClick={() => keys.take()}>
      {t('Click here to use the arrow keys')}
    </button>
  );
}

/** Folded away, how to read the graph is one press off. */
const ReadingHelp = ({ model }: { readonly model: GraphModel }) =>
  model.legend.value || model.stepper.at.value !== undefined ? null : (
    <div class="readingHelp">
      <Button
        icon="info"
        title={t('How to read the graph')}
        act={() => {
          model.legend.value = true;
        }}
      />
    </div>
  );

function Empty({ reason }: { readonly reason: string | undefined }) {
  return (
    <main class="graphPanel empty">
      <h1 class="unseen">{t('Computational graph')}</h1>
      <p role="status">{reason ?? t('Place the cursor on a formula to see its computational graph.')}</p>
    </main>
  );
}
