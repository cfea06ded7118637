import { effect } from '@preact/signals';
import { FAR } from './camera.ts';
import type { Viewport } from './viewport.ts';

/**
 * Moves the drawn group with the camera. While a hand moves it, the whole paper is moved and stretched as one layer: the text in
 * it keeps the size that it is laid out for until the picture rests.
 */
export function followCamera(paper: SVGSVGElement, world: SVGGElement, viewport: Viewport): () => void {
  const drawAnew = effect(() => {
    const { x, y, zoom } = viewport.drawn.value;
    world.setAttribute('transform', `translate(${x} ${y}) scale(${zoom})`);
    paper.classList.toggle('far', zoom < FAR);
  });
  const stretch = effect(() => {
    const { value: camera } = viewport.camera;
    const { value: drawn } = viewport.drawn;
    const grown = camera.zoom / drawn.zoom;
    const [x, y] = [camera.x - drawn.x * grown, camera.y - drawn.y * grown];
    paper.style.transform = camera === drawn ? '' : `translate(${x}px, ${y}px) scale(${grown})`;
    paper.classList.toggle('gliding', camera !== drawn);
  });
  return () => {
    drawAnew();
    stretch();
  };
}
