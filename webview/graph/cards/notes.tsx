import { useEffect } from 'preact/hooks';
import { t } from '../../../src/core/base/words.ts';
import { Icon } from '../../shared/icon.tsx';
import type { GraphModel } from '../model/graphModel.ts';

const REFUSAL_SHOWN = 8000;

/** What the reader should know about the picture: it is of an earlier text, something is wrong in the cell. */
export function Notes({ model }: { readonly model: GraphModel }) {
  const { value: snapshot } = model.snapshot;
  const { value: refusal } = model.refusal;
  useEffect(() => {
    if (refusal === undefined) return;
    const timer = setTimeout(() => {
      model.refusal.value = undefined;
    }, REFUSAL_SHOWN);
    return () => clearTimeout(timer);
  }, [refusal, model]);
  const notes = [...(model.noGraph.value === undefined ? [] : [model.noGraph.value]), ...(snapshot?.notes ?? [])];
  return (
    <div class="notes" aria-live="polite">
      {snapshot?.stale && (
        <p class="note staleMark">
          <Icon name="warning" />
          {t('This picture is of an earlier text.')}
        </p>
      )}
      {notes.map((note) => (
        <p class="note" key={note}>
          {note}
        </p>
      ))}
      {refusal !== undefined && (
        <p class="note refusal" role="alert">
          <Icon name="warning" />
          {refusal}
        </p>
      )}
    </div>
  );
}
