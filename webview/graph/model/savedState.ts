import type { WireSpan } from '../../../src/protocol/wire.ts';
import type { Camera } from '../canvas/camera.ts';

/** What the editor keeps for the panel over hiding, reload and restart. */
export interface SavedState {
  readonly format: 1;
  /** Boxes that the reader opened or closed, by id. */
  readonly boxes: readonly (readonly [string, boolean])[];
  readonly at: number | undefined;
  readonly speed: number;
  readonly camera: Camera | undefined;
  readonly pinned: boolean;
  readonly outline: boolean;
  /** The text that is drawn, and where in it; read by the editor's side after a reload. */
  readonly uri: string | undefined;
  readonly selection: WireSpan | undefined;
}

export const freshState: SavedState = {
  format: 1,
  boxes: [],
  at: undefined,
  speed: 1,
  camera: undefined,
  pinned: false,
  outline: false,
  uri: undefined,
  selection: undefined,
};

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;
const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);

/** Whatever was kept, by whichever version: what is not understood is as fresh. */
export function readState(kept: unknown): SavedState {
  if (!isRecord(kept) || kept.format !== 1) return freshState;
  const { boxes, at, speed, camera, pinned, outline, uri, selection } = kept;
  const pairs = Array.isArray(boxes) ? boxes : [];
  return {
    format: 1,
    boxes: pairs.flatMap((pair: unknown): [string, boolean][] =>
      Array.isArray(pair) && typeof pair[0] === 'string' && typeof pair[1] === 'boolean' ? [[pair[0], pair[1]]] : [],
    ),
    at: isNumber(at) ? at : undefined,
    speed: isNumber(speed) && speed > 0 ? speed : 1,
    camera:
      isRecord(camera) && isNumber(camera.x) && isNumber(camera.y) && isNumber(camera.zoom) && camera.zoom > 0
        ? { x: camera.x, y: camera.y, zoom: camera.zoom }
        : undefined,
    pinned: pinned === true,
    outline: outline === true,
    uri: typeof uri === 'string' ? uri : undefined,
    selection:
      isRecord(selection) && isNumber(selection.from) && isNumber(selection.to)
        ? { from: selection.from, to: selection.to }
        : undefined,
  };
}
