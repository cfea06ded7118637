import { useEffect } from 'preact/hooks';
import { showCount, showNumber } from '../../../src/core/base/show.ts';
import { t, tPieces } from '../../../src/core/base/words.ts';
import { fromWire } from '../../../src/protocol/wire.ts';
import type { GraphModel } from '../model/graphModel.ts';

/** Every path from a leaf to the output: its product of local gradients, and the sum of all. */
export function PathsSheet({ model, leaf }: { readonly model: GraphModel; readonly leaf: string }) {
  const { value: snapshot } = model.snapshot;
  useEffect(() => model.answers.askPaths(leaf), [leaf, snapshot, model]);
  const told = model.answers.pathsFrom(leaf);
  const view = told?.view;
  const node = snapshot?.nodes.find(({ id }) => id === leaf);
  if (!snapshot || !node) return null;
  const show = (value: Parameters<typeof fromWire>[0]): string => showNumber(fromWire(value), snapshot.digits);
  const nameOf = (id: string): string => {
    const found = snapshot.nodes.find((other) => other.id === id);
    return found ? (found.role === 'copy' ? t('copy') : (found.name ?? found.symbol)) : '';
  };
  return (
    <>
      <h2>{t('Paths from {0} to {1}', node.name ?? node.symbol, snapshot.outputName)}</h2>
      {!view && <p>…</p>}
      {view && (
        <>
          <p>
            {view.pathCount === 1
              ? t('1 path, over {0} edges. Backpropagation visits each edge once.', showCount(view.edgeCount))
              : t(
                  '{0} paths, over {1} edges. Backpropagation visits each edge once.',
                  showCount(view.pathCount),
                  showCount(view.edgeCount),
                )}
          </p>
          <ol class={`paths${told?.late ? ' late' : ''}`}>
            {view.paths.map((path) => (
              <li key={path.nodes.join(' ')}>
                <span class="way">{path.nodes.map(nameOf).join(' → ')}</span>
                <span class="product">{path.product} = </span>
                <span class="gradient">{show(path.value)}</span>
              </li>
            ))}
          </ol>
          {view.cut && <p>{t('More paths than are listed here.')}</p>}
          <p class={`total${told?.late ? ' late' : ''}`}>
            {tPieces('sum = {0}', <span class="gradient">{show(view.sum)}</span>)}
          </p>
        </>
      )}
    </>
  );
}
