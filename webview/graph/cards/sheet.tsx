import { useEffect, useRef } from 'preact/hooks';
import { t } from '../../../src/core/base/words.ts';
import { isCommandKey } from '../../shared/editorHost.ts';
import type { GraphModel } from '../model/graphModel.ts';
import { Button } from '../toolbar.tsx';
import { GridSheet } from './gridSheet.tsx';
import { PathsSheet } from './pathsSheet.tsx';

/** Beside the picture: the whole grid of a tensor, or the paths from a leaf. */
export function SheetView({ model }: { readonly model: GraphModel }) {
  const { value: sheet } = model.sheet;
  const place = useRef<HTMLElement>(null);
  const key = sheet ? JSON.stringify(sheet) : '';
  useEffect(() => {
    if (key) place.current?.focus();
  }, [key]);
  if (!sheet) return null;
  const close = () => {
    model.sheet.value = undefined;
    model.answers.closeStory();
  };
  const title = sheet.kind === 'paths' ? t('Paths') : t('Entries');
  return (
    <section
      class="sheet"
      ref={place}
      tabIndex={-1}
      aria-label={title}
      onKeyDown={(event) => {
        if (isCommandKey(event)) return;
        event.stopPropagation();
        if (event.key === 'Escape') close();
      }}
    >
      <Button icon="close" title={t('Close')} act={close} />
      {sheet.kind === 'grid' ? (
        <GridSheet model={model} node={sheet.node} which={sheet.which} />
      ) : (
        <PathsSheet model={model} leaf={sheet.leaf} />
      )}
    </section>
  );
}
