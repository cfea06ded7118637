import { t, tPieces } from '../../../src/core/base/words.ts';
import { sentenceOf } from '../../../src/core/picture/sentence.ts';
import type { VisibleNode } from '../../../src/core/picture/visibleGraph.ts';
import type { Card, GraphProblem } from '../../../src/protocol/graph.ts';
import { Icon } from '../../shared/icon.tsx';
import type { GraphModel } from '../model/graphModel.ts';
import { Button } from '../toolbar.tsx';
import { NodeDetails } from './nodeDetails.tsx';
import { StepCard } from './stepCard.tsx';
import { useCards } from './useCards.ts';

/** What the lines mean and what can be done, in a line below the picture. */
function Legend({ model }: { readonly model: GraphModel }) {
  const { value: snapshot } = model.snapshot;
  if (!snapshot) return null;
  const { outputName, nodes } = snapshot;
  const flows = nodes.some(({ gradient }) => gradient.state === 'number');
  const copies = model.picture.value?.graph.nodes.some(({ kind }) => kind === 'copy') ?? false;
  const numbers = nodes.some(({ scrub }) => scrub !== undefined);
  const isDown = model.picture.value?.layout.flow === 'down';
  const value = <span class="value">{t('value')}</span>;
  const gradient = <span class="gradient">{t('gradient')}</span>;
  return (
    <ul class="legend" aria-label={t('How to read the graph')}>
      <li>
        <Line kind="forward" />
        {isDown ? tPieces('left: the {0}', value) : tPieces('above: the {0}', value)}
      </li>
      {flows && (
        <li>
          <Line kind="backward" />
          {isDown
            ? tPieces('right: the {0}, the rate at which {1} changes', gradient, outputName)
            : tPieces('below: the {0}, the rate at which {1} changes', gradient, outputName)}
        </li>
      )}
      {copies && (
        <li>
          <svg class="sample" viewBox="0 0 34 16" aria-hidden="true">
            <circle cx="17" cy="8" r="7" />
            <path d="M12 8h4M21 4.5c-4 0-3 3.5-5 3.5 2 0 1 3.5 5 3.5" />
          </svg>
          {t('used several times: gradients add up')}
        </li>
      )}
      <li>{tPieces('{0} steps through both passes', <kbd>→</kbd>)}</li>
      <li>{t('click a gate to see its rule')}</li>
      {numbers && <li>{t('drag an underlined number to change it')}</li>}
      <li class="fold">
        <Button
          icon="close"
          title={t('Fold how to read the graph')}
          act={() => {
            model.legend.value = false;
          }}
        />
      </li>
    </ul>
  );
}

const Line = ({ kind }: { readonly kind: 'forward' | 'backward' }) => (
  <svg class={`sample ${kind}`} viewBox="0 0 34 16" aria-hidden="true">
    <path class="stroke" d={kind === 'forward' ? 'M1 8H29' : 'M5 8H33'} />
    <path class="tip" d={kind === 'forward' ? 'M33 8l-6 -2.6v5.2z' : 'M1 8l6 -2.6v5.2z'} />
  </svg>
);

interface ProblemProps {
  readonly model: GraphModel;
  readonly problem: GraphProblem;
}

/** The error that keeps the output from being computed: where it is, and what would mend it. */
function ProblemCard({ model, problem }: ProblemProps) {
  const { message, line, fixes = [] } = problem;
  const { version } = model;
  return (
    <section class="problemCard" role="status" aria-live="polite" aria-label={t('The error')}>
      <p>
        <Icon name="warning" />
        <button type="button" class="link" onClick={() => model.host.send({ type: 'goToProblem', version })}>
          {t('Line {0}', line)}
        </button>
        <span>{message}</span>
      </p>
      {fixes.length > 0 && (
        <p class="actions">
          {fixes.map(({ title }, fix) => (
            <button type="button" key={title} onClick={() => model.host.send({ type: 'fix', version, fix })}>
              {title}
            </button>
          ))}
        </p>
      )}
    </section>
  );
}

/** Below the picture: what the step says about its gate. Between the passes it is one line that says how to read the graph. */
export function Dock({ model }: { readonly model: GraphModel }) {
  const { value: step } = model.stepper.step;
  const node = model.node(step?.node);
  const [shown] = useCards(model, node, step ? [step.phase] : []);
  const problem = model.snapshot.value?.problem;
  if (problem) return <ProblemCard model={model} problem={problem} />;
  return (
    <>
      <p class="unseen" role="status" aria-live="polite">
        {node && !shown?.late ? spoken(model, node, shown?.card) : ''}
      </p>
      {model.stepper.at.value === undefined ? (
        model.legend.value && !model.columnsShown.value && <Legend model={model} />
      ) : (
        <section class="dock" aria-label={t('This step')}>
          {shown && <StepCard card={shown.card} late={shown.late} remarks={shown.card.remarks} />}
          {!shown && node && <NodeDetails model={model} node={node} stepping={true} />}
          {!node && <p>{t('The inputs are given; nothing has been computed yet. The next step is the first gate.')}</p>}
        </section>
      )}
    </>
  );
}

function spoken(model: GraphModel, node: VisibleNode, card: Card | undefined): string {
  const { outputName = '', digits = 4 } = model.snapshot.value ?? {};
  return card?.sentence ?? sentenceOf(node, outputName, digits, model.known.value);
}
