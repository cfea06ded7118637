import { useEffect } from 'preact/hooks';
import type { VisibleNode } from '../../../src/core/picture/visibleGraph.ts';
import type { Card } from '../../../src/protocol/graph.ts';
import type { GraphModel } from '../model/graphModel.ts';

/** What the host says about a node in these passes, as far as it has answered; asked for when it is not known yet. */
export function useCards(
  model: GraphModel,
  node: VisibleNode | undefined,
  phases: readonly Card['phase'][],
): readonly Card[] {
  const { value: snapshot } = model.snapshot;
  const scrubbing = model.scrubber.now.value !== undefined;
  const about = node?.closed?.id ?? node?.node.id;
  const wanted = phases.join(' ');
  useEffect(() => {
    if (about === undefined || scrubbing || wanted === '') return;
    for (const phase of wanted.split(' ')) model.answers.askCard(about, phase === 'forward' ? 'forward' : 'backward');
  }, [about, wanted, scrubbing, snapshot, model]);
  return about === undefined ? [] : phases.flatMap((phase) => model.answers.card(about, phase) ?? []);
}
