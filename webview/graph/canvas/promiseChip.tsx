import { showNumber } from '../../../src/core/base/show.ts';
import type { GraphModel } from '../model/graphModel.ts';

/** While a number is changed: what the gradient promised for the output, and what has come of it. */
export function PromiseChip({ model }: { readonly model: GraphModel }) {
  const { value: promised } = model.scrubber.promised;
  const { value: scrub } = model.scrubber.now;
  const { value: snapshot } = model.snapshot;
  if (!scrub || !snapshot) return null;
  const show = (value: number): string => showNumber(value, snapshot.digits);
  const signed = (value: number): string => (value < 0 ? `(${show(value)})` : show(value));
  const place = placeOf(model);
  return (
    <aside class="promise" style={{ left: `${place.x}px`, top: `${place.y}px` }} aria-live="polite">
      <strong>
        {scrub.name} = {show(model.scrubber.value.value)}
      </strong>
      {promised && (
        <dl>
          <dt>predicted</dt>
          <dd class="predicted">{show(promised.predicted)}</dd>
          <dd class="how">
            {promised.outputName} + ∂{promised.outputName}/∂{promised.name}·Δ = {show(promised.output)} +{' '}
            {signed(promised.slope)}·{signed(promised.change)}
          </dd>
          <dt>actual</dt>
          <dd class="actual">{show(promised.actual)}</dd>
        </dl>
      )}
    </aside>
  );
}

const WIDTH = 260;
const HEIGHT = 96;

/** Beside the output, inside the view. */
function placeOf(model: GraphModel): { readonly x: number; readonly y: number } {
  const { value: camera } = model.viewport.camera;
  const { width, height } = model.viewport.size.value;
  const { value: picture } = model.picture;
  const rect = picture?.layout.nodes.get(picture.graph.output);
  const x = rect ? rect.x * camera.zoom + camera.x : width;
  const y = rect ? (rect.line - 40) * camera.zoom + camera.y - HEIGHT : 0;
  return { x: Math.max(8, Math.min(width - WIDTH - 8, x)), y: Math.max(8, Math.min(height - HEIGHT - 8, y)) };
}
