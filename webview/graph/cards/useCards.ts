import { useEffect } from 'preact/hooks';
import type { VisibleNode } from '../../../src/core/picture/visibleGraph.ts';
import type { Card } from '../../../src/protocol/graph.ts';
import type { GraphModel } from '../model/graphModel.ts';

/** A card; `late` while it is of other numbers than the picture. */
interface ShownCard {
  readonly card: Card;
  readonly late: boolean;
}

/** What the host says about a node in these passes, as far as it has answered; asked for when it is not known yet. */
export function useCards(
  model: GraphModel,
  node: VisibleNode | undefined,
  phases: readonly Card['phase'][],
): readonly ShownCard[] {
  const { value: snapshot } = model.snapshot;
  const about = node?.closed?.id ?? node?.node.id;
  const wanted = phases.join(' ');
  useEffect(() => {
    if (about === undefined || wanted === '') return;
    for (const phase of wanted.split(' ')) model.answers.askCard(about, phase === 'forward' ? 'forward' : 'backward');
  }, [about, wanted, snapshot, model]);
  return about === undefined ? [] : phases.flatMap((phase) => model.answers.card(about, phase) ?? []);
}
