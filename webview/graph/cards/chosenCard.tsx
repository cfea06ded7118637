import { useLayoutEffect, useRef } from 'preact/hooks';
import { t } from '../../../src/core/base/words.ts';
import type { VisibleNode } from '../../../src/core/picture/visibleGraph.ts';
import type { Card } from '../../../src/protocol/graph.ts';
import type { GraphModel } from '../model/graphModel.ts';
import { Button } from '../toolbar.tsx';
import { NodeDetails } from './nodeDetails.tsx';
import { StepCard } from './stepCard.tsx';
import { useCards } from './useCards.ts';

const PASSES = ['forward', 'backward'] as const;
/** An input is given: how its gradient comes about is all there is to tell. */
const BACK = ['backward'] as const;

/** The details of the chosen node. They lie over the picture, so that a press on a gate moves nothing. */
export function ChosenCard({ model }: { readonly model: GraphModel }) {
  const chosen = model.stepper.step.value ? undefined : model.node(model.chosen.value);
  return chosen && chosen.kind !== 'output' ? <Details model={model} node={chosen} /> : null;
}

function Details({ model, node }: { readonly model: GraphModel; readonly node: VisibleNode }) {
  const card = useRef<HTMLElement>(null);
  const cards = useCards(model, node, node.kind === 'leaf' ? BACK : PASSES);
  useLayoutEffect(() => {
    const element = card.current;
    if (!element) return;
    keepClear(model, node.id, element);
  }, [model, node.id]);
  return (
    <section class="chosenCard" ref={card} aria-label={t('The chosen node')}>
      <NodeDetails model={model} node={node} stepping={false} />
      {cards.map(({ card: one, late }, k) => (
        <StepCard
          untitled
          key={one.phase}
          card={one}
          late={late}
          remarks={k > 0 ? newRemarks(one, cards[k - 1]?.card) : []}
        />
      ))}
      <Button icon="close" title={t('Close the details (Escape)')} act={() => model.choose(undefined)} />
    </section>
  );
}

/** What is said of a gate is said once: its badges stand in the details, and no card repeats the one before it. */
const newRemarks = ({ remarks }: Card, before: Card | undefined): readonly string[] =>
  before ? remarks.filter((remark) => !before.remarks.includes(remark)) : remarks;

/** Above and below a node stand the numbers of its edges. */
const NUMBERS = 40;
const MARGIN = 8;
const LEAST_HEIGHT = 130;

/** Below the node, unless there is too little room: then above it. The card is no taller than the room there. */
function keepClear(model: GraphModel, id: string, card: HTMLElement): void {
  const place = model.picture.peek()?.layout.nodes.get(id);
  if (!place) return;
  const { y, zoom } = model.viewport.camera.peek();
  const { height } = model.viewport.size.peek();
  const above = (place.y - NUMBERS) * zoom + y - 2 * MARGIN;
  const below = height - 2 * MARGIN - ((place.y + place.height + NUMBERS) * zoom + y);
  const atTop = below < LEAST_HEIGHT && above > below;
  card.classList.toggle('atTop', atTop);
  card.style.maxHeight = `${Math.max(LEAST_HEIGHT, atTop ? above : below)}px`;
}
