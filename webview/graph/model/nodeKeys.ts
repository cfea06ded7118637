import { isCommandKey } from '../../shared/editorHost.ts';
import type { GraphModel } from './graphModel.ts';
import { notchOf } from './scrubber.ts';

const arrows: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 };

/** Keys on a node of the picture: arrows move along edges, Enter opens a box or starts changing a number. */
export function onNodeKey(event: KeyboardEvent, model: GraphModel): void {
  const target = event.target instanceof Element ? event.target.closest('[data-node]') : undefined;
  const id = target?.getAttribute('data-node');
  const node = id == null ? undefined : model.node(id);
  if (!node || isCommandKey(event)) return;
  if (model.scrubber.now.peek()?.node === node.id) {
    if (changeNumber(event, model)) done(event);
    return;
  }
  switch (event.key) {
    case 'ArrowLeft':
    case 'ArrowRight':
    case 'ArrowUp':
    case 'ArrowDown':
      done(event);
      moveTo(neighbour(model, node.id, event.key), model);
      return;
    case 'Enter':
      done(event);
      if (node.closed) model.setOpen(node.closed.id, true);
      else {
        model.choose(node.id);
        if (node.node.scrub && node.kind === 'leaf') model.scrubber.begin(node.id);
      }
      return;
    case 'Backspace':
      done(event);
      if (node.box !== undefined) model.setOpen(node.box, false);
      return;
    case 'v':
    case 'g':
      done(event);
      model.openGrid(node.node.id, event.key === 'v' ? 'value' : 'gradient');
      return;
    case 'Escape':
      done(event);
      model.choose(undefined);
      if (target instanceof SVGElement) target.blur();
  }
}

function changeNumber(event: KeyboardEvent, model: GraphModel): boolean {
  const { scrubber } = model;
  const notch = notchOf(scrubber.now.peek()?.value ?? 1);
  const turn = arrows[event.key];
  if (turn !== undefined) scrubber.to(scrubber.value.peek() + turn * notch * (event.shiftKey ? 0.1 : 1));
  else if (event.key === 'PageUp') scrubber.to(scrubber.value.peek() + 10 * notch);
  else if (event.key === 'PageDown') scrubber.to(scrubber.value.peek() - 10 * notch);
  else if (event.key === 'Enter' || event.key === 'Tab') scrubber.commit();
  else if (event.key === 'Escape') scrubber.cancel();
  else return false;
  return event.key !== 'Tab';
}

type ArrowKey = 'ArrowLeft' | 'ArrowRight' | 'ArrowUp' | 'ArrowDown';

/** Against the flow: to the first operand. Along it: to the consumer. Across: to what stands nearest there. */
function neighbour(model: GraphModel, id: string, key: ArrowKey): string | undefined {
  const picture = model.picture.peek();
  if (!picture) return undefined;
  const { nodes: places } = picture.layout;
  const isDown = picture.layout.flow === 'down';
  const [back, on] = isDown ? ['ArrowUp', 'ArrowDown'] : ['ArrowLeft', 'ArrowRight'];
  if (key === back || key === on) {
    const edges = picture.graph.edges.filter((edge) => (key === back ? edge.to : edge.from) === id);
    const line = (other: string): number => places.get(other)?.line ?? 0;
    const first = edges.toSorted((a, b) => (key === back ? a.port - b.port : line(a.to) - line(b.to)))[0];
    return key === back ? first?.from : first?.to;
  }
  const here = places.get(id);
  if (!here) return undefined;
  let best: string | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const [other, place] of places) {
    const rise = (place.line - here.line) * (key === 'ArrowDown' || key === 'ArrowRight' ? 1 : -1);
    if (other === id || rise < 2) continue;
    const aside = isDown
      ? Math.abs(place.y + place.height - here.y - here.height)
      : Math.abs(place.x + place.width - here.x - here.width);
    const far = rise + 2 * aside;
    if (far < least) {
      least = far;
      best = other;
    }
  }
  return best;
}

function moveTo(id: string | undefined, model: GraphModel): void {
  if (id === undefined) return;
  model.viewport.reveal(id);
  model.choose(id, false);
  focusNode(id);
}

/** The element may have to be drawn first, when it was out of view. */
export function focusNode(id: string): void {
  requestAnimationFrame(() => {
    const element = document.querySelector(`[data-node="${CSS.escape(id)}"]`);
    if (element instanceof SVGElement) element.focus({ preventScroll: true });
  });
}

function done(event: Event): void {
  event.preventDefault();
  event.stopPropagation();
}
