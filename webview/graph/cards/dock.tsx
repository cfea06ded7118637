import { sentenceOf } from '../../../src/core/picture/sentence.ts';
import type { VisibleNode } from '../../../src/core/picture/visibleGraph.ts';
import type { Card } from '../../../src/protocol/graph.ts';
import type { GraphModel } from '../model/graphModel.ts';
import { Legend } from './legend.tsx';
import { NodeDetails } from './nodeDetails.tsx';
import { StepCard } from './stepCard.tsx';
import { useCards } from './useCards.ts';

/** Below the picture: what the step says about its gate. Between the passes it is one line that says how to read the graph. */
export function Dock({ model }: { readonly model: GraphModel }) {
  const { value: step } = model.stepper.step;
  const node = model.node(step?.node);
  const [shown] = useCards(model, node, step ? [step.phase] : []);
  return (
    <>
      <p class="unseen" role="status" aria-live="polite">
        {node && !shown?.late ? spoken(model, node, shown?.card) : ''}
      </p>
      {model.stepper.at.value === undefined ? (
        <Legend model={model} />
      ) : (
        <section class="dock" aria-label="This step">
          {shown && <StepCard card={shown.card} late={shown.late} remarks={shown.card.remarks} />}
          {!shown && node && <NodeDetails model={model} node={node} stepping={true} />}
          {!node && <p>The inputs are given; nothing has been computed yet. The next step is the first gate.</p>}
        </section>
      )}
    </>
  );
}

function spoken(model: GraphModel, node: VisibleNode, card: Card | undefined): string {
  const { outputName = '', digits = 4 } = model.snapshot.value ?? {};
  return card?.sentence ?? sentenceOf(node, outputName, digits, model.known.value);
}
