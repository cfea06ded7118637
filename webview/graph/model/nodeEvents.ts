import type { GraphModel } from './graphModel.ts';
import { onNodeKey } from './nodeKeys.ts';

/** Pixels that a hand moves while it presses without meaning to drag. */
const STEADY = 4;

interface Press {
  readonly on: Element | undefined;
  readonly x: number;
  readonly y: number;
}

const elementOf = (event: Event): Element | undefined => (event.target instanceof Element ? event.target : undefined);

const named = (element: Element | undefined, name: string): string | undefined =>
  element?.closest(`[${name}]`)?.getAttribute(name) ?? undefined;

/** Clicks, focus and keys of everything in the picture, heard in one place. */
export function followNodes(paper: HTMLElement, model: GraphModel): () => void {
  let press: Press | undefined;
  let held = false;

  const down = (event: PointerEvent) => {
    press = { on: elementOf(event), x: event.clientX, y: event.clientY };
    held = true;
  };
  const released = () => {
    held = false;
  };
  // What was pressed is meant, even when the picture has moved before the button came up again; a drag means nothing.
  const click = (event: MouseEvent) => {
    const byHand = event.detail > 0 && press;
    if (byHand && Math.hypot(event.clientX - byHand.x, event.clientY - byHand.y) > STEADY) return;
    const on = byHand ? byHand.on : elementOf(event);
    const box = named(on, 'data-close-box');
    const grid = named(on, 'data-grid');
    if (box !== undefined) model.setOpen(box, false);
    else if (grid !== undefined) model.openGrid(named(on, 'data-of') ?? '', grid === 'value' ? 'value' : 'gradient');
    else model.choose(named(on, 'data-node'));
  };
  const doubleClick = (event: MouseEvent) => {
    const closed = model.node(named(press?.on ?? elementOf(event), 'data-node'))?.closed;
    if (closed) model.setOpen(closed.id, true);
  };
  // A press moves the focus before it is a click: choosing waits for the click.
  const focus = (event: FocusEvent) => {
    const id = named(elementOf(event), 'data-node');
    if (!held && id !== undefined && model.chosen.peek() !== id) model.choose(id, false);
  };
  const stopListening = new AbortController();
  const { signal } = stopListening;
  paper.addEventListener('pointerdown', down, { signal, capture: true });
  for (const end of ['pointerup', 'pointercancel'] as const) window.addEventListener(end, released, { signal });
  paper.addEventListener('click', click, { signal });
  paper.addEventListener('dblclick', doubleClick, { signal });
  paper.addEventListener('focusin', focus, { signal });
  paper.addEventListener('keydown', (event) => onNodeKey(event, model), { signal });
  return () => stopListening.abort();
}
