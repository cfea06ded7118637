import type { GraphModel } from '../model/graphModel.ts';
import { notchOf } from '../model/scrubber.ts';

const PIXELS_PER_NOTCH = 6;

/** Dragging the paper moves it, dragging a number changes it, the wheel moves, and with Ctrl (or a pinch) zooms. */
export function followPointer(paper: HTMLElement, model: GraphModel): () => void {
  const pointers = new Map<number, { x: number; y: number }>();
  let scrub: { readonly x: number; readonly y: number; readonly value: number; moved: boolean } | undefined;

  const place = (event: MouseEvent): { x: number; y: number } => {
    const { left, top } = paper.getBoundingClientRect();
    return { x: event.clientX - left, y: event.clientY - top };
  };
  const scrubIdAt = (event: Event): string | undefined => {
    const target = event.target instanceof Element ? event.target.closest('[data-scrub]') : undefined;
    return target?.getAttribute('data-scrub') ?? undefined;
  };

  const down = (event: PointerEvent) => {
    if (event.button !== 0) return;
    const id = scrubIdAt(event);
    const at = place(event);
    const value = id === undefined ? undefined : model.node(id)?.node.scrub?.value;
    if (id !== undefined && value !== undefined && pointers.size === 0) {
      scrub = { ...at, value, moved: false };
      pending = id;
    } else if (event.target instanceof Element && event.target.closest('[data-node], [data-close-box], [data-grid]'))
      return;
    pointers.set(event.pointerId, at);
  };
  let pending: string | undefined;

  const move = (event: PointerEvent) => {
    const before = pointers.get(event.pointerId);
    if (!before) return;
    const at = place(event);
    if (scrub && pending !== undefined) {
      const distance = at.x - scrub.x - (at.y - scrub.y);
      if (!scrub.moved && Math.abs(distance) < 3) return;
      if (!scrub.moved) {
        scrub.moved = model.scrubber.begin(pending);
        if (!scrub.moved) {
          stop(event);
          return;
        }
        paper.setPointerCapture(event.pointerId);
      }
      const notch = notchOf(scrub.value) * (event.shiftKey ? 0.1 : 1);
      model.scrubber.to(scrub.value + Math.round(distance / PIXELS_PER_NOTCH) * notch);
      return;
    }
    if (!paper.hasPointerCapture(event.pointerId)) paper.setPointerCapture(event.pointerId);
    paper.classList.add('moving');
    const other = [...pointers].find(([id]) => id !== event.pointerId)?.[1];
    if (other) {
      const factor =
        Math.hypot(at.x - other.x, at.y - other.y) / Math.max(1, Math.hypot(before.x - other.x, before.y - other.y));
      model.viewport.zoom(factor, { x: (at.x + other.x) / 2, y: (at.y + other.y) / 2 });
    } else model.viewport.pan(at.x - before.x, at.y - before.y);
    pointers.set(event.pointerId, at);
  };

  const stop = (event: PointerEvent) => {
    pointers.delete(event.pointerId);
    if (pointers.size === 0) {
      paper.classList.remove('moving');
      model.viewport.settle();
    }
    scrub = undefined;
    pending = undefined;
  };
  const up = (event: PointerEvent) => {
    if (scrub?.moved) model.scrubber.commit();
    stop(event);
  };
  const cancel = (event: PointerEvent) => {
    if (scrub?.moved) model.scrubber.cancel();
    stop(event);
  };
  let settle: ReturnType<typeof setTimeout> | undefined;
  const wheel = (event: WheelEvent) => {
    event.preventDefault();
    const id = scrubIdAt(event);
    if (id !== undefined && !event.ctrlKey && model.node(id)?.node.scrub) {
      if (model.scrubber.now.peek()?.node !== id && !model.scrubber.begin(id)) return;
      const { value } = model.scrubber;
      const notch = notchOf(model.scrubber.now.peek()?.value ?? 1) * (event.shiftKey ? 0.1 : 1);
      model.scrubber.to(value.peek() - Math.sign(event.deltaY || event.deltaX) * notch);
      clearTimeout(settle);
      settle = setTimeout(() => model.scrubber.commit(), 700);
      return;
    }
    const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
    if (event.ctrlKey || event.metaKey) model.viewport.zoom(Math.exp(-event.deltaY * unit * 0.008), place(event));
    else if (event.shiftKey) model.viewport.pan(-event.deltaY * unit, 0);
    else model.viewport.pan(-event.deltaX * unit, -event.deltaY * unit);
  };

  const stopListening = new AbortController();
  const { signal } = stopListening;
  paper.addEventListener('pointerdown', down, { signal });
  paper.addEventListener('pointermove', move, { signal });
  paper.addEventListener('pointerup', up, { signal });
  paper.addEventListener('pointercancel', cancel, { signal });
  paper.addEventListener('wheel', wheel, { signal, passive: false });
  return () => stopListening.abort();
}
