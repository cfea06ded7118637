import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { showCount } from '../../../src/core/base/show.ts';
import { t } from '../../../src/core/base/words.ts';
import { outlineOf } from '../../../src/core/picture/sentence.ts';
import type { GraphModel } from '../model/graphModel.ts';
import { focusNode } from '../model/nodeKeys.ts';

/** So many lines are there at once: nobody listens to more, and thousands would make every step slow. */
const PAGE = 200;

/** The graph as sentences, in forward order. For screen readers it is always there. */
export function Outline({ model }: { readonly model: GraphModel }) {
  const last = useRef<JSX.Element | null>(null);
  const [page, setPage] = useState(0);
  const nodes = model.picture.value?.graph.nodes ?? [];
  const { value: chosen } = model.chosen;
  const place = nodes.findIndex(({ id }) => id === chosen);
  useEffect(() => {
    if (place >= 0) setPage(Math.floor(place / PAGE));
  }, [place]);
  // While a number is being changed nobody listens to an outline that is not seen: it would only take time.
  if (model.scrubber.now.value && last.current && !model.outline.value) return last.current;
  const from = Math.min(page, Math.max(0, Math.ceil(nodes.length / PAGE) - 1)) * PAGE;
  last.current = outlineNow(model, from, (to) => setPage(to / PAGE));
  return last.current;
}

function outlineNow(model: GraphModel, from: number, turn: (from: number) => void): JSX.Element | null {
  const { value: picture } = model.picture;
  if (!picture) return null;
  const { outputName, digits } = picture.snapshot;
  const { nodes } = picture.graph;
  const shown = nodes.slice(from, from + PAGE);
  const lines = outlineOf(picture.graph, outputName, digits, model.known.value, shown);
  const tabIndex = model.outline.value ? 0 : -1;
  const button = (text: string, act: () => void, current = false) => (
    <button type="button" tabIndex={tabIndex} class={current ? 'current' : ''} onClick={act}>
      {text}
    </button>
  );
  return (
    <nav class={model.outline.value ? 'outline' : 'outline unseen'} aria-label={t('Graph in words')}>
      {nodes.length > PAGE && (
        <p class="pages">
          {t('{0} to {1} of {2}', showCount(from + 1), showCount(from + shown.length), showCount(nodes.length))}
          {from > 0 && button(t('Earlier'), () => turn(from - PAGE))}
          {from + PAGE < nodes.length && button(t('Later'), () => turn(from + PAGE))}
        </p>
      )}
      <ol start={from + 1}>
        {shown.map((node, k) => (
          <li key={node.id}>
            {button(
              lines[k] ?? '',
              () => {
                model.choose(node.id);
                model.viewport.reveal(node.id);
                focusNode(node.id);
              },
              model.chosen.value === node.id,
            )}
          </li>
        ))}
      </ol>
    </nav>
  );
}
