import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import { outlineOf } from '../../src/core/picture/sentence.ts';
import type { GraphModel } from './graphModel.ts';
import { focusNode } from './nodeKeys.ts';

/** The graph as sentences, in forward order. For screen readers it is always there. */
export function Outline({ model }: { readonly model: GraphModel }) {
  const last = useRef<JSX.Element | null>(null);
  // While a number is being changed nobody reads the outline: it would only take time.
  if (model.scrubber.now.value && last.current) return last.current;
  last.current = outlineNow(model);
  return last.current;
}

function outlineNow(model: GraphModel): JSX.Element | null {
  const { value: picture } = model.picture;
  if (!picture) return null;
  const { outputName, digits } = picture.snapshot;
  const lines = outlineOf(picture.graph, outputName, digits, model.known.value);
  return (
    <nav class={model.outline.value ? 'outline' : 'outline unseen'} aria-label="Graph in words">
      <ol>
        {picture.graph.nodes.map((node, k) => (
          <li key={node.id}>
            <button
              type="button"
              tabIndex={model.outline.value ? 0 : -1}
              class={model.chosen.value === node.id ? 'current' : ''}
              onClick={() => {
                model.choose(node.id);
                model.viewport.reveal(node.id);
                focusNode(node.id);
              }}
            >
              {lines[k]}
            </button>
          </li>
        ))}
      </ol>
    </nav>
  );
}
