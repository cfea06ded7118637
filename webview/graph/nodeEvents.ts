import type { GraphModel } from './graphModel.ts';
import { onNodeKey } from './nodeKeys.ts';

/** Clicks, focus and keys of everything in the picture, heard in one place. */
export function followNodes(paper: SVGSVGElement, model: GraphModel): () => void {
  const found = (event: Event, name: string): string | undefined => {
    const target = event.target instanceof Element ? event.target.closest(`[${name}]`) : undefined;
    return target?.getAttribute(name) ?? undefined;
  };
  const click = (event: MouseEvent) => {
    const box = found(event, 'data-close-box');
    const grid = found(event, 'data-grid');
    if (box !== undefined) model.setOpen(box, false);
    else if (grid !== undefined) model.openGrid(found(event, 'data-of') ?? '', grid === 'value' ? 'value' : 'gradient');
    else model.choose(found(event, 'data-node'));
  };
  const doubleClick = (event: MouseEvent) => {
    const closed = model.node(found(event, 'data-node'))?.closed;
    if (closed) model.setOpen(closed.id, true);
  };
  const focus = (event: FocusEvent) => {
    const id = found(event, 'data-node');
    if (id !== undefined && model.chosen.peek() !== id) model.choose(id, false);
  };
  const stopListening = new AbortController();
  const { signal } = stopListening;
  paper.addEventListener('click', click, { signal });
  paper.addEventListener('dblclick', doubleClick, { signal });
  paper.addEventListener('focusin', focus, { signal });
  paper.addEventListener('keydown', (event) => onNodeKey(event, model), { signal });
  return () => stopListening.abort();
}
