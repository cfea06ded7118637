import type { GraphModel } from './graphModel.ts';

/**
 * What the lines mean and what can be done, where nothing is chosen. Its room is the dock's, so that choosing a gate
 * moves nothing in the picture.
 */
export function Legend({ model }: { readonly model: GraphModel }) {
  const { value: snapshot } = model.snapshot;
  if (!snapshot) return null;
  const { outputName, nodes } = snapshot;
  const flows = nodes.some(({ gradient }) => gradient.state === 'number');
  const copies = nodes.some(({ role }) => role === 'copy');
  const numbers = nodes.some(({ scrub }) => scrub !== undefined);
  return (
    <section class="dock legend" aria-label="How to read the graph">
      <dl>
        <dt>
          <Line kind="forward" />
        </dt>
        <dd>
          above a line: its <span class="value">value</span>
        </dd>
        {flows && (
          <>
            <dt>
              <Line kind="backward" />
            </dt>
            <dd>
              below it: its <span class="gradient">gradient</span>, how fast {outputName} changes with it
            </dd>
          </>
        )}
        {copies && (
          <>
            <dt>
              <svg class="sample" viewBox="0 0 34 16" aria-hidden="true">
                <circle cx="17" cy="8" r="7" />
                <path d="M12 8h4M21 4.5c-4 0-3 3.5-5 3.5 2 0 1 3.5 5 3.5" />
              </svg>
            </dt>
            <dd>a value used several times: gradients add up here</dd>
          </>
        )}
      </dl>
      <ul>
        <li>
          <kbd>→</kbd> steps through the forward and the backward pass
        </li>
        <li>A click on a gate shows its rule</li>
        {numbers && <li>Drag an underlined number, and watch {outputName} follow</li>}
      </ul>
    </section>
  );
}

const Line = ({ kind }: { readonly kind: 'forward' | 'backward' }) => (
  <svg class={`sample ${kind}`} viewBox="0 0 34 16" aria-hidden="true">
    <path class="stroke" d={kind === 'forward' ? 'M1 8H29' : 'M5 8H33'} />
    <path class="tip" d={kind === 'forward' ? 'M33 8l-6 -2.6v5.2z' : 'M1 8l6 -2.6v5.2z'} />
  </svg>
);
